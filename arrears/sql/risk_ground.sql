-- Every employer of the version with what it owed, paid and employed now, 3 and 6 months ago. Each factor reads this.
SELECT l.employer_id, l.owed, coalesce(l.months_supplied, l.months_computed) AS months,
       greatest(l.days_late, l.days_evaded) AS days, l.payroll, l.workers, l.is_absent, l.state, l.sector,
       coalesce(p3.owed, 0) AS owed_3, p3.payroll AS payroll_3, p3.workers AS workers_3,
       coalesce(p6.owed, 0) AS owed_6, p6.payroll AS payroll_6, p6.workers AS workers_6
FROM arrears_ledgerrow l
LEFT JOIN arrears_ledgerrow p3
    ON p3.employer_id = l.employer_id AND p3.month = %(month_3)s AND p3.version = %(version_3)s AND p3.province_id = %(province)s
LEFT JOIN arrears_ledgerrow p6
    ON p6.employer_id = l.employer_id AND p6.month = %(month_6)s AND p6.version = %(version_6)s AND p6.province_id = %(province)s
WHERE l.province_id = %(province)s AND l.month = %(month)s AND l.version = %(version)s
