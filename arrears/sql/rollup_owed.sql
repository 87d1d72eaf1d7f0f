-- What is owed in one version of a month, by the ledger's own column.
SELECT sum_dong(owed) AS owed FROM arrears_ledgerrow
WHERE province_id = %(province)s AND month = %(month)s AND version = %(version)s AND NOT is_quiet
