-- Of a closed month: employers whose people in BHXH's ledger differ from the count that stands for the month. Rows of employers
-- found to be others count for those; who is absent from the month's file keeps the count before.
WITH RECURSIVE merged AS (
    SELECT id, merged_into_id AS root FROM employers_employer
    WHERE province_id = %(province)s AND merged_into_id IS NOT NULL
    UNION
    SELECT m.id, e.merged_into_id FROM merged m JOIN employers_employer e ON e.id = m.root
    WHERE e.merged_into_id IS NOT NULL
), roots AS (
    SELECT m.id, m.root FROM merged m JOIN employers_employer e ON e.id = m.root AND e.merged_into_id IS NULL
), ledger AS (
    SELECT coalesce(r.root, l.employer_id) AS employer_id, sum(l.workers)::integer AS workers
    FROM arrears_ledgerrow l LEFT JOIN roots r ON r.id = l.employer_id
    WHERE l.province_id = %(province)s AND l.month = %(month)s AND l.version = %(version)s AND NOT l.is_absent
    GROUP BY 1
), stands AS (
    SELECT DISTINCT ON (c.employer_id) c.employer_id, c.participating
    FROM employers_labourcount c
    WHERE c.source = 'social_insurance' AND c.is_current AND c.withdrawn_at IS NULL AND c.starts_on <= %(month)s
    ORDER BY c.employer_id, c.starts_on DESC
)
SELECT l.employer_id, l.workers
FROM ledger l
JOIN employers_employer e ON e.id = l.employer_id
LEFT JOIN stands s USING (employer_id)
WHERE s.participating IS DISTINCT FROM l.workers
