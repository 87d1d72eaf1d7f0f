-- Which rows name a commune or a zone that the province does not have in that month?
WITH here AS (SELECT id, unit_id FROM agencies_province WHERE slug = %(province)s),
communes AS (
    SELECT DISTINCT code FROM agencies_adminunit
    WHERE level = 3 AND province_id = (SELECT unit_id FROM here)
      AND valid_from < (%(month)s::date + interval '1 month') AND (valid_to IS NULL OR valid_to >= %(month)s)
), zones AS (
    SELECT code FROM employers_zone WHERE province_id = (SELECT id FROM here)
)
SELECT s.row_no, s.sheet, s.unit_code,
       CASE WHEN u.code IS NULL THEN s.commune_code END AS commune_code, CASE WHEN z.code IS NULL THEN s.zone_code END AS zone_code
FROM arrears_c12row s
LEFT JOIN communes u ON u.code = s.commune_code
LEFT JOIN zones z ON z.code = s.zone_code
WHERE s.batch_id = %(batch)s
  AND ((coalesce(s.commune_code, '') <> '' AND u.code IS NULL) OR (coalesce(s.zone_code, '') <> '' AND z.code IS NULL))
ORDER BY s.row_no LIMIT %(limit)s
