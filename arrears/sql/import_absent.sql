-- Whom does the file leave out? B03: employers of its scope that the month still has as late or evading, or that were so at
-- the last close. C12: employers of its scope with a row at the last close.
WITH before AS (
    SELECT employer_id, office_id, owed, is_absent FROM arrears_ledgerrow
    WHERE province_id = %(here)s AND month = %(last_month)s AND version = %(last_version)s
    UNION ALL
    SELECT employer_id, office_id, owed, is_absent FROM arrears_ledgerrow
    WHERE province_id = %(here)s AND month = %(month)s AND version = 0
)
SELECT count(DISTINCT b.employer_id)
FROM before b JOIN employers_employer e ON e.id = b.employer_id
WHERE (%(office)s::bigint IS NULL OR b.office_id = %(office)s)
  AND NOT b.is_absent AND (NOT %(is_b03)s OR b.owed > 0)
  AND NOT EXISTS (SELECT 1 FROM {table} s WHERE s.batch_id = %(batch)s AND s.unit_code = e.unit_code)
  AND NOT EXISTS (SELECT 1 FROM arrears_rowmatch m WHERE m.batch_id = %(batch)s AND m.employer_id = e.id)
