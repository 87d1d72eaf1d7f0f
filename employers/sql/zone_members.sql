-- Employers that stand in no zone yet and in one zone of the list stand there; what was blank before is kept beside the file.
WITH one AS (
    SELECT employer_id, min(zone_id) AS zone_id, min(commune_id) AS commune_id
    FROM zone_said GROUP BY employer_id HAVING count(DISTINCT zone_id) = 1
), filled AS (
    SELECT e.id, e.zone_id AS old_zone, e.commune_id AS old_commune, o.zone_id, coalesce(e.commune_id, o.commune_id) AS commune_id
    FROM employers_employer e JOIN one o ON o.employer_id = e.id
    WHERE e.zone_id IS NULL
    FOR NO KEY UPDATE OF e
), kept AS (
    INSERT INTO employers_registerchange (batch_id, employer_id, before, after)
    SELECT %(batch)s, id, jsonb_build_object('zone_id', old_zone, 'commune_id', old_commune),
           jsonb_build_object('zone_id', zone_id, 'commune_id', commune_id)
    FROM filled
)
UPDATE employers_employer e SET zone_id = f.zone_id, commune_id = f.commune_id FROM filled f WHERE e.id = f.id
