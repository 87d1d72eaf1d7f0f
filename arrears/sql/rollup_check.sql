-- Which dimensions do not sum to the province, which classes not to what is owed, and does the ledger's own sum of what
-- is owed (where it is given) differ? None, ever.
WITH sums AS (
    SELECT dimension, fund, sum(employers) AS employers, sum(owing) AS owing, sum(workers) AS workers, sum(not_due) AS not_due,
           sum(late) AS late, sum(evaded) AS evaded, sum(charge) AS charge, sum(newly_owing) AS newly_owing,
           sum(cleared) AS cleared, sum(recovered) AS recovered, sum(estimated) AS estimated
    FROM arrears_rollup
    WHERE province_id = %(province)s AND month = %(month)s AND version = %(version)s
    GROUP BY dimension, fund
)
SELECT s.dimension, s.fund FROM sums s JOIN sums p ON p.dimension = 'province' AND p.fund = s.fund
WHERE (s.employers, s.owing, s.workers, s.not_due, s.late, s.evaded, s.charge, s.newly_owing, s.cleared, s.recovered, s.estimated)
    IS DISTINCT FROM
      (p.employers, p.owing, p.workers, p.not_due, p.late, p.evaded, p.charge, p.newly_owing, p.cleared, p.recovered, p.estimated)
UNION ALL
SELECT 'ledger', 'all' FROM sums p
WHERE p.dimension = 'province' AND p.fund = 'all' AND p.late + p.evaded <> coalesce(%(owed)s, p.late + p.evaded)
UNION ALL
SELECT 'funds', f.fund FROM (
    SELECT 'all' AS fund, sum(late + evaded) FILTER (WHERE fund <> 'all') AS split, sum(late + evaded) FILTER (WHERE fund = 'all') AS whole
    FROM sums WHERE dimension = 'province'
) f WHERE f.split IS DISTINCT FROM f.whole
