-- Of the employers of one month that still stand in the ledger six months later with a figure: how many owe three months by
-- then, and how many of the tenth with the highest score, the largest debt, the longest debt. `only_below`: only those
-- that owed less than three months at the beginning.
WITH people AS (
    SELECT n.employer_id, n.owed, coalesce(s.score, 0) AS score,
           CASE WHEN n.owed > 0 THEN coalesce(n.months_supplied, n.months_computed, 0) ELSE 0 END AS months,
           o.owed > 0 AND coalesce(o.months_supplied, o.months_computed) >= %(threshold)s AS came
    FROM arrears_ledgerrow n
    JOIN arrears_ledgerrow o ON o.employer_id = n.employer_id AND o.province_id = %(province)s
        AND o.month = %(later_month)s AND o.version = %(later_version)s
        AND (o.owed <= 0 OR o.months_supplied IS NOT NULL OR o.months_computed IS NOT NULL)
    LEFT JOIN arrears_riskscore s ON s.run_id = %(run)s AND s.employer_id = n.employer_id
    WHERE n.province_id = %(province)s AND n.month = %(month)s AND n.version = %(version)s
), placed AS (
    SELECT came, greatest(1, count(*) OVER () / 10) AS tenth,
           row_number() OVER (ORDER BY score DESC, owed DESC, employer_id) AS by_score,
           row_number() OVER (ORDER BY owed DESC, months DESC, employer_id) AS by_owed,
           row_number() OVER (ORDER BY months DESC, owed DESC, employer_id) AS by_months
    FROM people WHERE NOT %(only_below)s OR months < %(threshold)s
)
SELECT count(*) AS cases, count(*) FILTER (WHERE came) AS came,
       count(*) FILTER (WHERE by_score <= tenth) AS chosen,
       count(*) FILTER (WHERE came AND by_score <= tenth) AS by_score,
       count(*) FILTER (WHERE came AND by_owed <= tenth) AS by_owed,
       count(*) FILTER (WHERE came AND by_months <= tenth) AS by_months
FROM placed
