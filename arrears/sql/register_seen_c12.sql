-- What does the file say of each unit, in the register's own terms: whose row it is, where it stands, who collects from it?
CREATE TEMP TABLE register_seen ON COMMIT DROP AS
WITH offices AS (
    SELECT DISTINCT ON (t.unit_id) t.unit_id, t.agency_id
    FROM agencies_agencyterritory t JOIN agencies_agency a ON a.id = t.agency_id
    WHERE a.province_id = %(province)s AND a.kind_id = 'social_insurance_local'
      AND t.valid_from <= (%(month)s::date + interval '1 month - 1 day') AND (t.valid_to IS NULL OR t.valid_to >= %(month)s)
    ORDER BY t.unit_id, t.valid_from DESC, t.id
), places AS (
    SELECT DISTINCT ON (code) code, id FROM agencies_adminunit
    WHERE level = 3 AND province_id = %(unit)s
      AND valid_from <= (%(month)s::date + interval '1 month - 1 day') AND (valid_to IS NULL OR valid_to >= %(month)s)
    ORDER BY code, valid_from DESC
), branches AS (
    SELECT * FROM unnest(%(branches)s::text[], %(sections)s::text[], %(codes)s::text[]) AS b (said, section, code)
)
SELECT e.id AS employer_id, s.unit_code, s.name, coalesce(s.address, '') AS address,
       coalesce(s.tax_code, '') AS tax_code, s.tax_code_ok, s.kind, coalesce(b.section, '') AS sector,
       coalesce(b.code, '') AS vsic, CASE WHEN b.section <> '' THEN %(vsic_version)s ELSE '' END AS vsic_version,
       s.cycle, p.id AS commune_id, z.id AS zone_id, o.agency_id AS office_id, %(is_newest)s AS is_newest
FROM arrears_c12row s
LEFT JOIN arrears_rowmatch m ON m.batch_id = s.batch_id AND m.row_no = s.row_no
LEFT JOIN employers_employer own ON own.province_id = %(province)s AND own.unit_code = s.unit_code
LEFT JOIN employers_employer e ON e.id = coalesce(own.id, m.employer_id)
LEFT JOIN places p ON p.code = s.commune_code
LEFT JOIN employers_zone z ON z.province_id = %(province)s AND z.code = s.zone_code
LEFT JOIN offices o ON o.unit_id = p.id
LEFT JOIN branches b ON b.said = s.sector
WHERE s.batch_id = %(batch)s AND (s.kind IS NULL OR s.kind NOT BETWEEN 12 AND 15)
