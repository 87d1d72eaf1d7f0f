-- What each corrected employer was before and is after, only where it differs. Newcomers of the file itself are not corrected. The
-- two objects are written as text, a third of the price of putting them together from their parts.
INSERT INTO employers_registerchange (batch_id, employer_id, before, after)
SELECT %(batch)s, e.id,
       ('{' || concat_ws(',',
           CASE WHEN s.name <> e.name THEN '"name":' || to_json(e.name) END,
           CASE WHEN s.folded <> e.folded THEN '"folded":' || to_json(e.folded) END,
           CASE WHEN s.sort_key <> e.sort_key THEN '"sort_key":' || to_json(e.sort_key) END,
           CASE WHEN s.address <> e.address THEN '"address":' || to_json(e.address) END,
           CASE WHEN s.tax_code <> e.tax_code THEN '"tax_code":' || to_json(e.tax_code) END,
           CASE WHEN s.tax_code_ok IS DISTINCT FROM e.tax_code_ok THEN '"tax_code_ok":' || coalesce(to_json(e.tax_code_ok)::text, 'null') END,
           CASE WHEN s.kind IS DISTINCT FROM e.kind THEN '"kind":' || coalesce(e.kind::text, 'null') END,
           CASE WHEN s.sector <> e.sector THEN '"sector":' || to_json(e.sector) END,
           CASE WHEN s.vsic <> e.vsic THEN '"vsic":' || to_json(e.vsic) END,
           CASE WHEN s.vsic_version <> e.vsic_version THEN '"vsic_version":' || to_json(e.vsic_version) END,
           CASE WHEN s.parent_id IS DISTINCT FROM e.parent_id THEN '"parent_id":' || coalesce(e.parent_id::text, 'null') END,
           CASE WHEN s.began_on IS DISTINCT FROM e.began_on THEN '"began_on":' || coalesce(to_json(e.began_on)::text, 'null') END,
           CASE WHEN s.commune_id IS DISTINCT FROM e.commune_id THEN '"commune_id":' || coalesce(e.commune_id::text, 'null') END,
           CASE WHEN s.zone_id IS DISTINCT FROM e.zone_id THEN '"zone_id":' || coalesce(e.zone_id::text, 'null') END
       ) || '}')::jsonb,
       ('{' || concat_ws(',',
           CASE WHEN s.name <> e.name THEN '"name":' || to_json(s.name) END,
           CASE WHEN s.folded <> e.folded THEN '"folded":' || to_json(s.folded) END,
           CASE WHEN s.sort_key <> e.sort_key THEN '"sort_key":' || to_json(s.sort_key) END,
           CASE WHEN s.address <> e.address THEN '"address":' || to_json(s.address) END,
           CASE WHEN s.tax_code <> e.tax_code THEN '"tax_code":' || to_json(s.tax_code) END,
           CASE WHEN s.tax_code_ok IS DISTINCT FROM e.tax_code_ok THEN '"tax_code_ok":' || coalesce(to_json(s.tax_code_ok)::text, 'null') END,
           CASE WHEN s.kind IS DISTINCT FROM e.kind THEN '"kind":' || coalesce(s.kind::text, 'null') END,
           CASE WHEN s.sector <> e.sector THEN '"sector":' || to_json(s.sector) END,
           CASE WHEN s.vsic <> e.vsic THEN '"vsic":' || to_json(s.vsic) END,
           CASE WHEN s.vsic_version <> e.vsic_version THEN '"vsic_version":' || to_json(s.vsic_version) END,
           CASE WHEN s.parent_id IS DISTINCT FROM e.parent_id THEN '"parent_id":' || coalesce(s.parent_id::text, 'null') END,
           CASE WHEN s.began_on IS DISTINCT FROM e.began_on THEN '"began_on":' || coalesce(to_json(s.began_on)::text, 'null') END,
           CASE WHEN s.commune_id IS DISTINCT FROM e.commune_id THEN '"commune_id":' || coalesce(s.commune_id::text, 'null') END,
           CASE WHEN s.zone_id IS DISTINCT FROM e.zone_id THEN '"zone_id":' || coalesce(s.zone_id::text, 'null') END
       ) || '}')::jsonb
FROM registry_said s
JOIN employers_employer e ON e.id = s.employer_id
WHERE s.is_changed AND s.state <> 'new'
