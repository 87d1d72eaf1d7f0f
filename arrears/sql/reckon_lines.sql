-- The months that C12 told of the employers of one part, oldest first, a fund in six columns: what is off between a month's
-- opening and the balance before (rules.bookkeeping: Line, and the difference handed to _open). Months are 12 x year + month - 1.
CREATE TEMP TABLE reckon_lines ON COMMIT DROP AS
WITH versions AS (
    SELECT * FROM unnest(%(months)s::date[], %(versions)s::int[], %(ats)s::int[], %(ends)s::date[])
        AS v (month, version, at, month_end)
), told AS (
    SELECT l.employer_id, v.at, v.month_end,
           coalesce(l.opening_{fund}, 0) AS opening_{fund}, coalesce(l.payable_{fund}, 0) AS payable_{fund}, coalesce(l.paid_{fund}, 0) AS paid_{fund}, coalesce(l.closing_{fund}, coalesce(l.opening_{fund}, 0) + coalesce(l.payable_{fund}, 0) + coalesce(l.adjustment_{fund}, 0) - coalesce(l.paid_{fund}, 0)) AS closing_{fund}, --each fund
           coalesce(l.paid_through_{fund}, l.paid_through_unsplit) AS through_{fund}, --each fund
           w.cycle
    FROM reckon_who w
    JOIN arrears_ledgerrow l ON l.employer_id = w.employer_id AND l.c12_batch IS NOT NULL
    JOIN versions v ON v.month = l.month AND v.version = l.version
    WHERE w.part = %(at_part)s
)
SELECT t.employer_id, t.at, t.month_end,
       t.payable_{fund}, t.closing_{fund} - t.opening_{fund} - t.payable_{fund} + t.paid_{fund} AS corrected_{fund}, t.paid_{fund}, t.through_{fund}, --each fund
       greatest(t.paid_{fund}, 0) + greatest(t.opening_{fund} + t.payable_{fund} - t.paid_{fund} - t.closing_{fund}, 0) + greatest(-t.payable_{fund}, 0) AS settles_{fund}, t.opening_{fund} - coalesce(lag(t.closing_{fund}) OVER e, 0) AS off_{fund}, --each fund
       lag(t.at) OVER e AS last_at
FROM told t
WINDOW e AS (PARTITION BY t.employer_id ORDER BY t.at)
