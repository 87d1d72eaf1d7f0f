-- The months of the employers of one part, oldest first: what is off between a month's opening and the balance before, what the
-- month corrects and settles (rules.bookkeeping: Line, and the difference handed to _open).
CREATE TEMP TABLE reckon_lines ON COMMIT DROP AS
SELECT t.employer_id, t.cycle, t.cycle_then, t.at, t.month_end, t.end_weight,
       t.payable_{fund}, t.closing_{fund} - t.opening_{fund} - t.payable_{fund} + t.paid_{fund} AS corrected_{fund}, t.paid_{fund}, t.through_{fund}, --each fund
       greatest(t.paid_{fund}, 0) + greatest(t.opening_{fund} + t.payable_{fund} - t.paid_{fund} - t.closing_{fund}, 0) + greatest(-t.payable_{fund}, 0) AS settles_{fund}, t.opening_{fund} - coalesce(lag(t.closing_{fund}) OVER e, 0) AS off_{fund}, --each fund
       lag(t.at) OVER e AS last_at
FROM reckon_told t
WHERE t.part = %(at_part)s
WINDOW e AS (PARTITION BY t.employer_id ORDER BY t.at)
