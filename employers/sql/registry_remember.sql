-- What each corrected employer was before and is after, only where it differs. Newcomers of the file itself are not corrected.
INSERT INTO employers_registerchange (batch_id, employer_id, before, after)
SELECT %(batch)s, e.id,
       (SELECT jsonb_object_agg(w.key, w.value) FROM jsonb_each(was) w WHERE w.value IS DISTINCT FROM now -> w.key),
       (SELECT jsonb_object_agg(n.key, n.value) FROM jsonb_each(now) n WHERE n.value IS DISTINCT FROM was -> n.key)
FROM registry_said s
JOIN employers_employer e ON e.id = s.employer_id
LEFT JOIN registry_key k ON k.employer_id = e.id
CROSS JOIN LATERAL (
    SELECT jsonb_build_object('name', e.name, 'folded', e.folded, 'sort_key', e.sort_key, 'address', e.address,
               'tax_code', e.tax_code, 'tax_code_ok', e.tax_code_ok, 'kind', e.kind, 'sector', e.sector, 'vsic', e.vsic,
               'vsic_version', e.vsic_version, 'parent_id', e.parent_id, 'began_on', e.began_on, 'commune_id', e.commune_id,
               'zone_id', e.zone_id) AS was,
           jsonb_build_object('name', s.name, 'folded', s.folded, 'sort_key', coalesce(k.sort_key, e.sort_key),
               'address', s.address, 'tax_code', s.tax_code, 'tax_code_ok', s.tax_code_ok, 'kind', s.kind, 'sector', s.sector,
               'vsic', s.vsic, 'vsic_version', s.vsic_version, 'parent_id', s.parent_id, 'began_on', s.began_on,
               'commune_id', s.commune_id, 'zone_id', s.zone_id) AS now
) told
WHERE s.is_changed AND s.state <> 'new'
