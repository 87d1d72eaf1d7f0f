-- A list of the tax office as its reader stages it, with every employer of the province.
INSERT INTO employers_sourcerow (batch_id, row_no, sheet, tax_code, tax_code_ok, name, folded, address, employed)
SELECT %(batch)s, row_number() OVER (ORDER BY id), 'Thuế', tax_code, tax_code_ok, name, folded, address, 5 + id %% 40
FROM employers_employer WHERE province_id = %(province)s
