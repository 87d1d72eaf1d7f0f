-- The provisional rows of a month that is closed.
DELETE FROM arrears_ledgerrow WHERE province_id = %(province)s AND month = %(month)s AND version = 0
