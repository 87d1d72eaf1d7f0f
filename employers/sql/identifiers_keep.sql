-- Every current code of an employer has an open identifier; what it replaces ends the day before. The first one known of an
-- employer has no first day; codes that came with a merged employer stay as they are. After a register file only the employers
-- of its rows (matched) are looked at.
WITH known AS MATERIALIZED (
    SELECT id, unit_code, tax_code, tax_code_ok FROM employers_employer
    WHERE province_id = %(province)s AND (%(matched)s::bigint IS NULL OR id IN (
        SELECT employer_id FROM employers_match WHERE batch_id = %(matched)s::bigint AND employer_id IS NOT NULL))
), said AS (
    SELECT id AS employer_id, 'unit_code' AS scheme, unit_code AS value, NULL::boolean AS is_right
    FROM known WHERE unit_code <> ''
    UNION ALL
    SELECT id, CASE WHEN tax_code ~ '^[0-9]{12}$' THEN 'personal_no' ELSE 'tax_code' END, tax_code, tax_code_ok
    FROM known WHERE tax_code <> ''
), fresh AS MATERIALIZED (
    SELECT s.*
    FROM said s LEFT JOIN employers_identifier i
        ON i.employer_id = s.employer_id AND i.scheme = s.scheme AND i.value = s.value AND i.valid_to IS NULL
    WHERE i.id IS NULL
), other AS MATERIALIZED (
    SELECT f.employer_id, f.scheme, i.id, i.value
    FROM fresh f JOIN employers_identifier i ON i.employer_id = f.employer_id
    WHERE i.value <> f.value AND (i.scheme = f.scheme OR i.scheme = 'tax_code' AND f.scheme = 'personal_no')
), ended AS (
    UPDATE employers_identifier i SET valid_to = greatest(%(on)s::date - 1, i.valid_from)
    FROM other o
    WHERE i.id = o.id AND i.valid_to IS NULL
      AND NOT EXISTS (SELECT FROM employers_employer a
                      WHERE a.merged_into_id = o.employer_id AND o.value IN (a.unit_code, a.tax_code))
)
INSERT INTO employers_identifier (employer_id, scheme, value, is_right, valid_from, source, batch_id)
SELECT f.employer_id, f.scheme, f.value, f.is_right, CASE WHEN r.employer_id IS NOT NULL THEN %(on)s::date END, %(source)s, %(batch)s
FROM fresh f LEFT JOIN (SELECT DISTINCT employer_id, scheme FROM other) r USING (employer_id, scheme)
ON CONFLICT ON CONSTRAINT identifier_once DO UPDATE SET valid_to = NULL
