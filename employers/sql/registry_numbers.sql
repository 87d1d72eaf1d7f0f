-- Numbers that stand on no column of the employer: registration, budget unit, the owner's personal number.
INSERT INTO employers_identifier (employer_id, scheme, value, is_right, valid_from, source, batch_id)
SELECT DISTINCT m.employer_id, told.scheme, told.value, NULL::boolean, NULL::date, %(source)s, %(batch)s
FROM employers_match m
JOIN employers_sourcerow s ON s.batch_id = m.batch_id AND s.row_no = m.row_no
CROSS JOIN LATERAL (VALUES ('registration_no', s.registration_no), ('budget_code', s.budget_code),
                           ('personal_no', s.personal_no)) AS told (scheme, value)
WHERE m.batch_id = %(batch)s AND m.employer_id IS NOT NULL AND m.state IN ('matched', 'new') AND told.value IS NOT NULL
  AND (%(rows)s::integer[] IS NULL OR m.row_no = ANY (%(rows)s::integer[]))
  AND NOT EXISTS (SELECT FROM employers_identifier i
                  WHERE i.employer_id = m.employer_id AND i.scheme = told.scheme AND i.value = told.value)
ON CONFLICT ON CONSTRAINT identifier_once DO NOTHING
