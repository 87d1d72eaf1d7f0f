-- Rows of one drop (first parameter) beside those of the drop before it (second; both twice): by the employer that a row was
-- taken for, else by its own code or name; a row of coverage by its commune. `what`: came, went or changed; `row_id` shows it.
WITH told AS (
    SELECT DISTINCT ON (source.batch_id, named.key)
        source.id, source.batch_id, named.key,
        md5(concat_ws('|', source.name, source.commune_code, source.zone_code, source.kind, source.vsic, source.event,
            source.happened_on, source.employed, source.subject, source.participating, source.not_participating,
            source.figures)) AS facts
    FROM employers_sourcerow source
    LEFT JOIN employers_match matched ON matched.batch_id = source.batch_id AND matched.row_no = source.row_no
    CROSS JOIN LATERAL (
        SELECT coalesce('e' || matched.employer_id, 't' || nullif(source.tax_code, ''), 'u' || nullif(source.unit_code, ''),
            'p' || nullif(source.personal_no, ''), 'n' || nullif(source.folded, ''), 'c' || source.commune_code,
            'r' || source.row_no) AS key
    ) named
    WHERE source.batch_id IN (%s, %s)
    ORDER BY source.batch_id, named.key, source.id
), compared AS (
    SELECT coalesce(now.id, earlier.id) AS row_id,
        CASE WHEN earlier.id IS NULL THEN 'came' WHEN now.id IS NULL THEN 'went'
            WHEN now.facts <> earlier.facts THEN 'changed' END AS what
    FROM (SELECT * FROM told WHERE batch_id = %s) now
    FULL JOIN (SELECT * FROM told WHERE batch_id = %s) earlier ON earlier.key = now.key
)
SELECT row_id, what FROM compared WHERE what IS NOT NULL
