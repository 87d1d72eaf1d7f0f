-- Correct the provisional rollups by the few employers that changed: what their rows come to now, less what they came to.
WITH now AS (<<members_now>>),
was AS (<<members_before>>),
difference AS (
    SELECT coalesce(n.dimension, w.dimension) AS dimension, coalesce(n.key, w.key) AS key, coalesce(n.fund, w.fund) AS fund,
           coalesce(n.employers, 0) - coalesce(w.employers, 0) AS employers,
           coalesce(n.owing, 0) - coalesce(w.owing, 0) AS owing, coalesce(n.workers, 0) - coalesce(w.workers, 0) AS workers,
           coalesce(n.not_due, 0) - coalesce(w.not_due, 0) AS not_due, coalesce(n.late, 0) - coalesce(w.late, 0) AS late,
           coalesce(n.evaded, 0) - coalesce(w.evaded, 0) AS evaded, coalesce(n.charge, 0) - coalesce(w.charge, 0) AS charge,
           coalesce(n.newly_owing, 0) - coalesce(w.newly_owing, 0) AS newly_owing,
           coalesce(n.cleared, 0) - coalesce(w.cleared, 0) AS cleared,
           coalesce(n.recovered, 0) - coalesce(w.recovered, 0) AS recovered,
           coalesce(n.estimated, 0) - coalesce(w.estimated, 0) AS estimated
    FROM now n FULL JOIN was w ON w.dimension = n.dimension AND w.key = n.key AND w.fund = n.fund
), corrected AS (
    UPDATE arrears_rollup r
    SET employers = r.employers + d.employers, owing = r.owing + d.owing, workers = r.workers + d.workers,
        not_due = r.not_due + d.not_due, late = r.late + d.late, evaded = r.evaded + d.evaded, charge = r.charge + d.charge,
        newly_owing = r.newly_owing + d.newly_owing, cleared = r.cleared + d.cleared, recovered = r.recovered + d.recovered,
        estimated = r.estimated + d.estimated, computed_at = %(at)s
    FROM difference d
    WHERE r.province_id = %(province)s AND r.month = %(month)s AND r.version = 0
      AND r.dimension = d.dimension AND r.key = d.key AND r.fund = d.fund
    RETURNING d.dimension, d.key, d.fund
)
INSERT INTO arrears_rollup (province_id, month, version, computed_at, dimension, key, fund, employers, owing, workers,
                            not_due, late, evaded, charge, newly_owing, cleared, recovered, estimated)
SELECT %(province)s, %(month)s, 0, %(at)s, d.* FROM difference d
WHERE NOT EXISTS (SELECT FROM corrected c WHERE c.dimension = d.dimension AND c.key = d.key AND c.fund = d.fund)
