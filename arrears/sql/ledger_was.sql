-- The provisional rows that are about to change, as they are: rollups are corrected by the difference.
CREATE TEMP TABLE arrears_was ON COMMIT DROP AS
SELECT l.* FROM arrears_ledgerrow l JOIN arrears_changed c ON c.employer_id = l.employer_id
WHERE l.month = %(month)s AND l.version = 0
