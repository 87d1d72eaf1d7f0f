-- Where does the file's opening differ from what the last closed month ended with, fund by fund? A local office is told of its own
-- units only. The month and its version are looked up first: only that month of the ledger is read.
WITH here AS (SELECT id FROM agencies_province WHERE slug = %(province)s),
last AS MATERIALIZED (
    SELECT month, max(version) AS version FROM arrears_ledgerversion
    WHERE province_id = (SELECT id FROM here) AND frozen_at IS NOT NULL
      AND month = (%(month)s::date - interval '1 month')::date
    GROUP BY month
)
SELECT s.row_no, s.sheet, s.unit_code, f.fund, f.opening, f.closing
FROM arrears_c12row s
JOIN employers_employer e ON e.unit_code = s.unit_code
JOIN arrears_ledgerrow r ON r.employer_id = e.id
CROSS JOIN LATERAL (VALUES
    (1, 'odts', s.opening_odts, r.closing_odts), (2, 'httt', s.opening_httt, r.closing_httt),
    (3, 'bhyt', s.opening_bhyt, r.closing_bhyt), (4, 'bhtn', s.opening_bhtn, r.closing_bhtn),
    (5, 'tnld_bnn', s.opening_tnld_bnn, r.closing_tnld_bnn), (6, 'unsplit', s.opening_unsplit, r.closing_unsplit)
) AS f (place, fund, opening, closing)
WHERE s.batch_id = %(batch)s AND e.province_id = (SELECT id FROM here)
  AND r.month = (SELECT month FROM last) AND r.version = (SELECT version FROM last)
  AND (s.opening_odts <> r.closing_odts OR s.opening_httt <> r.closing_httt OR s.opening_bhyt <> r.closing_bhyt
       OR s.opening_bhtn <> r.closing_bhtn OR s.opening_tnld_bnn <> r.closing_tnld_bnn OR s.opening_unsplit <> r.closing_unsplit)
  AND f.opening <> f.closing
  AND (%(office)s::bigint IS NULL OR e.office_id IS NULL OR e.office_id = %(office)s)
ORDER BY s.row_no, f.place LIMIT %(limit)s
