-- Where does the file's opening differ from what the last closed month ended with, fund by fund? A local office is told of its own
-- units only.
WITH here AS (SELECT id FROM agencies_province WHERE slug = %(province)s),
last AS (
    SELECT month, max(version) AS version FROM arrears_ledgerversion, here
    WHERE province_id = here.id AND frozen_at IS NOT NULL AND month = (%(month)s::date - interval '1 month')::date
    GROUP BY month
)
SELECT s.row_no, s.sheet, s.unit_code, f.fund, f.opening, f.closing
FROM arrears_c12row s
JOIN here ON TRUE
JOIN employers_employer e ON e.province_id = here.id AND e.unit_code = s.unit_code
JOIN last ON TRUE
JOIN arrears_ledgerrow r ON r.month = last.month AND r.version = last.version AND r.employer_id = e.id
CROSS JOIN LATERAL (VALUES
    ('odts', s.opening_odts, r.closing_odts), ('httt', s.opening_httt, r.closing_httt), ('bhyt', s.opening_bhyt, r.closing_bhyt),
    ('bhtn', s.opening_bhtn, r.closing_bhtn), ('tnld_bnn', s.opening_tnld_bnn, r.closing_tnld_bnn),
    ('unsplit', s.opening_unsplit, r.closing_unsplit)
) AS f (fund, opening, closing)
WHERE s.batch_id = %(batch)s AND f.opening <> f.closing
  AND (%(office)s::bigint IS NULL OR e.office_id IS NULL OR e.office_id = %(office)s)
ORDER BY s.row_no LIMIT %(limit)s
