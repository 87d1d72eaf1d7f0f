-- Give every employer the agency that answers for what it is and where it stands on the day; only those that differ are written.
WITH stood AS (
    SELECT DISTINCT ON (p.employer_id) p.employer_id, p.commune_id, p.zone_id, p.sector, p.vsic_version
    FROM employers_pastplace p JOIN employers_employer e ON e.id = p.employer_id
    WHERE e.province_id = %(province)s AND p.valid_to >= %(on)s
    ORDER BY p.employer_id, p.valid_to
), answers AS (
    SELECT * FROM unnest(%(communes)s::bigint[], %(zones)s::bigint[], %(sectors)s::text[], %(versions)s::text[], %(agencies)s::bigint[])
        AS a (commune, zone, sector, version, agency)
), placed AS (
    SELECT e.id, e.agency_id, coalesce(CASE WHEN t.employer_id IS NULL THEN e.commune_id ELSE t.commune_id END, 0) AS commune,
           coalesce(CASE WHEN t.employer_id IS NULL THEN e.zone_id ELSE t.zone_id END, 0) AS zone,
           coalesce(t.sector, e.sector) AS sector, coalesce(t.vsic_version, e.vsic_version) AS version
    FROM employers_employer e LEFT JOIN stood t ON t.employer_id = e.id
    WHERE e.province_id = %(province)s AND (%(employers)s::bigint[] IS NULL OR e.id = ANY (%(employers)s::bigint[]))
)
UPDATE employers_employer e SET agency_id = a.agency
FROM placed p JOIN answers a USING (commune, zone, sector, version)
WHERE e.id = p.id AND p.agency_id IS DISTINCT FROM a.agency
