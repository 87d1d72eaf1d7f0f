-- The accounts of the employers of this part at the month's end, from their whole history. The same as rules.reckoning says of
-- the account of rules.bookkeeping, for all payments name a fund: the first dong payable is settled by the first dong paid. So of
-- each fund
--   what is left of a month = what became payable up to it - what was paid in all, between nothing and the month's own;
--   what was overdue between two days = what had fallen due by then - what had been paid by then, and never below nothing;
--   what of that is of the oldest month still open = the same between the first and the last dong of that month.
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
    SELECT employer_id, month_end AS day, end_weight AS weight
         , settles_{fund} AS paid_{fund} --each fund
    FROM reckon_lines
    WHERE greatest(
        settles_{fund}, --each fund
    0) > 0
    UNION ALL  -- an opening below the balance before: paid as early as can be
    SELECT employer_id, (make_date(m.at / 12, m.at %% 12 + 1, 1) + interval '1 month' - interval '1 day')::date, d.end_weight
         , greatest(-off_{fund}, 0) --each fund
    FROM reckon_lines l
    CROSS JOIN LATERAL (SELECT least(coalesce(l.last_at + 1, l.at - 1), l.at - 1) AS at) m
    JOIN reckon_due d ON d.cycle = 1 AND d.at = m.at
    WHERE least(
        off_{fund}, --each fund
    0) < 0
), settled AS (
    SELECT employer_id
         , sum_dong(paid_{fund}) AS paid_{fund} --each fund
    FROM paid GROUP BY employer_id
), facts AS (
    SELECT w.employer_id, w.cycle
         , coalesce(s.paid_{fund}, 0) AS paid_{fund} --each fund
    FROM reckon_who w
    LEFT JOIN settled s ON s.employer_id = w.employer_id
    WHERE w.part = %(at_part)s AND NOT EXISTS (SELECT FROM reckon_found r WHERE r.employer_id = w.employer_id)
), stood AS MATERIALIZED (
    SELECT o.*, greatest(%(on_weight)s - o.weight, 0) AS late
         , greatest(0, o.till_{fund} - f.paid_{fund}) AS upto_{fund}, greatest(0, least(o.owed_{fund}, o.till_{fund} - f.paid_{fund})) AS left_{fund} --each fund
    FROM (
        SELECT b.*, d.clock, d.weight
             , sum_dong(b.owed_{fund}) OVER (PARTITION BY b.employer_id ORDER BY b.at ROWS UNBOUNDED PRECEDING) AS till_{fund} --each fund
        FROM obliged b JOIN reckon_due d ON d.cycle = b.cycle AND d.at = b.at
        OFFSET 0
    ) o
    JOIN facts f ON f.employer_id = o.employer_id
), whole AS (
    SELECT employer_id,
           sum_dong(owed_{fund}) AS owed_{fund}, sum_dong(left_{fund} * late) AS open_{fund}, --each fund
           min(till_{fund}) FILTER (WHERE left_{fund} BETWEEN 1 AND owed_{fund} - 1) AS to_{fund}, min(till_{fund} - owed_{fund}) FILTER (WHERE left_{fund} BETWEEN 1 AND owed_{fund} - 1) AS from_{fund}, max(left_{fund} * late) FILTER (WHERE left_{fund} BETWEEN 1 AND owed_{fund} - 1) AS begun_{fund}, --each fund
           max(at) FILTER (WHERE owed_odts + owed_httt > 0 AND upto_odts + upto_httt = 0) AS covered_at
    FROM stood GROUP BY employer_id
), events AS (
    SELECT employer_id, clock AS day, weight
         , owed_{fund} AS due_{fund}, 0::bigint AS paid_{fund} --each fund
    FROM stood WHERE clock < %(on)s
    UNION ALL
    SELECT employer_id, day, weight
         , 0, paid_{fund} --each fund
    FROM paid WHERE day < %(on)s
), walked AS (
    SELECT e.employer_id, lead(e.weight, 1, %(on_weight)s::bigint) OVER d - e.weight AS span
         , w.from_{fund}, w.to_{fund}, sum_dong(e.due_{fund}) OVER s AS due_{fund}, sum_dong(e.paid_{fund}) OVER s AS paid_{fund} --each fund
    FROM events e JOIN whole w ON w.employer_id = e.employer_id
    WINDOW d AS (PARTITION BY e.employer_id ORDER BY e.day),
           s AS (PARTITION BY e.employer_id ORDER BY e.day ROWS UNBOUNDED PRECEDING)
), charged AS (
    SELECT employer_id
         , sum_dong(span * greatest(0, due_{fund} - paid_{fund})) AS all_{fund}, sum_dong(span * greatest(0, least(due_{fund}, to_{fund}) - greatest(paid_{fund}, from_{fund}))) FILTER (WHERE to_{fund} IS NOT NULL) AS begun_{fund} --each fund
    FROM walked WHERE span > 0 GROUP BY employer_id
), lately AS (
    SELECT f.employer_id, array_agg(coalesce(s.owed_odts + s.owed_httt, 0) ORDER BY m.at DESC) AS lately
    FROM facts f
    CROSS JOIN generate_series(%(at)s - %(ratio_months)s + 1, %(at)s) AS m (at)
    LEFT JOIN stood s ON s.employer_id = f.employer_id AND s.at = m.at
    GROUP BY f.employer_id
), lowered AS (
    SELECT DISTINCT employer_id FROM reckon_lines WHERE least(
        payable_{fund}, corrected_{fund}, --each fund
    0) < 0
), last_told AS (
    SELECT employer_id, max(at) AS at FROM reckon_lines GROUP BY employer_id
), kept AS (
    INSERT INTO arrears_carriedmonth (run_id, employer_id, at, undated, is_bhxh
        , left_{fund}, upto_{fund} --each fund
    )
    SELECT %(run)s, s.employer_id, s.at, s.undated, s.owed_odts + s.owed_httt > 0
        , s.left_{fund}, s.upto_{fund} --each fund
    FROM stood s JOIN last_told t ON t.employer_id = s.employer_id
    WHERE s.at = t.at OR s.owed_odts + s.owed_httt > 0 AND s.upto_odts + s.upto_httt > 0 OR 0 < greatest(
        s.left_{fund}, --each fund
    0)
)
INSERT INTO arrears_carriedaccount (run_id, employer_id, cycle, last_at, covered_at, has_less, lately
    , closing_{fund}, settled_{fund}, part_{fund} --each fund
)
SELECT %(run)s, f.employer_id, f.cycle, t.at, w.covered_at, l.employer_id IS NOT NULL, a.lately
     , coalesce(w.owed_{fund}, 0) - f.paid_{fund}, coalesce(c.all_{fund}, 0) - coalesce(w.open_{fund}, 0), coalesce(c.begun_{fund} - w.begun_{fund}, 0) --each fund
FROM facts f
JOIN lately a ON a.employer_id = f.employer_id
LEFT JOIN last_told t ON t.employer_id = f.employer_id
LEFT JOIN whole w ON w.employer_id = f.employer_id
LEFT JOIN charged c ON c.employer_id = f.employer_id
LEFT JOIN lowered l ON l.employer_id = f.employer_id
