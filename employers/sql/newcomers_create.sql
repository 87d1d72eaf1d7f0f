-- The newcomers of a file as it tells of them, each with the agency that answers for it. A unit code that somebody else bears
-- meanwhile is left to be asked about.
WITH answers AS (
    SELECT * FROM unnest(%(communes)s::bigint[], %(zones)s::bigint[], %(sectors)s::text[], %(versions)s::text[], %(agencies)s::bigint[])
        AS a (commune, zone, sector, version, agency)
)
INSERT INTO employers_employer (
    id, province_id, unit_code, tax_code, tax_code_ok, name, folded, sort_key, address, kind, sector, vsic, vsic_version,
    status, began_on, commune_id, zone_id, agency_id, cycle, is_demo, first_batch, created_at)
SELECT n.id, %(province)s, coalesce(s.unit_code, ''), coalesce(s.tax_code, s.personal_no, ''),
       CASE WHEN s.tax_code IS NOT NULL THEN s.tax_code_ok WHEN s.personal_no IS NOT NULL THEN true END,
       s.name, s.folded, n.sort_key, coalesce(s.address, ''), s.kind, n.sector, coalesce(s.vsic, ''),
       n.version,
       'operating', CASE WHEN s.event IS NULL OR s.event = 'new' THEN s.happened_on END, n.commune_id, n.zone_id, a.agency, 1, %(is_demo)s, %(batch)s,
       now()
FROM newcomer n
JOIN employers_sourcerow s ON s.batch_id = %(batch)s AND s.row_no = n.row_no
LEFT JOIN answers a
    ON a.commune = coalesce(n.commune_id, 0) AND a.zone = coalesce(n.zone_id, 0) AND a.sector = n.sector AND a.version = n.version
WHERE n.is_first
ON CONFLICT (province_id, unit_code) WHERE unit_code <> '' DO NOTHING
