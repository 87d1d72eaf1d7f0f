-- Which rows name a commune or a zone that the province does not have in that month?
SELECT s.row_no, s.sheet, s.unit_code,
       CASE WHEN u.id IS NULL THEN s.commune_code END AS commune_code, CASE WHEN z.id IS NULL THEN s.zone_code END AS zone_code
FROM arrears_c12row s
JOIN agencies_province p ON p.slug = %(province)s
LEFT JOIN agencies_adminunit u ON u.code = s.commune_code AND u.level = 3 AND u.province_id = p.unit_id
     AND u.valid_from < (%(month)s::date + interval '1 month') AND (u.valid_to IS NULL OR u.valid_to >= %(month)s)
LEFT JOIN employers_zone z ON z.province_id = p.id AND z.code = s.zone_code
WHERE s.batch_id = %(batch)s
  AND ((coalesce(s.commune_code, '') <> '' AND u.id IS NULL) OR (coalesce(s.zone_code, '') <> '' AND z.id IS NULL))
ORDER BY s.row_no LIMIT %(limit)s
