-- What do the employers of this part owe on the day? The same as rules.reckoning says of the account of rules.bookkeeping, for
-- all payments name a fund: the first dong payable is settled by the first dong paid. So of each fund
--   what is left of a month = what became payable up to it - what was paid in all, between nothing and the month's own;
--   what was overdue between two days = what had fallen due by then - what had been paid by then, and never below nothing;
--   what of that is evasion now = the same between the first and the last dong of the months that are evasion now.
WITH opened AS (  -- an opening above the balance before: which months it is of
    SELECT l.employer_id, l.cycle, g.at, v.fund, CASE WHEN v.through IS NULL THEN 1 << v.place ELSE 0 END AS undated, g.amount
    FROM reckon_lines l
    CROSS JOIN LATERAL (VALUES
        ('{fund}', {two_bits} / 2, l.off_{fund}, 12 * date_part('year', l.through_{fund})::int + date_part('month', l.through_{fund})::int - 1, l.payable_{fund}, l.settles_{fund}), --each fund
        ('', 0, 0::bigint, NULL, 0::bigint, 0::bigint)
    ) AS v (fund, place, off, through, payable, settles)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN v.through IS NULL THEN l.at - 1
                    ELSE least(greatest(v.through + 1, %(earliest)s, l.last_at + 1), l.at - 1) END AS oldest,
               CASE WHEN l.last_at IS NULL AND greatest(v.through + 1, %(earliest)s) < l.at AND v.through IS NOT NULL
                    THEN least(v.off, v.settles) ELSE 0 END AS cleared
    ) a
    CROSS JOIN LATERAL (SELECT v.off - a.cleared AS rest, l.at - a.oldest AS months) r
    CROSS JOIN LATERAL (
        SELECT CASE WHEN (r.months - 1) * v.payable < r.rest AND r.rest <= r.months * v.payable
                    THEN v.payable ELSE r.rest / r.months END AS share
    ) s
    CROSS JOIN LATERAL (
        SELECT greatest(a.oldest - 1, %(earliest)s) AS at, a.cleared AS amount WHERE a.cleared > 0
        UNION ALL
        SELECT m, CASE WHEN m = a.oldest THEN r.rest - (r.months - 1) * s.share ELSE s.share END
        FROM generate_series(a.oldest, l.at - 1) AS m
    ) g
    WHERE v.off > 0 AND g.amount > 0 AND greatest(
        l.off_{fund}, --each fund
    0) > 0
), obliged AS (
    SELECT employer_id, at, bit_or(undated) AS undated,
           sum_dong(owed_{fund}) AS owed_{fund}, --each fund
           min(cycle) AS cycle
    FROM (
        SELECT employer_id, cycle, at, 0 AS undated
             , greatest(payable_{fund}, 0) + greatest(corrected_{fund}, 0) AS owed_{fund} --each fund
        FROM reckon_lines
        UNION ALL
        SELECT employer_id, cycle, at, undated
             , CASE fund WHEN '{fund}' THEN amount ELSE 0 END AS owed_{fund} --each fund
        FROM opened
    ) o
    GROUP BY employer_id, at
), paid AS MATERIALIZED (
    SELECT employer_id, month_end AS day
         , settles_{fund} AS paid_{fund} --each fund
    FROM reckon_lines
    WHERE greatest(
        settles_{fund}, --each fund
    0) > 0
    UNION ALL  -- an opening below the balance before: paid as early as can be
    SELECT employer_id, (make_date(m.at / 12, m.at %% 12 + 1, 1) + interval '1 month' - interval '1 day')::date
         , greatest(-off_{fund}, 0) --each fund
    FROM reckon_lines l
    CROSS JOIN LATERAL (SELECT least(coalesce(l.last_at + 1, l.at - 1), l.at - 1) AS at) m
    WHERE least(
        off_{fund}, --each fund
    0) < 0
), settled AS (
    SELECT employer_id
         , sum_dong(paid_{fund}) AS paid_{fund} --each fund
    FROM paid GROUP BY employer_id
), urged AS (
    SELECT employer_id, days, days[cardinality(days)] AS last_day FROM (<<urged>>) u
), justified AS (
    SELECT DISTINCT employer_id FROM arrears_justifiedreason
    WHERE accepted_at IS NOT NULL AND withdrawn_at IS NULL
      AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), facts AS (
    SELECT w.employer_id, w.cycle, w.is_listed, u.days AS urged_days, j.employer_id IS NOT NULL AS is_justified
         , coalesce(s.paid_{fund}, 0) AS paid_{fund} --each fund
         , CASE WHEN j.employer_id IS NULL AND u.last_day IS NOT NULL AND %(evasion_after)s::int IS NOT NULL
                THEN least(u.last_day, %(on)s::date - %(evasion_after)s::int) END AS evaded_before
    FROM reckon_who w
    LEFT JOIN settled s ON s.employer_id = w.employer_id
    LEFT JOIN urged u ON u.employer_id = w.employer_id
    LEFT JOIN justified j ON j.employer_id = w.employer_id
    WHERE w.part = %(at_part)s
), stood AS MATERIALIZED (
    SELECT o.*, o.due_on < %(on)s AS is_overdue, %(on)s::date - o.clock AS days,
           coalesce(o.due_on < %(on)s AND o.clock < f.evaded_before, FALSE) AS is_evaded,
           o.upto_odts <= f.paid_odts AND o.upto_httt <= f.paid_httt AS is_covered
         , greatest(0, least(o.owed_{fund}, o.upto_{fund} - f.paid_{fund})) AS left_{fund} --each fund
    FROM (
        SELECT b.*, d.due_on, d.clock
             , sum_dong(b.owed_{fund}) OVER (PARTITION BY b.employer_id ORDER BY b.at ROWS UNBOUNDED PRECEDING) AS upto_{fund} --each fund
        FROM obliged b JOIN reckon_due d ON d.cycle = b.cycle AND d.at = b.at
        OFFSET 0
    ) o
    JOIN facts f ON f.employer_id = o.employer_id
), whole AS (
    SELECT employer_id,
           sum_dong(owed_{fund}) AS owed_{fund}, --each fund
           max(at) FILTER (WHERE owed_odts + owed_httt > 0 AND is_covered) AS covered_at,
           sum_dong(owed_odts + owed_httt) FILTER (WHERE at > %(at)s - %(ratio_months)s) AS lately,
           count(*) FILTER (WHERE at > %(at)s - %(ratio_months)s AND owed_odts + owed_httt > 0) AS months_lately
    FROM stood GROUP BY employer_id
), unpaid AS (
    SELECT employer_id,
           sum_dong(left_{fund}) FILTER (WHERE NOT is_overdue) AS not_due_{fund}, sum_dong(left_{fund}) FILTER (WHERE is_overdue AND NOT is_evaded) AS late_{fund}, sum_dong(left_{fund}) FILTER (WHERE is_evaded) AS evaded_{fund}, --each fund
           min(upto_{fund} - owed_{fund}) FILTER (WHERE is_evaded AND left_{fund} > 0) AS from_{fund}, max(upto_{fund}) FILTER (WHERE is_evaded AND left_{fund} > 0) AS to_{fund}, --each fund
           sum_dong(left_{fund} * greatest(days, 0)) AS open_{fund}, --each fund
           bool_or(FALSE
               OR undated >> ({two_bits} / 2) & 1 = 1 AND left_{fund} > 0 --each fund
           ) AS is_undated,
           greatest(max(days) FILTER (WHERE is_overdue AND NOT is_evaded AND left_odts + left_httt > 0), 0) AS days_late,
           coalesce(max(days) FILTER (WHERE is_evaded AND left_odts + left_httt > 0), 0) AS days_evaded,
           coalesce(max(days) FILTER (WHERE is_evaded), 0) AS age_evaded,
           min(clock) FILTER (WHERE is_evaded) AS evaded_since,
           min(due_on) FILTER (WHERE is_overdue AND left_odts + left_httt > 0) AS due_on,
           min(at) FILTER (WHERE is_overdue AND left_odts + left_httt > 0) AS oldest_at,
           count(*) FILTER (WHERE is_overdue AND left_odts + left_httt > 0) AS months_unpaid,
           sum_dong(left_odts + left_httt) FILTER (WHERE is_overdue) AS overdue_bhxh
    FROM stood
    WHERE greatest(
        left_{fund}, --each fund
    0) > 0
    GROUP BY employer_id
), owing AS (
    SELECT f.employer_id
         , u.from_{fund}, u.to_{fund} --each fund
    FROM facts f
    LEFT JOIN unpaid u ON u.employer_id = f.employer_id
    WHERE f.is_listed
       OR u.late_{fund} > 0 OR u.evaded_{fund} > 0 --each fund
), events AS (
    SELECT employer_id, clock AS day
         , owed_{fund} AS due_{fund}, 0::bigint AS paid_{fund} --each fund
    FROM stood WHERE clock < %(on)s
    UNION ALL
    SELECT employer_id, day
         , 0, paid_{fund} --each fund
    FROM paid WHERE day < %(on)s
), walked AS (
    SELECT e.employer_id, lead(e.day, 1, %(on)s::date) OVER d - e.day AS span
         , o.from_{fund}, o.to_{fund}, sum_dong(e.due_{fund}) OVER s AS due_{fund}, sum_dong(e.paid_{fund}) OVER s AS paid_{fund} --each fund
    FROM events e JOIN owing o ON o.employer_id = e.employer_id
    WINDOW d AS (PARTITION BY e.employer_id ORDER BY e.day),
           s AS (PARTITION BY e.employer_id ORDER BY e.day ROWS UNBOUNDED PRECEDING)
), charged AS (
    SELECT employer_id
         , sum_dong(span * greatest(0, due_{fund} - paid_{fund})) AS all_{fund}, sum_dong(span * greatest(0, least(due_{fund}, to_{fund}) - greatest(paid_{fund}, from_{fund}))) FILTER (WHERE to_{fund} IS NOT NULL) AS evaded_{fund} --each fund
    FROM walked WHERE span > 0 GROUP BY employer_id
), rounded AS (
    SELECT employer_id,
           div(2 * coalesce(all_{fund}, 0)::numeric * %(rate)s + %(rate_base)s, 2 * %(rate_base)s)::bigint AS charge_{fund}, div(2 * coalesce(evaded_{fund}, 0)::numeric * %(rate)s + %(rate_base)s, 2 * %(rate_base)s)::bigint AS charge_evaded_{fund}, all_{fund}, --each fund
           TRUE AS is_charged
    FROM charged
), lowered AS (
    SELECT DISTINCT employer_id FROM reckon_lines WHERE least(
        payable_{fund}, corrected_{fund}, --each fund
    0) < 0
)
INSERT INTO reckon_found
SELECT f.employer_id, f.cycle,
       coalesce(u.not_due_{fund}, 0), coalesce(u.late_{fund}, 0), coalesce(u.evaded_{fund}, 0), coalesce(r.charge_{fund}, 0) - coalesce(r.charge_evaded_{fund}, 0), coalesce(r.charge_evaded_{fund}, 0), --each fund
       CASE WHEN u.evaded_since IS NOT NULL THEN 3
            WHEN greatest(
                u.late_{fund}, --each fund
            0) > 0 THEN 2
            WHEN u.employer_id IS NOT NULL THEN 1 ELSE 0 END,
       CASE WHEN u.evaded_since IS NULL THEN '' WHEN coalesce(u.evaded_bhtn, 0) > 0 AND 0 = coalesce(u.evaded_odts, 0)
            + coalesce(u.evaded_httt, 0) + coalesce(u.evaded_bhyt, 0) + coalesce(u.evaded_tnld_bnn, 0) + coalesce(u.evaded_unsplit, 0)
            THEN 'e' ELSE 'đ' END,
       CASE WHEN u.evaded_since IS NOT NULL THEN (SELECT min(day) FROM unnest(f.urged_days) AS day WHERE day > u.evaded_since) END,
       f.is_justified, NOT coalesce(u.is_undated, FALSE),
       coalesce(u.days_late, 0), coalesce(u.days_evaded, 0), coalesce(u.age_evaded, 0), u.due_on, u.oldest_at,
       coalesce(greatest(0, %(at)s - (12 * date_part('year', u.due_on) + date_part('month', u.due_on) - 1)::int), 0),
       coalesce(u.months_unpaid, 0),
       CASE WHEN w.lately > 0
            THEN least(div(100 * coalesce(u.overdue_bhxh, 0)::numeric * w.months_lately, w.lately) / 100, 9999999.99) END,
       CASE WHEN w.covered_at IS NOT NULL THEN make_date(w.covered_at / 12, w.covered_at %% 12 + 1, 1) END,
       0
           + greatest(0, f.paid_{fund} - w.owed_{fund}) --each fund
       , l.employer_id IS NOT NULL, FALSE
           OR coalesce(r.all_{fund}, 0) > coalesce(u.open_{fund}, 0) --each fund
FROM facts f
JOIN whole w ON w.employer_id = f.employer_id
LEFT JOIN unpaid u ON u.employer_id = f.employer_id
LEFT JOIN rounded r ON r.employer_id = f.employer_id
LEFT JOIN lowered l ON l.employer_id = f.employer_id
