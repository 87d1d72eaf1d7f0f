-- Whose provisional row differs from what the files say now: new, changed, or no longer there?
CREATE TEMP TABLE arrears_changed ON COMMIT DROP AS
SELECT f.employer_id
FROM arrears_fresh f
LEFT JOIN arrears_ledgerrow l ON l.month = %(month)s AND l.version = 0 AND l.employer_id = f.employer_id
WHERE l.employer_id IS NULL OR (<<fresh>>) IS DISTINCT FROM (<<kept>>)
UNION ALL
SELECT l.employer_id
FROM arrears_ledgerrow l
WHERE l.month = %(month)s AND l.version = 0 AND l.province_id = %(province)s
  AND NOT EXISTS (SELECT FROM arrears_fresh f WHERE f.employer_id = l.employer_id)
