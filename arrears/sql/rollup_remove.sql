-- The rollups of one version of a month, before they are written anew.
DELETE FROM arrears_rollup WHERE province_id = %(province)s AND month = %(month)s AND version = %(version)s
