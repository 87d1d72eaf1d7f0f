-- Which rows carry another name than the register has for that unit code? A local office is told of its own units only.
SELECT s.row_no, s.sheet, s.unit_code, s.name AS found, e.name AS known
FROM {table} s
JOIN agencies_province p ON p.slug = %(province)s
JOIN employers_employer e ON e.province_id = p.id AND e.unit_code = s.unit_code
WHERE s.batch_id = %(batch)s AND s.name <> e.name
  AND (%(office)s::bigint IS NULL OR e.office_id IS NULL OR e.office_id = %(office)s)
ORDER BY s.row_no LIMIT %(limit)s
