-- What became payable in the closed months that are not yet overdue, for those who may pay by quarter or half-year: few,
-- one by one through the index on employer and month. OFFSET 0 leaves the planner no other way, whatever it believes of a
-- table that has just grown. For whoever pays monthly one month is enough, see ledger_status.
-- First for those whose status it makes (into: a new table), then for those whom B03 omits: of them BHXH is told what is found.
<<into>>
SELECT k.owner,
       count(h.payable_{fund}) AS months_{fund}, sum_dong(greatest(h.payable_{fund} + greatest(coalesce(h.adjustment_{fund}, 0), 0), 0)) AS known_{fund}, --each fund
       count(*) AS closed
FROM arrears_spoken k
CROSS JOIN LATERAL (
    SELECT * FROM arrears_ledgerrow r WHERE r.employer_id = k.owner AND r.month >= k.open_from OFFSET 0
) h
JOIN unnest(%(closed_months)s::date[], %(closed_versions)s::int[]) AS v (month, version)
    ON v.month = h.month AND v.version = h.version
WHERE <<whom>> AND (k.pays_every IN (3, 6) OR k.pays_every = 1 AND k.span > 1)
GROUP BY k.owner
