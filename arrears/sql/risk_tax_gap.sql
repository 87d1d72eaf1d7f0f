-- A labour gap with the tax office that stood unsettled at the month's end, as big as the tax list known then says it was.
SELECT DISTINCT ON (s.employer_id) s.employer_id, least(1000, s.missing::bigint * 2000 / s.counted) AS share,
       jsonb_build_object('counted', s.counted, 'workers', s.workers, 'period', s.period) AS fact
FROM (
    SELECT r.employer_id, c.counted, r.workers, c.counted - r.workers AS missing, p.period, p.starts_on
    FROM employers_gap p
    JOIN risk_ground r ON r.employer_id = p.employer_id
    CROSS JOIN LATERAL (
        SELECT t.state FROM employers_gapstep t WHERE t.gap_id = p.id AND t.at < %(told_by)s ORDER BY t.at DESC, t.id DESC LIMIT 1
    ) stood
    CROSS JOIN LATERAL (
        SELECT coalesce(k.subject, k.employed) AS counted FROM employers_labourcount k
        WHERE k.employer_id = p.employer_id AND k.source = p.source AND k.period = p.period
          AND k.recorded_at < %(told_by)s AND k.withdrawn_at IS NULL
        ORDER BY k.version DESC LIMIT 1
    ) c
    WHERE p.source IN ('tax', 'tax_exchange') AND p.found_at < %(told_by)s
      AND stood.state IN ('open', 'demanded', 'inspection')
) s
WHERE s.missing > 0
ORDER BY s.employer_id, s.starts_on DESC, s.missing DESC
