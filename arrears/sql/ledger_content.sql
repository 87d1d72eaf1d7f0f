-- What does a version come to, and which hash have its rows, in the order of employers?
SELECT count(*) AS employers, count(*) FILTER (WHERE l.owed > 0) AS owing,
       sum_dong(l.not_due_{fund}) AS not_due_{fund}, sum_dong(l.late_{fund}) AS late_{fund}, sum_dong(l.evaded_{fund}) AS evaded_{fund}, sum_dong(l.charge_{fund}) AS charge_{fund}, --each fund
       encode(sha256(convert_to(coalesce(string_agg(md5(ROW(<<columns>>)::text), '' ORDER BY l.employer_id), ''), 'UTF8')), 'hex')
           AS content_hash
FROM arrears_ledgerrow l
WHERE l.province_id = %(province)s AND l.month = %(month)s AND l.version = %(version)s
