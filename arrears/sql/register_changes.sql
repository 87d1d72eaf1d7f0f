-- What of each employer is about to change, kept so that undoing the file puts it back.
INSERT INTO arrears_employerchange (batch_id, employer_id, before, after)
SELECT %(batch)s, e.id, jsonb_object_agg(v.name, v.was), jsonb_object_agg(v.name, v.becomes)
FROM register_known k JOIN employers_employer e ON e.id = k.employer_id
CROSS JOIN LATERAL (VALUES
    ('unit_code', to_jsonb(e.unit_code), to_jsonb(k.unit_code)), ('name', to_jsonb(e.name), to_jsonb(k.name)),
    ('address', to_jsonb(e.address), to_jsonb(k.address)), ('tax_code', to_jsonb(e.tax_code), to_jsonb(k.tax_code)),
    ('tax_code_ok', to_jsonb(e.tax_code_ok), to_jsonb(k.tax_code_ok)), ('kind', to_jsonb(e.kind), to_jsonb(k.kind)),
    ('sector', to_jsonb(e.sector), to_jsonb(k.sector)), ('vsic', to_jsonb(e.vsic), to_jsonb(k.vsic)),
    ('vsic_version', to_jsonb(e.vsic_version), to_jsonb(k.vsic_version)), ('cycle', to_jsonb(e.cycle), to_jsonb(k.cycle)),
    ('commune_id', to_jsonb(e.commune_id), to_jsonb(k.commune_id)), ('zone_id', to_jsonb(e.zone_id), to_jsonb(k.zone_id)),
    ('office_id', to_jsonb(e.office_id), to_jsonb(k.office_id))
) AS v (name, was, becomes)
WHERE v.was IS DISTINCT FROM v.becomes
GROUP BY e.id
