-- The rollups of one version of a month, written whole. Answers what does not sum up (see rollup_check).
WITH members AS MATERIALIZED (<<members>>),
put AS (
    INSERT INTO arrears_rollup (province_id, month, version, computed_at, dimension, key, fund, employers, owing, workers,
                                not_due, late, evaded, charge, newly_owing, cleared, recovered, estimated)
    SELECT %(province)s, %(month)s, %(version)s, %(at)s, dimension, key, fund, employers, owing, workers,
           not_due, late, evaded, charge, newly_owing, cleared, recovered, estimated FROM members
)
<<check>>
