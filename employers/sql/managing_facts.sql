-- What different answers does the rule of managing agencies have to give on the day? Where each employer stood then: the past
-- place that ends first on or after the day, else the present one.
WITH stood AS (
    SELECT DISTINCT ON (p.employer_id) p.employer_id, p.commune_id, p.zone_id, p.sector, p.vsic_version
    FROM employers_pastplace p JOIN employers_employer e ON e.id = p.employer_id
    WHERE e.province_id = %(province)s AND p.valid_to >= %(on)s
    ORDER BY p.employer_id, p.valid_to
)
SELECT DISTINCT CASE WHEN t.employer_id IS NULL THEN e.commune_id ELSE t.commune_id END AS commune,
       CASE WHEN t.employer_id IS NULL THEN e.zone_id ELSE t.zone_id END AS zone,
       coalesce(t.sector, e.sector) AS sector, coalesce(t.vsic_version, e.vsic_version) AS version
FROM employers_employer e LEFT JOIN stood t ON t.employer_id = e.id
WHERE e.province_id = %(province)s AND (%(employers)s::bigint[] IS NULL OR e.id = ANY (%(employers)s::bigint[]))
