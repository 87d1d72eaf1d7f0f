-- What became payable in the closed months that are not yet overdue, for those who may pay by quarter or half-year: few,
-- one by one through the index on employer and month. OFFSET 0 leaves the planner no other way, whatever it believes of a
-- table that has just grown. For whoever pays monthly one month is enough, see ledger_merge.
CREATE TEMP TABLE arrears_walked ON COMMIT DROP AS
WITH payers AS (
    SELECT id AS owner FROM employers_employer WHERE province_id = %(province)s AND (cycle > 1 OR %(span_1)s > 1)
    UNION
    SELECT e.id FROM arrears_c12row c
    JOIN employers_employer e ON e.province_id = %(province)s AND e.unit_code = c.unit_code
    WHERE c.batch_id = ANY (%(c12)s::bigint[]) AND c.cycle > 1
    UNION
    SELECT m.employer_id FROM arrears_c12row c JOIN arrears_rowmatch m ON m.batch_id = c.batch_id AND m.row_no = c.row_no
    WHERE c.batch_id = ANY (%(c12)s::bigint[]) AND c.cycle > 1
)
SELECT k.owner, w.cycle,
       count(h.payable_{fund}) AS months_{fund}, sum_dong(greatest(h.payable_{fund} + greatest(coalesce(h.adjustment_{fund}, 0), 0), 0)) AS known_{fund}, --each fund
       count(*) AS closed
FROM payers k
CROSS JOIN LATERAL (SELECT * FROM arrears_ledgerrow r WHERE r.employer_id = k.owner OFFSET 0) h
CROSS JOIN (VALUES (1, %(open_1)s::date), (3, %(open_3)s::date), (6, %(open_6)s::date)) AS w (cycle, open_from)
JOIN unnest(%(closed_months)s::date[], %(closed_versions)s::int[]) AS v (month, version)
    ON v.month >= w.open_from AND v.month = h.month AND v.version = h.version
GROUP BY k.owner, w.cycle
