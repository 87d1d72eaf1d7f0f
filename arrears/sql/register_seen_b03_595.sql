-- What does a form B03-TS of Decision 595 say of each unit? It knows no place, no tax code and no kind: it only fills blanks.
CREATE TEMP TABLE register_seen ON COMMIT DROP AS
WITH speaker AS (SELECT id FROM agencies_agency WHERE id = %(speaker)s AND kind_id = 'social_insurance_local')
SELECT e.id AS employer_id, s.unit_code, coalesce(e.name, s.name) AS name,
       coalesce(nullif(e.address, ''), s.address, '') AS address,
       coalesce(e.tax_code, '') AS tax_code, e.tax_code_ok, e.kind, coalesce(e.sector, '') AS sector,
       coalesce(e.vsic, '') AS vsic, coalesce(e.vsic_version, '') AS vsic_version,
       coalesce(e.cycle, 1) AS cycle, e.commune_id, e.zone_id,
       coalesce(e.office_id, (SELECT id FROM speaker)) AS office_id, FALSE AS is_newest
FROM arrears_oldb03row s
LEFT JOIN employers_employer e ON e.province_id = %(province)s AND e.unit_code = s.unit_code
WHERE s.batch_id = %(batch)s AND %(unit)s IS NOT NULL AND %(month)s::date IS NOT NULL
