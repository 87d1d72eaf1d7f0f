-- The rows of a file that may name an employer: codes as they came, the first ten digits that branch and parent share.
CREATE TEMP TABLE match_row ON COMMIT DROP AS
SELECT s.row_no, coalesce(s.tax_code, '') AS tax_code, coalesce(s.unit_code, '') AS unit_code,
       coalesce(nullif(s.personal_no, ''), CASE WHEN length(s.tax_code) = 12 THEN s.tax_code END, '') AS personal_no,
       coalesce(s.registration_no, '') AS registration_no, coalesce(s.budget_code, '') AS budget_code,
       coalesce(s.parent_tax_code, '') AS parent_tax_code, coalesce(s.folded, '') AS folded,
       CASE WHEN length(s.tax_code) IN (10, 14) THEN left(s.tax_code, 10) ELSE coalesce(s.tax_code, '') END AS ten,
       s.tax_code_ok IS TRUE AND length(s.tax_code) IN (10, 14) AS is_right
FROM employers_sourcerow s
WHERE s.batch_id = %(batch)s
  AND NOT EXISTS (SELECT 1 FROM employers_match m
                  WHERE m.batch_id = s.batch_id AND m.row_no = s.row_no AND m.decided_at IS NOT NULL);
ANALYZE match_row;

-- Employers found to be others, and which one stands for them.
CREATE TEMP TABLE match_merged ON COMMIT DROP AS
WITH RECURSIVE up AS (
    SELECT id, merged_into_id AS root FROM employers_employer
    WHERE province_id = %(province)s AND merged_into_id IS NOT NULL
    UNION
    SELECT up.id, e.merged_into_id FROM up JOIN employers_employer e ON e.id = up.root
    WHERE e.merged_into_id IS NOT NULL
)
SELECT up.id, up.root FROM up JOIN employers_employer e ON e.id = up.root AND e.merged_into_id IS NULL;
ANALYZE match_merged;

-- Who ever had the codes of the rows, by the employer that stands today.
CREATE TEMP TABLE match_holder ON COMMIT DROP AS
SELECT DISTINCT h.scheme, h.value, h.employer_id, coalesce(m.root, h.employer_id) AS root
FROM (
    SELECT 'tax_code' AS scheme, e.tax_code AS value, e.id AS employer_id
    FROM employers_employer e
    WHERE e.province_id = %(province)s AND e.tax_code <> '' AND e.tax_code IN (SELECT tax_code FROM match_row)
    UNION ALL
    SELECT 'unit_code', e.unit_code, e.id
    FROM employers_employer e
    WHERE e.province_id = %(province)s AND e.unit_code <> '' AND e.unit_code IN (SELECT unit_code FROM match_row)
    UNION ALL
    SELECT i.scheme, i.value, i.employer_id
    FROM employers_identifier i
    JOIN employers_employer e ON e.id = i.employer_id AND e.province_id = %(province)s
    JOIN (
        SELECT 'tax_code' AS scheme, tax_code AS value FROM match_row WHERE tax_code <> ''
        UNION SELECT 'unit_code', unit_code FROM match_row WHERE unit_code <> ''
        UNION SELECT 'personal_no', personal_no FROM match_row WHERE personal_no <> ''
        UNION SELECT 'registration_no', registration_no FROM match_row WHERE registration_no <> ''
        UNION SELECT 'budget_code', budget_code FROM match_row WHERE budget_code <> ''
    ) said ON said.scheme = i.scheme AND said.value = i.value
) h
LEFT JOIN match_merged m ON m.id = h.employer_id;
ANALYZE match_holder;
