-- How many rows of the file are new, changed, the same against the newest applied row of the same unit, kind and month?
WITH applied AS (
    SELECT id, sequence FROM core_importbatch
    WHERE province_code = %(province)s AND kind = %(kind)s AND month = %(month)s AND status = 'applied'
), known AS (
    SELECT DISTINCT ON (r.unit_code) r.* FROM {table} r JOIN applied a ON a.id = r.batch_id ORDER BY r.unit_code, a.sequence DESC
)
SELECT count(*) FILTER (WHERE known.unit_code IS NULL),
       count(*) FILTER (WHERE known.unit_code IS NOT NULL AND ({mine}) IS DISTINCT FROM ({known})),
       count(*) FILTER (WHERE known.unit_code IS NOT NULL AND ({mine}) IS NOT DISTINCT FROM ({known}))
FROM {table} mine LEFT JOIN known ON known.unit_code = mine.unit_code
WHERE mine.batch_id = %(batch)s
