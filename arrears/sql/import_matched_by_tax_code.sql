-- Which rows were matched by their tax code, and to whom? A local office does not learn the name of another's employer. Nearly
-- always there are none: then the file is not read.
SELECT s.row_no, s.sheet, s.unit_code, e.unit_code AS known_code,
       CASE WHEN (%(office)s::bigint IS NULL OR e.office_id IS NULL OR e.office_id = %(office)s) THEN e.name ELSE '–' END AS known_name
FROM arrears_rowmatch m
JOIN arrears_c12row s USING (batch_id, row_no)
JOIN employers_employer e ON e.id = m.employer_id
WHERE m.batch_id = %(batch)s AND (SELECT count(*) FROM arrears_rowmatch WHERE batch_id = %(batch)s) > 0
ORDER BY s.row_no LIMIT %(limit)s
