-- How many rows of the file are new, changed, the same against the newest applied row of the same unit, kind and month? `applied`:
-- batches, oldest first.
WITH known AS (
    SELECT DISTINCT ON (r.unit_code) r.* FROM {table} r
    WHERE r.batch_id = ANY(%(applied)s::bigint[]) ORDER BY r.unit_code, array_position(%(applied)s::bigint[], r.batch_id) DESC
)
SELECT count(*) FILTER (WHERE known.unit_code IS NULL),
       count(*) FILTER (WHERE known.unit_code IS NOT NULL AND ({mine}) IS DISTINCT FROM ({known})),
       count(*) FILTER (WHERE known.unit_code IS NOT NULL AND ({mine}) IS NOT DISTINCT FROM ({known}))
FROM {table} mine LEFT JOIN known ON known.unit_code = mine.unit_code
WHERE mine.batch_id = %(batch)s
