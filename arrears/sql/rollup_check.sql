-- Of the rollups in <<members>>: which dimensions do not sum to the province, is what the funds owe not what all owe, and
-- does the ledger's own sum of what is owed (where it is given) differ from late and evaded? None, ever.
SELECT s.dimension, s.fund
FROM (
    SELECT dimension, fund, sum(employers) AS employers, sum(owing) AS owing, sum(workers) AS workers, sum(not_due) AS not_due,
           sum(late) AS late, sum(evaded) AS evaded, sum(charge) AS charge, sum(newly_owing) AS newly_owing,
           sum(cleared) AS cleared, sum(recovered) AS recovered, sum(estimated) AS estimated,
           sum(owed) AS owed
    FROM <<members>> GROUP BY dimension, fund
) s
LEFT JOIN (SELECT * FROM <<members>> WHERE dimension = 'province') p ON p.fund = s.fund
LEFT JOIN (
    SELECT sum(not_due) AS not_due, sum(late) AS late, sum(evaded) AS evaded, sum(charge) AS charge, sum(recovered) AS recovered
    FROM <<members>> WHERE dimension = 'province' AND fund <> 'all'
) f ON s.fund = 'all'
WHERE (s.employers, s.owing, s.workers, s.not_due, s.late, s.evaded, s.charge, s.newly_owing, s.cleared, s.recovered, s.estimated)
    IS DISTINCT FROM
      (p.employers, p.owing, p.workers, p.not_due, p.late, p.evaded, p.charge, p.newly_owing, p.cleared, p.recovered, p.estimated)
   OR (s.fund = 'all' AND s.dimension = 'province' AND (s.not_due, s.late, s.evaded, s.charge, s.recovered)
       IS DISTINCT FROM (f.not_due, f.late, f.evaded, f.charge, f.recovered))
   OR s.owed <> s.late + s.evaded
