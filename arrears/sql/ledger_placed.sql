-- Where does each employer stand, and who oversees it? Into the temporary table arrears_placed: by the file's commune and zone,
-- else where it stood.
CREATE TEMP TABLE arrears_placed ON COMMIT DROP AS
WITH <<places>>
SELECT k.owner, coalesce(l.id, k.else_commune_id) AS commune_id, z.id AS zone_id,
       coalesce(o.office_id, k.own_office_id) AS office_id, coalesce(z.board_id, o.committee_id) AS agency_id
FROM arrears_spoken k
LEFT JOIN places l ON l.code = k.commune_code
LEFT JOIN employers_zone zc ON zc.province_id = %(province)s AND zc.code = k.zone_code
LEFT JOIN employers_zone z ON z.id = coalesce(zc.id, k.else_zone_id)
LEFT JOIN overseen o ON o.unit_id = coalesce(l.id, k.else_commune_id)
