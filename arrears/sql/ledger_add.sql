-- The rows that are new or differ.
INSERT INTO arrears_ledgerrow (<<columns>>)
SELECT <<fresh>>
FROM arrears_fresh f
JOIN arrears_changed c ON c.employer_id = f.employer_id
