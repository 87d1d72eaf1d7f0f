-- The employers the file is the first to name, each with the agency that manages what stands there: writing it afterwards would
-- write every index twice.
WITH answers AS (
    SELECT * FROM unnest(%(communes)s::bigint[], %(zones)s::bigint[], %(sectors)s::text[], %(versions)s::text[], %(agencies)s::bigint[])
        AS a (commune, zone, sector, version, agency)
)
INSERT INTO employers_employer (
    province_id, unit_code, tax_code, tax_code_ok, name, folded, sort_key, address, kind, sector, vsic, vsic_version,
    commune_id, zone_id, office_id, agency_id, cycle, is_demo, first_batch, created_at)
SELECT %(province)s, s.unit_code, s.tax_code, s.tax_code_ok, k.name, k.folded, k.sort_key, s.address, s.kind, s.sector,
       s.vsic, s.vsic_version, s.commune_id, s.zone_id, s.office_id, a.agency, coalesce(s.cycle, 1), %(is_demo)s, %(batch)s, now()
FROM register_seen s JOIN register_keys k USING (unit_code)
LEFT JOIN answers a ON a.commune = coalesce(s.commune_id, 0) AND a.zone = coalesce(s.zone_id, 0)
    AND a.sector = s.sector AND a.version = s.vsic_version
WHERE s.employer_id IS NULL
ON CONFLICT (province_id, unit_code) WHERE unit_code <> '' DO NOTHING
