-- Rows that nobody of the register is anything like are newcomers; rules/matching.py would say the same.
CREATE INDEX ON match_pair (row_no);
ANALYZE match_pair;

INSERT INTO employers_match (batch_id, row_no, state, how)
SELECT %(batch)s, r.row_no, 'new', ''
FROM match_row r
WHERE NOT EXISTS (SELECT 1 FROM match_pair p WHERE p.row_no = r.row_no)
  AND NOT EXISTS (SELECT 1 FROM employers_match m WHERE m.batch_id = %(batch)s AND m.row_no = r.row_no)
