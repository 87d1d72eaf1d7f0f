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
    SELECT f.employer_id
    FROM (
        SELECT f.employer_id, f.oldest_at, greatest(w.said_late, w.said_evaded) AS said_days, floor(w.said_months) AS said_months, own.clock
        FROM reckon_found f
        JOIN reckon_who w ON w.employer_id = f.employer_id
        JOIN reckon_due own ON own.at = f.oldest_at AND own.due_on = f.due_on
        OFFSET 0
    ) f
    JOIN reckon_due d ON d.at = f.oldest_at
    WHERE d.clock <> f.clock
      AND CASE WHEN f.said_days IS NOT NULL THEN %(on)s::date - d.clock = f.said_days
               ELSE f.said_months = greatest(0, %(at)s - (12 * date_part('year', d.due_on) + date_part('month', d.due_on) - 1)::int) END
    GROUP BY f.employer_id
), joined AS (
    SELECT w.employer_id, f.employer_id IS NOT NULL AS is_known, n.employer_id IS NOT NULL AS is_urged,
           w.said_worst, f.worst, w.said_late, f.days_late, w.said_evaded, w.said_months, w.said_evaded_dong,
           greatest(0, f.days_evaded - %(restarts)s) AS days_evaded,
           CASE %(method)s WHEN 'amount_ratio' THEN w.said_months ELSE floor(w.said_months) END AS said_whole,
           CASE %(method)s WHEN 'overdue_age' THEN f.months_age WHEN 'overdue_months' THEN f.months_unpaid
                ELSE coalesce(f.months_ratio, 0) END AS months,
           CASE WHEN f.days_evaded = w.said_evaded + %(evasion_after)s::int OR %(restarts)s > 0 AND f.days_evaded = w.said_evaded
                THEN 'restarted' END AS restarted,
           CASE WHEN NOT f.is_opening_dated THEN 'opening' WHEN f.has_less THEN 'reversal' WHEN o.employer_id IS NOT NULL THEN 'cycle'
                END AS unsure,
           CASE WHEN f.has_paid_late THEN 'payment_day' END AS paid_late,
           CASE WHEN w.said_worst = 3 AND coalesce(f.worst, 0) < 3
                THEN CASE WHEN g.employer_id IS NOT NULL THEN 'ground' WHEN f.is_justified THEN 'justified'
                          WHEN n.employer_id IS NULL THEN 'no_urging' END END AS why,
           w.is_charge_said,
           w.said_unsplit = 0 AND f.charge_late_unsplit + f.charge_evaded_unsplit > 0 AS is_unsplit
         , w.said_{fund}, f.charge_late_{fund} + f.charge_evaded_{fund} AS charge_{fund} --each fund
    FROM reckon_who w
    LEFT JOIN reckon_found f ON f.employer_id = w.employer_id
    LEFT JOIN other_cycle o ON o.employer_id = w.employer_id
    LEFT JOIN grounds g ON g.employer_id = w.employer_id
    LEFT JOIN urged n ON n.employer_id = w.employer_id
    WHERE w.is_listed OR f.worst >= 2
), compared AS MATERIALIZED (
    SELECT *, coalesce(unsure, 'other') AS cause, coalesce(unsure, paid_late, 'other') AS charge_cause,
           coalesce(is_charge_said AND NOT is_unsplit, FALSE) AS is_split
    FROM joined
)
SELECT %(run)s, v.employer_id, v.what, v.fund, v.supplied, v.computed, v.cause
FROM (
    SELECT employer_id, 'months' AS what, '' AS fund, said_months::numeric AS supplied, months::numeric AS computed, cause
    FROM compared WHERE is_known AND said_whole <> months
    UNION ALL
    SELECT employer_id, 'days_late', '', said_late, days_late, coalesce(why, cause)
    FROM compared WHERE is_known AND said_late <> days_late
    UNION ALL
    SELECT employer_id, 'days_evaded', '', said_evaded, days_evaded, coalesce(why, restarted, cause)
    FROM compared WHERE is_known AND said_evaded <> days_evaded
    UNION ALL
    SELECT employer_id, 'class', '', said_worst, worst, coalesce(why, cause)
    FROM compared WHERE said_worst IS DISTINCT FROM worst AND greatest(said_worst, worst) >= 2
    UNION ALL
    SELECT employer_id, 'urging', '', said_evaded_dong, NULL, coalesce(why, 'no_urging')
    FROM compared WHERE said_worst = 3 AND NOT is_urged
    UNION ALL SELECT employer_id, 'charge', '{fund}', said_{fund}, charge_{fund}, charge_cause FROM compared WHERE is_split AND said_{fund} <> charge_{fund} --each fund
    UNION ALL
    SELECT employer_id, 'charge', '', 0
        + said_{fund} --each fund
    , 0
        + charge_{fund} --each fund
    , charge_cause
    FROM compared
    WHERE is_charge_said AND is_unsplit AND 0
        + said_{fund} - charge_{fund} --each fund
    <> 0
) v
