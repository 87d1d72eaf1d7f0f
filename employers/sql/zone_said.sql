-- Who works in which zone, on which plot, as the matched rows of a zone board's list say.
CREATE TEMP TABLE zone_said ON COMMIT DROP AS
SELECT m.employer_id, z.id AS zone_id, z.name AS zone_name, coalesce(s.plot, '') AS plot, c.id AS commune_id,
       max(s.employed) AS workers, min(s.happened_on) AS since, coalesce(max(s.address), '') AS address
FROM employers_match m
JOIN employers_sourcerow s ON s.batch_id = m.batch_id AND s.row_no = m.row_no
JOIN employers_zone z ON z.code = s.zone_code AND z.province_id = %(province)s
LEFT JOIN agencies_adminunit c ON c.code = s.commune_code AND c.level = 3 AND c.valid_to IS NULL AND c.province_id = %(unit)s
WHERE m.batch_id = %(batch)s AND m.state IN ('matched', 'new') AND m.employer_id IS NOT NULL
  AND (%(employers)s::bigint[] IS NULL OR m.employer_id = ANY (%(employers)s::bigint[]))
GROUP BY m.employer_id, z.id, z.name, coalesce(s.plot, ''), c.id;
ANALYZE zone_said
