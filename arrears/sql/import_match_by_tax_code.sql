-- Which rows name a unit code nobody has, while exactly one employer of the province has their tax code and does not
-- stand in the file under its own code? They are that employer's.
WITH here AS (SELECT id FROM agencies_province WHERE slug = %(province)s),
strangers AS (
    SELECT s.row_no, s.tax_code
    FROM arrears_c12row s
    WHERE s.batch_id = %(batch)s AND s.tax_code IS NOT NULL AND s.tax_code <> '' AND s.tax_code_ok IS NOT FALSE
      AND NOT EXISTS (SELECT 1 FROM employers_employer e
                      WHERE e.province_id = (SELECT id FROM here) AND e.unit_code <> '' AND e.unit_code = s.unit_code)
), once AS MATERIALIZED (
    SELECT tax_code, min(row_no) AS row_no FROM strangers GROUP BY tax_code HAVING count(*) = 1
), known AS MATERIALIZED (
    SELECT o.row_no, min(e.id) AS employer_id
    FROM once o
    JOIN employers_employer e ON e.province_id = (SELECT id FROM here) AND e.tax_code = o.tax_code AND e.merged_into_id IS NULL
    GROUP BY o.row_no HAVING count(*) = 1
)
INSERT INTO arrears_rowmatch (batch_id, row_no, employer_id)
SELECT %(batch)s, k.row_no, k.employer_id
FROM known k JOIN employers_employer e ON e.id = k.employer_id
WHERE NOT EXISTS (SELECT 1 FROM arrears_c12row s WHERE s.batch_id = %(batch)s AND s.unit_code = e.unit_code)
