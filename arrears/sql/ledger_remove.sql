-- Provisional rows that are about to be written anew, or that no file gives any more.
DELETE FROM arrears_ledgerrow l
USING arrears_changed c
WHERE l.month = %(month)s AND l.version = 0 AND l.employer_id = c.employer_id
