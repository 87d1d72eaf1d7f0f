-- The rollups of one version of a month, written whole.
INSERT INTO arrears_rollup (province_id, month, version, computed_at, dimension, key, fund, employers, owing, workers,
                            not_due, late, evaded, charge, newly_owing, cleared, recovered, estimated)
SELECT %(province)s, %(month)s, %(version)s, %(at)s, m.* FROM (<<members>>) m
