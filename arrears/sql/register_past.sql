-- Where the newest month moves an employer, or says another branch of the economy, what was before is true up to the eve of the
-- month. Filling a blank moves nobody; a past already told for that day stays.
INSERT INTO employers_pastplace (employer_id, valid_to, commune_id, zone_id, sector, vsic_version)
SELECT e.id, %(month)s::date - 1, e.commune_id, e.zone_id, e.sector, e.vsic_version
FROM register_known k JOIN employers_employer e ON e.id = k.employer_id
WHERE k.is_newest
  AND (e.commune_id IS NOT NULL AND (k.commune_id, k.zone_id) IS DISTINCT FROM (e.commune_id, e.zone_id)
       OR e.sector <> '' AND k.sector <> e.sector OR e.vsic_version <> '' AND k.vsic_version <> e.vsic_version)
  AND NOT EXISTS (SELECT FROM employers_pastplace p WHERE p.employer_id = e.id AND p.valid_to >= %(month)s::date - 1)
