-- A 13-digit tax code is that of a branch: its parent is the one employer of the province with the first ten digits. Where there
-- are none or several it stays open; a code that fails its check digit links nothing. Who has those digits is looked up for each
-- branch that hangs on nobody yet: they are few, and how many the planner cannot know.
WITH long AS MATERIALIZED (
    SELECT id, parent_id, tax_code, tax_code_ok FROM employers_employer
    WHERE province_id = %(province)s AND merged_into_id IS NULL AND length(tax_code) = 14
), told AS MATERIALIZED (
    SELECT b.id, l.id AS parent_id
    FROM long b
    LEFT JOIN employers_employer p ON p.id = b.parent_id
    LEFT JOIN LATERAL (
        SELECT min(id) AS id FROM employers_employer
        WHERE province_id = %(province)s AND merged_into_id IS NULL AND tax_code = left(b.tax_code, 10)
        HAVING count(*) = 1
    ) l ON b.tax_code_ok IS NOT FALSE
    WHERE b.tax_code ~ '^[0-9]{10}-[0-9]{3}$'
      AND (p.id IS NULL OR p.merged_into_id IS NOT NULL OR p.tax_code NOT IN ('', left(b.tax_code, 10)))
)
UPDATE employers_employer e SET parent_id = t.parent_id
FROM told t WHERE e.id = t.id AND e.parent_id IS DISTINCT FROM t.parent_id
