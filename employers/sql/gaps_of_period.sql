-- What one source counted for a period beside BHXH's newest participants, for employers that stand and are not ended. Of whom
-- BHXH has nobody, that is another finding (gaps_not_joined).
CREATE TEMP TABLE gap_said ON COMMIT DROP AS
WITH counted AS (
    SELECT c.id, c.employer_id, coalesce(c.subject, c.employed) AS counted, e.agency_id
    FROM employers_labourcount c
    JOIN employers_employer e ON e.id = c.employer_id
    WHERE c.source = %(source)s AND c.period = %(period)s AND c.is_current AND c.withdrawn_at IS NULL
      AND e.province_id = %(province)s AND e.merged_into_id IS NULL AND e.status NOT IN ('dissolved', 'bankrupt')
      AND coalesce(c.subject, c.employed) IS NOT NULL
), participants AS (
    SELECT DISTINCT ON (c.employer_id) c.employer_id, coalesce(c.participating, 0) AS participating
    FROM employers_labourcount c
    WHERE c.source = 'social_insurance' AND c.is_current AND c.withdrawn_at IS NULL AND c.starts_on <= %(on)s
      AND c.employer_id IN (SELECT id FROM employers_employer WHERE province_id = %(province)s)
    ORDER BY c.employer_id, c.starts_on DESC
)
SELECT k.employer_id, k.id AS count_id, %(source)s::text AS source, k.counted, p.participating,
       greatest(0, k.counted - p.participating) AS size,
       coalesce(k.agency_id, %(fallback)s::bigint) AS agency_id,
       p.participating > 0 AND k.counted - p.participating > %(workers)s
           AND (k.counted - p.participating)::bigint * 100 > %(percent)s::bigint * k.counted AS is_gap
FROM counted k JOIN participants p USING (employer_id);
ANALYZE gap_said
