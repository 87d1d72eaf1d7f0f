-- Rows with a right tax code that one employer of today has, and that nobody else is anything like, whatever the row calls it;
-- only a branch is not taken for its parent by the name. rules/matching.py would say the same.
WITH alone AS (
    SELECT p.row_no, min(p.employer_id) AS employer_id FROM match_pair p GROUP BY p.row_no HAVING count(*) = 1
)
INSERT INTO employers_match (batch_id, row_no, state, how, employer_id)
SELECT %(batch)s, r.row_no, 'matched', 'tax_code', e.id
FROM match_row r
JOIN alone a ON a.row_no = r.row_no
JOIN employers_employer e ON e.id = a.employer_id AND e.merged_into_id IS NULL AND e.tax_code = r.tax_code
WHERE r.is_right AND r.personal_no = '' AND (r.unit_code = '' OR r.unit_code = e.unit_code)
  AND (length(r.tax_code) = 14 OR r.folded = '' OR (r.folded ~ %(branch)s) = (e.folded ~ %(branch)s));

-- Whoever is told needs no candidates any more.
DELETE FROM match_pair p
WHERE EXISTS (SELECT FROM employers_match m WHERE m.batch_id = %(batch)s AND m.row_no = p.row_no)
