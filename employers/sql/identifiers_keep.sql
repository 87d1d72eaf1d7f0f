-- Every current code of an employer has an open identifier; what it replaces ends the day before. The first one known of an
-- employer has no first day; codes that came with a merged employer stay as they are.
WITH said AS (
    SELECT id AS employer_id, 'unit_code' AS scheme, unit_code AS value, NULL::boolean AS is_right
    FROM employers_employer WHERE province_id = %(province)s AND unit_code <> ''
    UNION ALL
    SELECT id, CASE WHEN tax_code ~ '^[0-9]{12}$' THEN 'personal_no' ELSE 'tax_code' END, tax_code, tax_code_ok
    FROM employers_employer WHERE province_id = %(province)s AND tax_code <> ''
), fresh AS MATERIALIZED (
    SELECT s.*, EXISTS (SELECT FROM employers_identifier i
                        WHERE i.employer_id = s.employer_id AND i.value <> s.value
                          AND (i.scheme = s.scheme OR i.scheme = 'tax_code' AND s.scheme = 'personal_no')) AS replaces
    FROM said s LEFT JOIN employers_identifier i
        ON i.employer_id = s.employer_id AND i.scheme = s.scheme AND i.value = s.value AND i.valid_to IS NULL
    WHERE i.id IS NULL
), ended AS (
    UPDATE employers_identifier i SET valid_to = greatest(%(on)s::date - 1, i.valid_from)
    FROM fresh f
    WHERE i.employer_id = f.employer_id AND i.valid_to IS NULL AND i.value <> f.value
      AND (i.scheme = f.scheme OR i.scheme = 'tax_code' AND f.scheme = 'personal_no')
      AND NOT EXISTS (SELECT FROM employers_employer a
                      WHERE a.merged_into_id = i.employer_id AND i.value IN (a.unit_code, a.tax_code))
)
INSERT INTO employers_identifier (employer_id, scheme, value, is_right, valid_from, source, batch_id)
SELECT employer_id, scheme, value, is_right, CASE WHEN replaces THEN %(on)s::date END, %(source)s, %(batch)s FROM fresh
ON CONFLICT ON CONSTRAINT identifier_once DO UPDATE SET valid_to = NULL
