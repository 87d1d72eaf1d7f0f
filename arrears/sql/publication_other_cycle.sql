-- Whose older months were to be paid by another cycle than by which the row dates them. Half a year of one cycle ends at most seven
-- months before it falls due; where the file gives the days, no cycle was asked.
SELECT DISTINCT now.employer_id
FROM arrears_ledgerrow now
JOIN arrears_ledgerrow was
    ON was.employer_id = now.employer_id AND was.cycle <> now.cycle AND NOT was.is_absent
   AND was.month < now.month AND was.month >= now.due_on - interval '7 months'
WHERE now.month = %(month)s AND now.version = %(version)s AND now.employer_id = ANY (%(employers)s::bigint[])
  AND now.due_on IS NOT NULL AND now.months_source <> 3
