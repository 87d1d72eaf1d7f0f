-- Which rows carry another name than the register has for that unit code? A local office is told of its own units only.
SELECT s.row_no, s.sheet, s.unit_code, s.name AS found, e.name AS known
FROM {table} s
JOIN employers_employer e ON e.unit_code = s.unit_code
WHERE s.batch_id = %(batch)s AND e.province_id = (SELECT id FROM agencies_province WHERE slug = %(province)s) AND s.name <> e.name
  AND (%(office)s::bigint IS NULL OR e.office_id IS NULL OR e.office_id = %(office)s)
ORDER BY s.row_no LIMIT %(limit)s
