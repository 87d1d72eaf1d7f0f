-- The months that C12 told of those whose account is reckoned, a fund in five columns: one pass over the ledger for all parts.
-- Months are 12 x year + month - 1. Of a fund that the file does not have all is nought.
CREATE TEMP TABLE reckon_told ON COMMIT DROP AS
SELECT w.part, w.cycle, CASE WHEN l.cycle IN (3, 6) THEN l.cycle ELSE 1 END AS cycle_then, l.employer_id, v.at, v.month_end, v.end_weight,
       coalesce(l.opening_{fund}, 0) AS opening_{fund}, coalesce(l.payable_{fund}, 0) AS payable_{fund}, coalesce(l.paid_{fund}, 0) AS paid_{fund}, coalesce(l.closing_{fund}, coalesce(l.opening_{fund}, 0) + coalesce(l.payable_{fund}, 0) + coalesce(l.adjustment_{fund}, 0) - coalesce(l.paid_{fund}, 0)) AS closing_{fund}, --each fund
       coalesce(l.paid_through_{fund}, l.paid_through_unsplit) AS through_{fund}, --each fund
       l.version
FROM reckon_who w
JOIN arrears_ledgerrow l ON l.employer_id = w.employer_id AND l.c12_batch IS NOT NULL
JOIN unnest(%(months)s::date[], %(versions)s::int[], %(ats)s::int[], %(ends)s::date[], %(end_weights)s::bigint[]) AS v (month, version, at, month_end, end_weight)
    ON v.month = l.month AND v.version = l.version
WHERE w.part IS NOT NULL
