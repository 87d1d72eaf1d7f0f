-- A 13-digit tax code is that of a branch: its parent is the one employer of the province with the first ten digits. Where there
-- are none or several it stays open; a code that fails its check digit links nothing. The register is read once; branches that
-- hang on nobody yet and those who have their first ten digits are put side by side and counted: how many there are the planner
-- cannot know, and by its guess it would read the register again for each (the CASE keeps it from making that a join).
WITH known AS MATERIALIZED (
    SELECT id, parent_id, tax_code, tax_code_ok FROM employers_employer
    WHERE province_id = %(province)s AND merged_into_id IS NULL AND length(tax_code) IN (10, 14)
), branches AS MATERIALIZED (
    SELECT b.id, left(b.tax_code, 10) AS ten, b.tax_code_ok IS NOT FALSE AS is_right
    FROM known b
    LEFT JOIN employers_employer p ON p.id = b.parent_id
    WHERE length(b.tax_code) = 14 AND b.tax_code ~ '^[0-9]{10}-[0-9]{3}$'
      AND (p.id IS NULL OR p.merged_into_id IS NOT NULL OR p.tax_code NOT IN ('', left(b.tax_code, 10)))
), beside AS (
    SELECT id AS branch_id, is_right, ten, NULL::bigint AS legal_id FROM branches
    UNION ALL
    SELECT NULL, NULL, tax_code, id FROM known
    WHERE CASE WHEN length(tax_code) = 10 THEN tax_code IN (SELECT ten FROM branches WHERE is_right) END
), counted AS (
    SELECT branch_id, is_right, min(legal_id) OVER same AS legal_id, count(legal_id) OVER same AS legals
    FROM beside WINDOW same AS (PARTITION BY ten)
)
UPDATE employers_employer e SET parent_id = CASE WHEN c.is_right AND c.legals = 1 THEN c.legal_id END
FROM counted c
WHERE e.id = c.branch_id AND e.parent_id IS DISTINCT FROM CASE WHEN c.is_right AND c.legals = 1 THEN c.legal_id END
