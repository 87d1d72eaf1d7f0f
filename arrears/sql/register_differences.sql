-- Which known employers does the file know better? The newest month's file corrects, an older one only fills blanks; what
-- the file does not say stays. A unit code is only ever given to an employer that BHXH did not know yet.
CREATE TEMP TABLE register_known ON COMMIT DROP AS
WITH said AS (
    SELECT DISTINCT ON (s.employer_id) s.employer_id, s.is_newest,
           CASE WHEN e.unit_code = '' THEN s.unit_code ELSE e.unit_code END AS unit_code,
           CASE WHEN s.is_newest THEN s.name ELSE e.name END AS name,
           CASE WHEN s.address <> '' AND (s.is_newest OR e.address = '') THEN left(s.address, 400) ELSE e.address END AS address,
           CASE WHEN s.tax_code <> '' AND (s.is_newest OR e.tax_code = '') THEN s.tax_code ELSE e.tax_code END AS tax_code,
           CASE WHEN s.tax_code <> '' AND (s.is_newest OR e.tax_code = '') THEN s.tax_code_ok ELSE e.tax_code_ok END AS tax_code_ok,
           CASE WHEN s.kind IS NOT NULL AND (s.is_newest OR e.kind IS NULL) THEN s.kind ELSE e.kind END AS kind,
           CASE WHEN s.sector <> '' AND (s.is_newest OR e.sector = '') THEN s.sector ELSE e.sector END AS sector,
           CASE WHEN s.sector <> '' AND (s.is_newest OR e.sector = '') AND (s.vsic <> '' OR s.sector <> e.sector) THEN s.vsic ELSE e.vsic END AS vsic,
           CASE WHEN s.sector <> '' AND (s.is_newest OR e.sector = '') THEN s.vsic_version ELSE e.vsic_version END AS vsic_version,
           CASE WHEN s.cycle IS NOT NULL AND s.is_newest THEN s.cycle ELSE e.cycle END AS cycle,
           CASE WHEN s.commune_id IS NOT NULL AND (s.is_newest OR e.commune_id IS NULL) THEN s.commune_id ELSE e.commune_id END AS commune_id,
           CASE WHEN s.zone_id IS NOT NULL AND (s.is_newest OR e.zone_id IS NULL) THEN s.zone_id ELSE e.zone_id END AS zone_id,
           CASE WHEN s.office_id IS NOT NULL AND (s.is_newest OR e.office_id IS NULL) THEN s.office_id ELSE e.office_id END AS office_id
    FROM register_seen s JOIN employers_employer e ON e.id = s.employer_id
    ORDER BY s.employer_id, s.unit_code
)
SELECT said.*, said.name IS DISTINCT FROM e.name AS is_renamed, NULL::text AS folded, NULL::text AS sort_key
FROM said JOIN employers_employer e ON e.id = said.employer_id
WHERE (said.unit_code, said.name, said.address, said.tax_code, said.tax_code_ok, said.kind, said.sector, said.vsic,
       said.vsic_version, said.cycle, said.commune_id, said.zone_id, said.office_id)
   IS DISTINCT FROM (e.unit_code, e.name, e.address, e.tax_code, e.tax_code_ok, e.kind, e.sector, e.vsic,
       e.vsic_version, e.cycle, e.commune_id, e.zone_id, e.office_id)
