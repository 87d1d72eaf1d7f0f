-- Rows that need no second look: one employer of today has the right tax code (or, where the row has none, the unit code),
-- bears the very name, and nobody else ever had a code of the row. rules/matching.py would say the same.
WITH once AS (
    SELECT scheme, value, min(root) AS root FROM match_holder GROUP BY scheme, value HAVING min(root) = max(root)
), told AS (
    SELECT r.row_no, t.root, t.scheme, r.tax_code, r.unit_code, r.folded
    FROM match_row r
    JOIN once t ON t.scheme = 'tax_code' AND t.value = r.tax_code
    LEFT JOIN once u ON u.scheme = 'unit_code' AND u.value = r.unit_code
    WHERE r.is_right AND r.personal_no = '' AND (r.unit_code = '' OR u.root = t.root)
    UNION ALL
    SELECT r.row_no, u.root, u.scheme, r.tax_code, r.unit_code, r.folded
    FROM match_row r
    JOIN once u ON u.scheme = 'unit_code' AND u.value = r.unit_code
    WHERE r.tax_code = '' AND r.personal_no = '' AND r.folded <> ''
)
INSERT INTO employers_match (batch_id, row_no, state, how, employer_id)
SELECT %(batch)s, t.row_no, 'matched', t.scheme, t.root
FROM told t
JOIN employers_employer e ON e.id = t.root
WHERE (t.folded = e.folded OR t.folded = '')
  AND (t.tax_code = '' OR t.tax_code = e.tax_code)
  AND (t.unit_code = '' OR t.unit_code = e.unit_code)
