-- The corrections themselves.
UPDATE employers_employer e
SET name = s.name, folded = s.folded, sort_key = s.sort_key, address = s.address, tax_code = s.tax_code,
    tax_code_ok = s.tax_code_ok, kind = s.kind, sector = s.sector, vsic = s.vsic, vsic_version = s.vsic_version,
    parent_id = s.parent_id, began_on = s.began_on, commune_id = s.commune_id, zone_id = s.zone_id
FROM registry_said s
WHERE e.id = s.employer_id AND s.is_changed
