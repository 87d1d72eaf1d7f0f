-- Since when do those owe whose late BHXH money nothing in the month's files dates? By the closed months: the newest
-- overdue contribution months that together make up what is owed, ODTS or HTTT, the older. What the history does not
-- reach lies before it: on the months after its first paid-through month at its first payable each, the rest on the oldest.
WITH wanted AS (
    SELECT f.owner AS employer_id, f.pays_every AS cycle, f.open_from, v.fund, v.owed
    FROM arrears_status f
    CROSS JOIN LATERAL (VALUES ('odts', f.late_odts + f.evaded_odts), ('httt', f.late_httt + f.evaded_httt)) v (fund, owed)
    WHERE f.bhxh > 0 AND f.due_on IS NULL AND v.owed > 0
), known AS (
    SELECT w.*, h.month,
           CASE w.fund WHEN 'odts' THEN h.payable_odts ELSE h.payable_httt END AS payable,
           CASE w.fund WHEN 'odts' THEN h.adjustment_odts ELSE h.adjustment_httt END AS adjustment,
           coalesce(CASE w.fund WHEN 'odts' THEN h.paid_through_odts ELSE h.paid_through_httt END, h.paid_through_unsplit)
               AS paid_through
    FROM wanted w
    CROSS JOIN LATERAL (SELECT * FROM arrears_ledgerrow r WHERE r.employer_id = w.employer_id OFFSET 0) h
    JOIN unnest(%(closed_months)s::date[], %(closed_versions)s::int[]) AS v (month, version)
        ON v.month = h.month AND v.version = h.version
    WHERE CASE w.fund WHEN 'odts' THEN h.payable_odts ELSE h.payable_httt END IS NOT NULL
), obliged AS (
    SELECT *, CASE WHEN month < open_from
                   THEN greatest(payable + greatest(coalesce(adjustment, 0), 0), 0) ELSE 0 END AS obligation
    FROM known
), running AS (
    SELECT *, sum(obligation) OVER (PARTITION BY employer_id, fund ORDER BY month DESC) AS reached FROM obliged
), found AS (
    SELECT employer_id, fund, cycle, open_from, owed,
           max(month) FILTER (WHERE month < open_from AND reached >= owed) AS month,
           owed - sum(obligation) AS rest,
           (array_agg(payable ORDER BY month))[1] AS first_payable,
           (array_agg(paid_through ORDER BY month))[1] + interval '1 month' AS first_unpaid,
           least(min(month), open_from) - interval '1 month' AS before_all
    FROM running
    GROUP BY employer_id, fund, cycle, open_from, owed
), oldest AS (
    SELECT employer_id, cycle, min(coalesce(month::timestamp,
               CASE WHEN first_unpaid IS NULL OR first_unpaid >= before_all THEN before_all
                    WHEN first_payable <= 0 THEN first_unpaid
                    ELSE greatest(first_unpaid,
                                  before_all - interval '1 month' * (ceil(rest / first_payable::numeric)::int - 1)) END)) AS month
    FROM found GROUP BY employer_id, cycle
)
UPDATE arrears_status f
SET due_on = d.due_on,
    months_computed = greatest(0, 12 * date_part('year', %(month)s::date) + date_part('month', %(month)s::date)
                                  - 12 * date_part('year', d.due_on) - date_part('month', d.due_on)),
    months_source = CASE f.months_source WHEN 0 THEN 4 ELSE f.months_source END
FROM oldest o
JOIN unnest(%(due_cycles)s::int[], %(due_after)s::date[], %(due_days)s::date[]) AS d (cycle, paid_through, due_on)
    ON d.cycle = o.cycle
   AND d.paid_through = greatest((o.month - interval '1 month')::date, %(earliest)s::date)
WHERE f.owner = o.employer_id
