-- A 13-digit tax code is that of a branch: its parent is the one employer of the province with the first ten digits. Where there
-- are none or several it stays open; a code that fails its check digit links nothing.
WITH legal AS (
    SELECT tax_code, min(id) AS id FROM employers_employer
    WHERE province_id = %(province)s AND merged_into_id IS NULL AND tax_code ~ '^[0-9]{10}$'
    GROUP BY tax_code HAVING count(*) = 1
), branches AS (
    SELECT b.id, CASE WHEN b.tax_code_ok IS NOT FALSE THEN l.id END AS parent_id
    FROM employers_employer b
    LEFT JOIN legal l ON l.tax_code = left(b.tax_code, 10)
    LEFT JOIN employers_employer p ON p.id = b.parent_id
    WHERE b.province_id = %(province)s AND b.merged_into_id IS NULL AND b.tax_code ~ '^[0-9]{10}-[0-9]{3}$'
      AND (p.id IS NULL OR p.merged_into_id IS NOT NULL OR p.tax_code NOT IN ('', left(b.tax_code, 10)))
)
UPDATE employers_employer e SET parent_id = b.parent_id
FROM branches b WHERE e.id = b.id AND e.parent_id IS DISTINCT FROM b.parent_id
