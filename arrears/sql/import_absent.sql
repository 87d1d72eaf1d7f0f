-- Whom does the file leave out? B03: employers of its scope that the month still has as late or evading, or that were so at
-- the last close. C12: employers of its scope with a row at the last close.
WITH here AS (SELECT id FROM agencies_province WHERE slug = %(province)s),
last AS (
    SELECT v.month, max(v.version) AS version FROM arrears_ledgerversion v, here
    WHERE v.province_id = here.id AND v.frozen_at IS NOT NULL
      AND v.month = (SELECT max(month) FROM arrears_ledgerversion, here
                     WHERE province_id = here.id AND frozen_at IS NOT NULL AND month < %(month)s)
    GROUP BY v.month
), before AS (
    SELECT r.employer_id, r.office_id, r.owed, r.is_absent
    FROM arrears_ledgerrow r JOIN last USING (month, version), here WHERE r.province_id = here.id
    UNION ALL
    SELECT r.employer_id, r.office_id, r.owed, r.is_absent FROM arrears_ledgerrow r, here
    WHERE r.province_id = here.id AND r.month = %(month)s AND r.version = 0
)
SELECT count(DISTINCT b.employer_id)
FROM before b JOIN employers_employer e ON e.id = b.employer_id
WHERE (%(office)s::bigint IS NULL OR b.office_id = %(office)s)
  AND NOT b.is_absent AND (NOT %(is_b03)s OR b.owed > 0)
  AND NOT EXISTS (SELECT 1 FROM {table} s WHERE s.batch_id = %(batch)s AND s.unit_code = e.unit_code)
  AND NOT EXISTS (SELECT 1 FROM arrears_rowmatch m WHERE m.batch_id = %(batch)s AND m.employer_id = e.id)
