-- The provisional rows become those of the version.
INSERT INTO arrears_ledgerrow (version, <<columns>>)
SELECT %(version)s, <<columns>>
FROM arrears_ledgerrow
WHERE province_id = %(province)s AND month = %(month)s AND version = 0
