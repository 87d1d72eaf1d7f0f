-- Members of the provisional rollups that have no employer any more.
DELETE FROM arrears_rollup
WHERE province_id = %(province)s AND month = %(month)s AND version = 0 AND employers = 0
  AND dimension NOT IN ('province', 'class')
