-- Correct the provisional rollups by the few employers that changed: what their rows come to now, less what they came to.
WITH difference AS MATERIALIZED (
    SELECT * FROM (<<members>>) m
    WHERE (employers, owing, workers, not_due, late, evaded, charge, newly_owing, cleared, recovered, estimated)
        <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
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
), added AS (
    SELECT d.dimension, d.key FROM difference d
    WHERE NOT EXISTS (SELECT FROM corrected c WHERE c.dimension = d.dimension AND c.key = d.key AND c.fund = d.fund)
    GROUP BY d.dimension, d.key
)
INSERT INTO arrears_rollup (province_id, month, version, computed_at, dimension, key, fund, employers, owing, workers,
                            not_due, late, evaded, charge, newly_owing, cleared, recovered, estimated)
SELECT %(province)s, %(month)s, 0, %(at)s, d.dimension, d.key, d.fund, d.employers, d.owing, d.workers,
       d.not_due, d.late, d.evaded, d.charge, d.newly_owing, d.cleared, d.recovered, d.estimated
FROM difference d JOIN added a ON a.dimension = d.dimension AND a.key = d.key
