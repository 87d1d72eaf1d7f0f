-- An undone move never was: the past place that says what is the present again goes.
DELETE FROM employers_pastplace p USING employers_employer e
WHERE e.id = p.employer_id AND e.id = ANY (%(employers)s::bigint[]) AND p.valid_to = %(month)s::date - 1
  AND (p.commune_id, p.zone_id, p.sector, p.vsic_version) IS NOT DISTINCT FROM (e.commune_id, e.zone_id, e.sector, e.vsic_version)
