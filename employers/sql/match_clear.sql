-- Rows that need no second look: one employer of today has the right tax code (or, where the row has none, the unit code),
-- bears the very name, and nobody else ever had a code of the row. rules/matching.py would say the same.
WITH once AS (
    SELECT scheme, value, min(root) AS root FROM match_holder GROUP BY scheme, value HAVING count(DISTINCT root) = 1
), told AS (
    SELECT r.row_no, o.root, o.scheme, r.unit_code, r.folded
    FROM match_row r
    JOIN once o ON o.scheme = 'tax_code' AND o.value = r.tax_code
    WHERE r.is_right AND r.personal_no = ''
    UNION ALL
    SELECT r.row_no, o.root, o.scheme, r.unit_code, r.folded
    FROM match_row r
    JOIN once o ON o.scheme = 'unit_code' AND o.value = r.unit_code
    WHERE r.tax_code = '' AND r.personal_no = '' AND r.folded <> ''
)
INSERT INTO employers_match (batch_id, row_no, state, how, employer_id)
SELECT %(batch)s, t.row_no, 'matched', t.scheme, t.root
FROM told t
JOIN employers_employer e ON e.id = t.root
WHERE (t.folded = e.folded OR t.folded = '')
  AND CASE WHEN t.scheme = 'tax_code'
      THEN t.unit_code = ''
           OR t.unit_code = e.unit_code
              AND EXISTS (SELECT 1 FROM once o WHERE o.scheme = 'unit_code' AND o.value = t.unit_code AND o.root = t.root)
      ELSE true END
  AND EXISTS (SELECT 1 FROM match_row r WHERE r.row_no = t.row_no
              AND CASE t.scheme WHEN 'tax_code' THEN e.tax_code = r.tax_code ELSE e.unit_code = r.unit_code END)
ON CONFLICT (batch_id, row_no) DO NOTHING
