-- What do the employers owe on the day, whose accounts stand at the month's end as this run keeps them? What is not settled has
-- counted all its days; of what was settled the days are kept. Evasion are the oldest months, so that of the oldest open month,
-- evaded, the part settled counts among them. Up to %(most)s dong-days the charge is worked out in whole numbers, which is quicker.
WITH urged AS (
    SELECT employer_id, days, days[cardinality(days)] AS last_day FROM (<<urged>>) u
), justified AS (
    SELECT DISTINCT employer_id FROM arrears_justifiedreason
    WHERE accepted_at IS NOT NULL AND withdrawn_at IS NULL
      AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), facts AS MATERIALIZED (
    SELECT s.*, u.days AS urged_days, j.employer_id IS NOT NULL AS is_justified,
           CASE WHEN j.employer_id IS NULL AND u.last_day IS NOT NULL AND %(evasion_after)s::int IS NOT NULL
                THEN least(u.last_day, %(on)s::date - %(evasion_after)s::int) END AS evaded_before
    FROM arrears_carriedaccount s
    LEFT JOIN urged u ON u.employer_id = s.employer_id
    LEFT JOIN justified j ON j.employer_id = s.employer_id
    WHERE s.run_id = %(run)s AND s.last_at IS NOT NULL
), stood AS (
    SELECT m.*, d.due_on, d.clock, d.due_on < %(on)s AS is_overdue, %(on)s::date - d.clock AS days, %(on_weight)s - d.weight AS late,
           coalesce(d.due_on < %(on)s AND d.clock < m.evaded_before, FALSE) AS is_evaded
    FROM (
        SELECT m.*, f.cycle, f.evaded_before
        FROM arrears_carriedmonth m
        JOIN facts f ON f.employer_id = m.employer_id
        WHERE m.run_id = %(run)s AND 0 < greatest(
            m.left_{fund}, --each fund
        0)
        OFFSET 0
    ) m
    JOIN reckon_due d ON d.cycle = m.cycle AND d.at = m.at
), unpaid AS (
    SELECT employer_id,
           sum_dong(left_{fund}) FILTER (WHERE NOT is_overdue) AS not_due_{fund}, sum_dong(left_{fund}) FILTER (WHERE is_evaded) AS evaded_{fund}, --each fund
           sum_dong(left_{fund} * late) FILTER (WHERE days > 0) AS open_{fund}, sum_dong(left_{fund} * late) FILTER (WHERE is_evaded) AS open_evaded_{fund}, --each fund
           bool_or(undated > 0 AND (FALSE
               OR undated >> ({two_bits} / 2) & 1 = 1 AND left_{fund} > 0 --each fund
           )) AS is_undated,
           greatest(max(days) FILTER (WHERE is_overdue AND NOT is_evaded AND left_odts + left_httt > 0), 0) AS days_late,
           coalesce(max(days) FILTER (WHERE is_evaded AND left_odts + left_httt > 0), 0) AS days_evaded,
           coalesce(max(days) FILTER (WHERE is_evaded), 0) AS age_evaded,
           min(clock) FILTER (WHERE is_evaded) AS evaded_since,
           min(due_on) FILTER (WHERE is_overdue AND left_odts + left_httt > 0) AS due_on,
           min(at) FILTER (WHERE is_overdue AND left_odts + left_httt > 0) AS oldest_at,
           count(*) FILTER (WHERE is_overdue AND left_odts + left_httt > 0) AS months_unpaid,
           sum_dong(left_odts + left_httt) FILTER (WHERE is_overdue) AS overdue_bhxh
    FROM stood
    GROUP BY employer_id
), summed AS (
    SELECT f.*, u.employer_id IS NOT NULL AS is_open, u.is_undated, u.days_late, u.days_evaded, u.age_evaded, u.evaded_since,
           u.due_on, u.oldest_at, u.months_unpaid, u.overdue_bhxh, a.lately_dong, a.months_lately
         , coalesce(u.not_due_{fund}, 0) AS not_due_{fund}, coalesce(u.evaded_{fund}, 0) AS evaded_{fund}, greatest(f.closing_{fund}, 0) - coalesce(u.not_due_{fund}, 0) - coalesce(u.evaded_{fund}, 0) AS late_{fund}, f.settled_{fund} + coalesce(u.open_{fund}, 0) AS all_{fund}, CASE WHEN u.evaded_{fund} > 0 THEN f.part_{fund} + u.open_evaded_{fund} ELSE 0 END AS all_evaded_{fund} --each fund
    FROM facts f
    LEFT JOIN unpaid u ON u.employer_id = f.employer_id
    CROSS JOIN LATERAL (
        SELECT sum_dong(dong) AS lately_dong, count(*) FILTER (WHERE dong > 0) AS months_lately FROM unnest(f.lately) AS dong
    ) a
), charged AS (
    SELECT *
         , CASE WHEN all_{fund} > %(most)s THEN div(2 * all_{fund}::numeric * %(rate)s + %(rate_base)s, 2 * %(rate_base)s)::bigint ELSE (2 * all_{fund} * %(rate)s + %(rate_base)s) / (2 * %(rate_base)s) END AS charge_{fund}, CASE WHEN all_evaded_{fund} > %(most)s THEN div(2 * all_evaded_{fund}::numeric * %(rate)s + %(rate_base)s, 2 * %(rate_base)s)::bigint ELSE (2 * all_evaded_{fund} * %(rate)s + %(rate_base)s) / (2 * %(rate_base)s) END AS charge_evaded_{fund} --each fund
    FROM summed
)
INSERT INTO reckon_found
SELECT employer_id, cycle,
       not_due_{fund}, late_{fund}, evaded_{fund}, charge_{fund} - charge_evaded_{fund}, charge_evaded_{fund}, --each fund
       CASE WHEN evaded_since IS NOT NULL THEN 3
            WHEN greatest(
                late_{fund}, --each fund
            0) > 0 THEN 2
            WHEN is_open THEN 1 ELSE 0 END,
       CASE WHEN evaded_since IS NULL THEN '' WHEN evaded_bhtn > 0
            AND 0 = evaded_odts + evaded_httt + evaded_bhyt + evaded_tnld_bnn + evaded_unsplit THEN 'e' ELSE 'đ' END,
       CASE WHEN evaded_since IS NOT NULL THEN (SELECT min(day) FROM unnest(urged_days) AS day WHERE day > evaded_since) END,
       is_justified, NOT coalesce(is_undated, FALSE),
       coalesce(days_late, 0), coalesce(days_evaded, 0), coalesce(age_evaded, 0), due_on, oldest_at,
       coalesce(greatest(0, %(at)s - (12 * date_part('year', due_on) + date_part('month', due_on) - 1)::int), 0),
       coalesce(months_unpaid, 0),
       CASE WHEN lately_dong > 0
            THEN least(div(100 * coalesce(overdue_bhxh, 0)::numeric * months_lately, lately_dong) / 100, 9999999.99) END,
       CASE WHEN covered_at IS NOT NULL THEN make_date(covered_at / 12, covered_at %% 12 + 1, 1) END,
       0
           + greatest(0, -closing_{fund}) --each fund
       , has_less, FALSE
           OR settled_{fund} > 0 --each fund
FROM charged
