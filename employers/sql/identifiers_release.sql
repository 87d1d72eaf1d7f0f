-- Codes that only the undone file gave, and that the register no longer says, are forgotten.
DELETE FROM employers_identifier i USING employers_employer e
WHERE i.batch_id = %(batch)s AND e.id = i.employer_id AND i.value NOT IN (e.unit_code, e.tax_code)
