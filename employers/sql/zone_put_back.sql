-- What an undone list filled is blank again, where nothing has changed it since.
UPDATE employers_employer e
SET zone_id = (c.before ->> 'zone_id')::bigint, commune_id = (c.before ->> 'commune_id')::bigint
FROM employers_registerchange c
WHERE c.batch_id = %(batch)s AND c.employer_id = e.id
  AND e.zone_id = (c.after ->> 'zone_id')::bigint AND e.commune_id IS NOT DISTINCT FROM (c.after ->> 'commune_id')::bigint
