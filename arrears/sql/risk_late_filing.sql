-- In how many of the last six closed months it was in no file, since it first was in one of them; and demand letters whose
-- day to answer had passed without a further step. Four of them are everything.
SELECT s.employer_id, least(1000, 250 * (s.missed + s.unanswered)) AS share,
       jsonb_build_object('missed', s.missed, 'months', s.months, 'unanswered', s.unanswered) AS fact
FROM (
    SELECT g.employer_id, h.months, h.months - h.rows + coalesce(a.absent, 0) AS missed, coalesce(d.unanswered, 0) AS unanswered
    FROM risk_ground g
    JOIN (
        SELECT l.employer_id, count(*) AS rows,
               (SELECT count(*) FROM unnest(%(window_months)s::date[]) AS m (month) WHERE m.month >= min(l.month)) AS months
        FROM arrears_ledgerrow l
        JOIN unnest(%(window_months)s::date[], %(window_versions)s::int[]) AS w (month, version)
            ON w.month = l.month AND w.version = l.version
        WHERE l.province_id = %(province)s GROUP BY l.employer_id
    ) h ON h.employer_id = g.employer_id
    LEFT JOIN (
        SELECT l.employer_id, count(*) AS absent FROM arrears_ledgerrow l
        JOIN unnest(%(window_months)s::date[], %(window_versions)s::int[]) AS w (month, version)
            ON w.month = l.month AND w.version = l.version
        WHERE l.province_id = %(province)s AND NOT l.is_quiet AND l.is_absent GROUP BY l.employer_id
    ) a ON a.employer_id = g.employer_id
    LEFT JOIN (
        SELECT p.employer_id, count(*) AS unanswered FROM (
            SELECT DISTINCT ON (t.gap_id) t.gap_id, t.state, t.answer_by FROM employers_gapstep t
            WHERE t.at < %(told_by)s ORDER BY t.gap_id, t.at DESC, t.id DESC
        ) t
        JOIN employers_gap p ON p.id = t.gap_id
        WHERE t.state = 'demanded' AND t.answer_by <= %(month_end)s GROUP BY p.employer_id
    ) d ON d.employer_id = g.employer_id
) s
WHERE s.missed + s.unanswered > 0
