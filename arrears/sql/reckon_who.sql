-- Whose account is to be reckoned? Of the closed version those that BHXH says owe, and those whose balance in some fund is more
-- than what became payable in the month itself, which is due by nobody yet. Who is absent from the month's files is left out.
-- The account ends in what the file says (rules.bookkeeping), so one month's rows are enough to know. In parts of %(part)s.
CREATE TEMP TABLE reckon_who ON COMMIT DROP AS
SELECT l.employer_id, CASE WHEN l.cycle IN (3, 6) THEN l.cycle ELSE 1 END::int AS cycle, l.owed > 0 AS is_listed,
       ((row_number() OVER (ORDER BY l.employer_id) - 1) / %(part)s)::int AS part
FROM arrears_ledgerrow l
WHERE l.province_id = %(province)s AND l.month = %(month)s AND l.version = %(version)s AND NOT l.is_absent
  AND (l.owed > 0 OR l.c12_batch IS NULL
       OR l.closing_{fund} IS NULL AND l.payable_{fund} IS NOT NULL OR l.closing_{fund} > greatest(l.payable_{fund}, 0) + greatest(l.closing_{fund} - coalesce(l.opening_{fund}, 0) - coalesce(l.payable_{fund}, 0) + coalesce(l.paid_{fund}, 0), 0) --each fund
  )
