-- Employers that operate and that BHXH does not know, or has nobody of: some source counted people, or they are new in the
-- business registry. One of whom an earlier quarter's finding still waits is not found a second time.
CREATE TEMP TABLE gap_said ON COMMIT DROP AS
WITH participants AS (
    SELECT DISTINCT ON (c.employer_id) c.employer_id, coalesce(c.participating, 0) AS participating
    FROM employers_labourcount c
    WHERE c.source = 'social_insurance' AND c.is_current AND c.withdrawn_at IS NULL AND c.starts_on <= %(on)s
      AND c.employer_id IN (SELECT id FROM employers_employer WHERE province_id = %(province)s)
    ORDER BY c.employer_id, c.starts_on DESC
), counted AS (
    SELECT DISTINCT ON (c.employer_id) c.employer_id, c.id, c.source, coalesce(c.subject, c.employed) AS counted
    FROM employers_labourcount c
    WHERE c.source <> 'social_insurance' AND c.is_current AND c.withdrawn_at IS NULL AND c.starts_on <= %(on)s
      AND c.starts_on >= %(since)s AND coalesce(c.subject, c.employed) > 0
      AND c.employer_id IN (SELECT id FROM employers_employer WHERE province_id = %(province)s)
    ORDER BY c.employer_id, coalesce(c.subject, c.employed) DESC, c.starts_on DESC, c.id
), outside AS (
    SELECT e.id, e.agency_id, e.began_on
    FROM employers_employer e
    LEFT JOIN participants p ON p.employer_id = e.id
    WHERE e.province_id = %(province)s AND e.merged_into_id IS NULL AND e.status = 'operating'
      AND (p.employer_id IS NULL AND (%(has_counts)s OR e.unit_code = '') OR p.participating = 0)
      AND (NOT %(is_over)s OR EXISTS (
          SELECT 1 FROM employers_gap g WHERE g.employer_id = e.id AND g.kind = 'not_joined' AND g.period = %(period)s
              AND g.state IN ('open', 'demanded')))
      AND (p.employer_id IS NOT NULL OR e.unit_code = '' OR NOT EXISTS (  -- its code is of a month that is not closed yet
          SELECT 1 FROM employers_identifier i LEFT JOIN core_importbatch b ON b.id = i.batch_id
          WHERE i.employer_id = e.id AND i.scheme = 'unit_code' AND i.value = e.unit_code
            AND coalesce(b.month, date_trunc('month', i.valid_from)::date) > %(as_of)s))
      AND NOT EXISTS (
          SELECT 1 FROM employers_gap g
          WHERE g.employer_id = e.id AND g.kind = 'not_joined' AND g.state IN ('open', 'demanded') AND g.starts_on < %(starts_on)s)
)
SELECT o.id AS employer_id, k.id AS count_id, coalesce(k.source, 'social_insurance') AS source,
       coalesce(k.counted, 0) AS counted, 0 AS participating, coalesce(k.counted, 0) AS size,
       coalesce(o.agency_id, %(fallback)s::bigint) AS agency_id, true AS is_gap
FROM outside o
LEFT JOIN counted k ON k.employer_id = o.id
WHERE k.id IS NOT NULL OR o.began_on BETWEEN %(since)s AND %(joined_by)s;
ANALYZE gap_said
