-- The gravest word that holds at the month's end of what agencies had told by then (rules/status.py of the storey below), or
-- the state that the month's own file gives. What a file told was told when the file was let in.
WITH told AS (
    SELECT e.employer_id, e.kind, e.happened_on, e.until FROM employers_statusevent e
    JOIN risk_ground g ON g.employer_id = e.employer_id
    LEFT JOIN core_importbatch b ON b.id = e.batch_id
    WHERE e.happened_on <= %(month_end)s AND coalesce(b.applied_at, e.recorded_at) < %(told_by)s AND e.withdrawn_at IS NULL
), turns AS (
    SELECT employer_id, max(happened_on) FILTER (WHERE kind IN ('new', 'resumed')) AS lifted,
           max(happened_on) FILTER (WHERE kind = 'suspended') AS suspended
    FROM told GROUP BY employer_id
), holding AS (
    SELECT t.employer_id, t.kind, t.happened_on, v.share
    FROM told t JOIN turns r USING (employer_id)
    JOIN unnest(%(event_kinds)s::text[], %(event_shares)s::int[]) AS v (kind, share) ON v.kind = t.kind
    WHERE (t.kind IN ('bankrupt', 'dissolved') OR r.lifted IS NULL OR t.happened_on >= r.lifted)
      AND (t.kind <> 'suspended' OR t.happened_on = r.suspended AND (t.until IS NULL OR t.until >= %(month_end)s))
    UNION ALL
    SELECT g.employer_id, v.state::text, NULL, v.share
    FROM risk_ground g JOIN unnest(%(states)s::int[], %(state_shares)s::int[]) AS v (state, share) ON v.state = g.state
)
SELECT DISTINCT ON (h.employer_id) h.employer_id, h.share,
       CASE WHEN h.happened_on IS NULL THEN jsonb_build_object('state', h.kind::int)
            ELSE jsonb_build_object('event', h.kind, 'on', h.happened_on) END AS fact
FROM holding h
ORDER BY h.employer_id, h.share DESC, h.happened_on DESC NULLS LAST, h.kind
