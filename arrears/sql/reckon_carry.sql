-- Carry accounts on by one month (rules.bookkeeping: its opening, what becomes payable, what it pays). The first dong payable is
-- settled by the first dong paid, so each month keeps, of what is left of it and the months before it, what the money paid
-- leaves. `early` is what the opening says was paid by the end of the month before, or what was over; `paid` is that and the
-- month's own. `more` is of the month before after all. Who paid nothing keeps the dong-days of what was settled.
WITH brought AS MATERIALIZED (
    SELECT w.employer_id, w.cycle, w.is_told, w.has_less,
           w.owed_{fund}, greatest(w.off_{fund}, 0) AS more_{fund}, greatest(-w.off_{fund}, 0) + greatest(-s.closing_{fund}, 0) AS early_{fund}, greatest(-w.off_{fund}, 0) + greatest(-s.closing_{fund}, 0) + w.settles_{fund} AS paid_{fund}, --each fund
           greatest(s.closing_{fund}, 0) + greatest(w.off_{fund}, 0) + w.owed_{fund} AS base_{fund}, s.settled_{fund}, s.part_{fund}, --each fund
           s.last_at, s.covered_at, s.lately, s.has_less AS had_less,
           0
               + CASE WHEN w.off_{fund} > 0 AND NOT w.is_dated_{fund} THEN 1 << ({two_bits} / 2) ELSE 0 END --each fund
           AS undated,
           0 < greatest(
               w.settles_{fund}, -w.off_{fund}, -s.closing_{fund}, --each fund
           0) AS is_moved
    FROM reckon_who w
    JOIN arrears_carriedaccount s ON s.run_id = %(carried)s AND s.employer_id = w.employer_id
    WHERE w.is_carried
), stood AS MATERIALIZED (
    SELECT m.employer_id, m.at::int AS at, m.undated, m.is_bhxh,
           m.is_bhxh AND m.upto_odts <= b.paid_odts AND m.upto_httt <= b.paid_httt
               OR m.left_{fund} > 0 AND m.upto_{fund} - m.left_{fund} <= b.paid_{fund} --each fund
           AS is_reached
         , greatest(0, m.upto_{fund} - b.paid_{fund}) AS upto_{fund}, CASE WHEN m.upto_{fund} - m.left_{fund} >= b.paid_{fund} THEN m.left_{fund} ELSE greatest(0, m.upto_{fund} - b.paid_{fund}) END AS left_{fund} --each fund
         , CASE WHEN m.upto_{fund} - m.left_{fund} >= b.paid_{fund} THEN 0 ELSE (m.left_{fund} - least(m.left_{fund}, greatest(0, m.upto_{fund} - b.early_{fund}))) * greatest(%(before_weight)s - d.weight, 0) + (least(m.left_{fund}, greatest(0, m.upto_{fund} - b.early_{fund})) - greatest(0, m.upto_{fund} - b.paid_{fund})) * greatest(%(on_weight)s - d.weight, 0) END AS gone_{fund} --each fund
         , CASE WHEN m.upto_{fund} = m.left_{fund} THEN b.part_{fund} ELSE 0 END AS begun_{fund} --each fund
    FROM arrears_carriedmonth m
    JOIN brought b ON b.employer_id = m.employer_id
    JOIN reckon_due d ON d.cycle = b.cycle AND d.at = m.at
    WHERE m.run_id = %(carried)s AND m.at < %(at)s - 1 AND b.is_moved
    UNION ALL
    SELECT m.employer_id, m.at, m.undated | b.undated, m.is_bhxh OR b.more_odts + b.more_httt > 0, b.is_moved
         , greatest(0, m.upto_{fund} + b.more_{fund} - b.paid_{fund}), CASE WHEN m.upto_{fund} - m.left_{fund} >= b.paid_{fund} THEN m.left_{fund} + b.more_{fund} ELSE greatest(0, m.upto_{fund} + b.more_{fund} - b.paid_{fund}) END --each fund
         , CASE WHEN m.upto_{fund} - m.left_{fund} >= b.paid_{fund} THEN 0 ELSE (least(m.left_{fund} + b.more_{fund}, greatest(0, m.upto_{fund} + b.more_{fund} - b.early_{fund})) - greatest(0, m.upto_{fund} + b.more_{fund} - b.paid_{fund})) * greatest(%(on_weight)s - d.weight, 0) END --each fund
         , CASE WHEN m.upto_{fund} = m.left_{fund} THEN b.part_{fund} ELSE 0 END --each fund
    FROM arrears_carriedmonth m
    JOIN brought b ON b.employer_id = m.employer_id
    JOIN reckon_due d ON d.cycle = b.cycle AND d.at = m.at
    WHERE m.run_id = %(carried)s AND m.at = %(at)s - 1
    UNION ALL
    SELECT b.employer_id, %(at)s, 0, b.owed_odts + b.owed_httt > 0, b.is_moved
         , greatest(0, b.base_{fund} - b.paid_{fund}), least(b.owed_{fund}, greatest(0, b.base_{fund} - b.paid_{fund})) --each fund
         , 0::bigint --each fund
         , 0::bigint --each fund
    FROM brought b
    WHERE b.is_told
), kept AS (
    INSERT INTO arrears_carriedmonth (run_id, employer_id, at, undated, is_bhxh
        , left_{fund}, upto_{fund} --each fund
    )
    SELECT %(run)s, employer_id, at, undated, is_bhxh
        , left_{fund}, upto_{fund} --each fund
    FROM stood
    WHERE at = %(at)s OR is_bhxh AND upto_odts + upto_httt > 0 OR 0 < greatest(
        left_{fund}, --each fund
    0)
    UNION ALL
    SELECT %(run)s, m.employer_id, m.at, m.undated, m.is_bhxh
        , m.left_{fund}, m.upto_{fund} --each fund
    FROM arrears_carriedmonth m
    WHERE m.run_id = %(carried)s AND m.at < %(at)s - 1 AND m.employer_id IN (SELECT employer_id FROM brought WHERE NOT is_moved)
), moved AS (
    SELECT employer_id,
           max(at) FILTER (WHERE is_bhxh AND upto_odts + upto_httt = 0) AS covered_at
         , sum_dong(gone_{fund}) AS gone_{fund}, sum_dong(gone_{fund} + begun_{fund}) FILTER (WHERE left_{fund} > 0 AND left_{fund} = upto_{fund}) AS part_{fund} --each fund
    FROM stood WHERE is_reached
    GROUP BY employer_id
)
INSERT INTO arrears_carriedaccount (run_id, employer_id, cycle, last_at, covered_at, has_less, lately
    , closing_{fund}, settled_{fund}, part_{fund} --each fund
)
SELECT %(run)s, b.employer_id, b.cycle, CASE WHEN b.is_told THEN %(at)s ELSE b.last_at END,
       greatest(b.covered_at, m.covered_at), b.has_less OR b.had_less,
       (ARRAY[b.owed_odts + b.owed_httt, b.lately[1] + b.more_odts + b.more_httt] || b.lately[2:])[1:%(ratio_months)s]
     , b.base_{fund} - b.paid_{fund}, b.settled_{fund} + coalesce(m.gone_{fund}, 0), CASE WHEN m.employer_id IS NULL THEN b.part_{fund} ELSE coalesce(m.part_{fund}, 0) END --each fund
FROM brought b
LEFT JOIN moved m ON m.employer_id = b.employer_id
