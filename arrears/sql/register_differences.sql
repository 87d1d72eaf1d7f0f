-- Which known employers does the file know better? The newest month's file corrects, an older one only fills blanks; what
-- the file does not say stays.
WITH said AS (
    SELECT s.employer_id,
           CASE WHEN s.is_newest THEN s.name ELSE e.name END AS name,
           CASE WHEN s.address <> '' AND (s.is_newest OR e.address = '') THEN left(s.address, 400) ELSE e.address END AS address,
           CASE WHEN s.tax_code <> '' AND (s.is_newest OR e.tax_code = '') THEN s.tax_code ELSE e.tax_code END AS tax_code,
           CASE WHEN s.tax_code <> '' AND (s.is_newest OR e.tax_code = '') THEN s.tax_code_ok ELSE e.tax_code_ok END AS tax_code_ok,
           CASE WHEN s.kind IS NOT NULL AND (s.is_newest OR e.kind IS NULL) THEN s.kind ELSE e.kind END AS kind,
           CASE WHEN s.sector <> '' AND (s.is_newest OR e.sector = '') THEN s.sector ELSE e.sector END AS sector,
           CASE WHEN s.cycle IS NOT NULL AND s.is_newest THEN s.cycle ELSE e.cycle END AS cycle,
           CASE WHEN s.commune_id IS NOT NULL AND (s.is_newest OR e.commune_id IS NULL) THEN s.commune_id ELSE e.commune_id END AS commune_id,
           CASE WHEN s.zone_id IS NOT NULL AND (s.is_newest OR e.zone_id IS NULL) THEN s.zone_id ELSE e.zone_id END AS zone_id,
           CASE WHEN s.office_id IS NOT NULL AND (s.is_newest OR e.office_id IS NULL) THEN s.office_id ELSE e.office_id END AS office_id,
           CASE WHEN s.agency_id IS NOT NULL AND (s.is_newest OR e.agency_id IS NULL) THEN s.agency_id ELSE e.agency_id END AS agency_id
    FROM register_seen s JOIN employers_employer e ON e.id = s.employer_id
)
SELECT said.* FROM said JOIN employers_employer e ON e.id = said.employer_id
WHERE (said.name, said.address, said.tax_code, said.tax_code_ok, said.kind, said.sector, said.cycle, said.commune_id,
       said.zone_id, said.office_id, said.agency_id)
   IS DISTINCT FROM (e.name, e.address, e.tax_code, e.tax_code_ok, e.kind, e.sector, e.cycle, e.commune_id, e.zone_id,
       e.office_id, e.agency_id)
