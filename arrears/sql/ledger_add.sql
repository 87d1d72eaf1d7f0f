-- The rows that are new or differ become provisional rows.
INSERT INTO arrears_ledgerrow (<<columns>>)
SELECT <<fresh>>
FROM arrears_fresh f
WHERE <<these>>
