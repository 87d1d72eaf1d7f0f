-- Where do BHXH's figures of a month and the portal's differ, and why, most likely? Whole-month methods count whole months, so
-- the fraction of a supplied figure is dropped before they are compared; the ratio is compared as it is. Of whom the portal
-- knows no C12 there is one line: BHXH says that it owes, the portal cannot say. A charge is compared where the files give one.
INSERT INTO arrears_reckoningdifference (run_id, employer_id, what, fund, supplied, computed, cause)
WITH grounds AS (
    SELECT DISTINCT employer_id FROM arrears_evasionground
    WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), urged AS (
    SELECT employer_id FROM (<<urged>>) u
), other_cycle AS (  -- the days, or else the months, that BHXH says are those of another payment cycle
    SELECT f.employer_id, min(d.cycle) AS cycle
    FROM reckon_found f
    JOIN reckon_due own ON own.at = f.oldest_at AND own.cycle = f.cycle
    JOIN reckon_due d ON d.at = f.oldest_at AND d.clock <> own.clock
    JOIN arrears_ledgerrow l ON l.employer_id = f.employer_id AND l.month = %(month)s AND l.version = %(version)s
    WHERE CASE WHEN greatest(l.days_late, l.days_evaded) IS NOT NULL
               THEN %(on)s::date - d.clock = greatest(l.days_late, l.days_evaded)
               ELSE floor(l.months_supplied)
                    = greatest(0, %(at)s - (12 * date_part('year', d.due_on) + date_part('month', d.due_on) - 1)::int) END
    GROUP BY f.employer_id
), compared AS (
    SELECT w.employer_id, f.employer_id IS NOT NULL AS is_known, g.employer_id IS NOT NULL AS has_ground,
           n.employer_id IS NOT NULL AS is_urged, coalesce(f.is_justified, FALSE) AS is_justified,
           l.worst AS said_worst, f.worst, l.days_late AS said_late, f.days_late, l.days_evaded AS said_evaded,
           greatest(0, f.days_evaded - %(restarts)s) AS days_evaded,
           CASE %(method)s WHEN 'amount_ratio' THEN l.months_supplied ELSE floor(l.months_supplied) END AS said_months,
           CASE %(method)s WHEN 'overdue_age' THEN f.months_age WHEN 'overdue_months' THEN f.months_unpaid
                ELSE coalesce(f.months_ratio, 0) END AS months,
           l.months_supplied,
           CASE WHEN f.evaded_days = l.days_evaded + %(evasion_after)s::int OR %(restarts)s > 0 AND f.evaded_days = l.days_evaded
                THEN 'restarted' END AS restarted,
           CASE WHEN NOT f.is_opening_dated THEN 'opening' WHEN f.has_less THEN 'reversal' END AS unsure,
           CASE WHEN o.cycle IS NOT NULL THEN 'cycle' END AS cycle,
           CASE WHEN f.has_paid_late THEN 'payment_day' END AS paid_late,
           0
               + l.evaded_{fund} --each fund
           AS said_evaded_dong,
           l.b03_batch IS NOT NULL
               OR l.charge_{fund} > 0 --each fund
           AS is_charge_said,
           f.charge_late_unsplit + f.charge_evaded_unsplit > 0 AND l.charge_unsplit = 0 AS is_unsplit,
           l.charge_{fund} AS said_{fund}, f.charge_late_{fund} + f.charge_evaded_{fund} AS charge_{fund}, --each fund
           l.month
    FROM reckon_who w
    JOIN arrears_ledgerrow l ON l.employer_id = w.employer_id AND l.month = %(month)s AND l.version = %(version)s
    LEFT JOIN (SELECT *, days_evaded AS evaded_days FROM reckon_found) f ON f.employer_id = w.employer_id
    LEFT JOIN other_cycle o ON o.employer_id = w.employer_id
    LEFT JOIN grounds g ON g.employer_id = w.employer_id
    LEFT JOIN urged n ON n.employer_id = w.employer_id
    WHERE w.is_listed OR f.worst >= 2
), evading AS (  -- why the portal does not follow where BHXH says evasion
    SELECT employer_id, CASE WHEN has_ground THEN 'ground' WHEN is_justified THEN 'justified' WHEN NOT is_urged THEN 'no_urging' END AS why
    FROM compared WHERE said_worst = 3 AND coalesce(worst, 0) < 3
)
SELECT %(run)s, c.employer_id, v.what, v.fund, v.supplied, v.computed,
       coalesce(CASE WHEN v.what IN ('class', 'days_late', 'days_evaded', 'urging') THEN e.why END,
                CASE WHEN v.what = 'days_evaded' THEN c.restarted END,
                CASE WHEN v.what = 'urging' THEN 'no_urging' END,
                c.unsure, c.cycle, CASE WHEN v.what = 'charge' THEN c.paid_late END, 'other')
FROM compared c
LEFT JOIN evading e ON e.employer_id = c.employer_id
CROSS JOIN LATERAL (VALUES
    ('months', '', c.months_supplied::numeric, c.months::numeric, c.is_known AND c.said_months <> c.months),
    ('days_late', '', c.said_late, c.days_late, c.is_known AND c.said_late <> c.days_late),
    ('days_evaded', '', c.said_evaded, c.days_evaded, c.is_known AND c.said_evaded <> c.days_evaded),
    ('class', '', c.said_worst, c.worst, c.said_worst IS DISTINCT FROM c.worst AND greatest(c.said_worst, c.worst) >= 2),
    ('urging', '', c.said_evaded_dong, NULL, c.said_worst = 3 AND NOT c.is_urged),
    ('charge', '{fund}', c.said_{fund}, c.charge_{fund}, c.is_charge_said AND NOT c.is_unsplit AND c.said_{fund} <> c.charge_{fund}), --each fund
    ('charge', '', 0
         + c.said_{fund} --each fund
     , 0
         + c.charge_{fund} --each fund
     , c.is_charge_said AND c.is_unsplit AND 0
         + c.said_{fund} - c.charge_{fund} --each fund
     <> 0)
) AS v (what, fund, supplied, computed, counts)
WHERE v.counts
