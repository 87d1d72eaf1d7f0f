-- Write what the file knows better.
UPDATE employers_employer e
SET unit_code = k.unit_code, name = k.name, folded = coalesce(k.folded, e.folded), sort_key = coalesce(k.sort_key, e.sort_key),
    address = k.address, tax_code = k.tax_code, tax_code_ok = k.tax_code_ok, kind = k.kind, sector = k.sector, vsic = k.vsic,
    vsic_version = k.vsic_version, cycle = k.cycle, commune_id = k.commune_id, zone_id = k.zone_id, office_id = k.office_id
FROM register_known k WHERE e.id = k.employer_id
