-- Of an employer whose first list was taken back nobody speaks any more when it has no code of BHXH, no count and no event that
-- stand, and no row of another list that was let in: then it is not said to operate. Once somebody does, it is again.
-- The lists are asked for once, before any employer: nearly always there are none, and then nothing else is looked up.
WITH named AS MATERIALIZED (
    SELECT e.id
    FROM employers_employer e
    WHERE e.first_batch = ANY (ARRAY(SELECT b.id FROM core_importbatch b WHERE b.status = 'undone' OR b.id = %(leaving)s))
      AND e.province_id = %(province)s AND e.merged_into_id IS NULL
      AND e.unit_code = '' AND e.status IN ('operating', 'unconfirmed')
), unspoken AS MATERIALIZED (
    SELECT e.id
    FROM named e
    WHERE NOT EXISTS (
          SELECT 1 FROM employers_labourcount c WHERE c.employer_id = e.id AND c.is_current AND c.withdrawn_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM employers_statusevent s WHERE s.employer_id = e.id AND s.withdrawn_at IS NULL)
      AND NOT EXISTS (
          SELECT 1 FROM employers_match m JOIN core_importbatch x ON x.id = m.batch_id
          WHERE m.employer_id = e.id AND m.state IN ('matched', 'new') AND x.status IN ('confirmed', 'applied')
            AND x.id IS DISTINCT FROM %(leaving)s)
)
UPDATE employers_employer e
SET status = CASE e.status WHEN 'operating' THEN 'unconfirmed' ELSE 'operating' END
WHERE e.province_id = %(province)s
  AND (e.status = 'operating' AND e.id IN (SELECT id FROM unspoken)
       OR e.status = 'unconfirmed' AND e.id NOT IN (SELECT id FROM unspoken))
