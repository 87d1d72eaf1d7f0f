-- The newcomers of a file as it tells of them. A unit code that somebody else bears meanwhile is left to be asked about.
INSERT INTO employers_employer (
    id, province_id, unit_code, tax_code, tax_code_ok, name, folded, sort_key, address, kind, sector, vsic, vsic_version,
    status, began_on, commune_id, zone_id, cycle, is_demo, first_batch, created_at)
SELECT n.id, %(province)s, coalesce(s.unit_code, ''), coalesce(s.tax_code, s.personal_no, ''),
       CASE WHEN s.tax_code IS NOT NULL THEN s.tax_code_ok WHEN s.personal_no IS NOT NULL THEN true END,
       s.name, s.folded, k.sort_key, coalesce(s.address, ''), s.kind, coalesce(s.sector, ''), coalesce(s.vsic, ''),
       CASE WHEN s.sector IS NOT NULL THEN coalesce(s.vsic_version, '') ELSE '' END,
       'operating', CASE WHEN s.event IS NULL OR s.event = 'new' THEN s.happened_on END, c.id, z.id, 1, %(is_demo)s, %(batch)s,
       now()
FROM newcomer n
JOIN newcomer_key k ON k.id = n.id
JOIN employers_sourcerow s ON s.batch_id = %(batch)s AND s.row_no = n.row_no
LEFT JOIN agencies_adminunit c ON c.code = s.commune_code AND c.level = 3 AND c.valid_to IS NULL AND c.province_id = %(unit)s
LEFT JOIN employers_zone z ON z.code = s.zone_code AND z.province_id = %(province)s
WHERE n.is_first
ON CONFLICT (province_id, unit_code) WHERE unit_code <> '' DO NOTHING
