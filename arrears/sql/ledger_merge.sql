-- What does each employer owe at the month's end, by the files applied to the month and the last closed month?
-- Written into the temporary table arrears_fresh, one row an employer, from who speaks for whom (ledger_spoken). B03 speaks
-- for not due, late, evaded, days, charge and state of the employers in its scope (one it omits owes nothing late), C12 for
-- the rest; a C12 without such figures is aged first in, first out: what the newest contribution months, not yet overdue, do
-- not explain is late. In three steps: OFFSET 0 parts them, else the planner would work out the same expression many times.
-- The file's rows are wide: they stream past what is hashed. `row_no + 0` has no statistics, so that nothing else is planned.
CREATE TEMP TABLE arrears_fresh ON COMMIT DROP AS
WITH past AS (
    SELECT employer_id, workers, state,
           late_{fund} + evaded_{fund} AS prior_{fund}, closing_{fund}, CASE WHEN payable_{fund} IS NOT NULL THEN greatest(payable_{fund} + greatest(coalesce(adjustment_{fund}, 0), 0), 0) END AS obliged_{fund}, --each fund
           version
    FROM arrears_ledgerrow
    WHERE month = %(prior_month)s AND version = %(prior_version)s AND province_id = %(province)s
), aged AS (
    SELECT k.*, c.months_owed, c.payroll, c.surplus AS said_surplus, c.kind AS c12_kind, c.sector AS c12_sector,
           c.workers AS c12_workers, c.state AS c12_state, b.workers AS b03_workers, b.kind AS b03_kind, b.state AS b03_state,
           p.workers AS last_workers, p.state AS last_state,
           CASE WHEN k.is_listed THEN b.days_late WHEN NOT k.is_omitted THEN c.days_late END AS days_late,
           CASE WHEN k.is_listed THEN b.days_evaded WHEN NOT k.is_omitted THEN c.days_evaded END AS days_evaded,
           c.opening_{fund}, c.payable_{fund}, c.adjustment_{fund}, c.paid_{fund}, c.closing_{fund}, c.paid_through_{fund}, --each fund
           coalesce(p.prior_{fund}, 0) AS prior_{fund}, CASE WHEN %(prior_is_window)s THEN p.closing_{fund} END AS last_closing_{fund}, --each fund
           CASE WHEN k.is_listed THEN coalesce(b.evaded_{fund}, 0) WHEN k.is_omitted THEN 0 ELSE coalesce(c.evaded_{fund}, 0) END AS evaded_{fund}, --each fund
           CASE WHEN k.is_listed THEN coalesce(b.late_{fund}, 0) WHEN k.is_omitted THEN 0 WHEN c.late_{fund} IS NOT NULL THEN c.late_{fund} WHEN c.not_due_{fund} IS NOT NULL THEN greatest(greatest(c.closing_{fund}, 0) - c.not_due_{fund} - coalesce(c.evaded_{fund}, 0), 0) WHEN c.closing_{fund} > 0 AND (p.closing_{fund} IS NOT NULL OR coalesce(c.paid_through_{fund}, c.paid_through_unsplit) < k.newest_overdue) THEN greatest(c.closing_{fund} - (greatest(coalesce(c.payable_{fund}, 0) + greatest(coalesce(c.adjustment_{fund}, 0), 0), 0) + CASE WHEN k.span = 0 THEN 0 WHEN k.pays_every > 1 OR k.span > 1 THEN coalesce(w.known_{fund}, 0) + (k.span - coalesce(w.months_{fund}, 0)) * greatest(coalesce(c.payable_{fund}, 0), 0) WHEN %(prior_is_window)s AND p.obliged_{fund} IS NOT NULL THEN p.obliged_{fund} ELSE greatest(coalesce(c.payable_{fund}, 0), 0) END) - coalesce(c.evaded_{fund}, 0), 0) ELSE 0 END AS late_{fund}, --each fund
           CASE WHEN k.is_listed THEN coalesce(b.charge_late_{fund}, 0) + coalesce(b.charge_evaded_{fund}, 0) WHEN k.is_omitted THEN 0 ELSE coalesce(c.charge_{fund}, 0) END AS charge_{fund}, --each fund
           CASE WHEN k.is_listed THEN coalesce(b.not_due_{fund}, 0) ELSE c.not_due_{fund} END AS said_not_due_{fund}, --each split
           CASE WHEN k.is_listed THEN  -- B03 has split what it lists: only the rest stays unsplit, so nothing counts twice
                    greatest(greatest(c.closing_unsplit, 0)
                        - coalesce(b.not_due_{fund}, 0) - coalesce(b.late_{fund}, 0) - coalesce(b.evaded_{fund}, 0) --each split
                    , 0) ELSE c.not_due_unsplit END AS said_not_due_unsplit,
           FALSE
               OR c.closing_{fund} > 0 AND p.closing_{fund} IS NULL AND coalesce(c.paid_through_{fund}, c.paid_through_unsplit) IS NULL AND c.late_{fund} IS NULL AND c.not_due_{fund} IS NULL AND NOT k.is_listed AND NOT k.is_omitted AND c.closing_{fund} > (greatest(coalesce(c.payable_{fund}, 0) + greatest(coalesce(c.adjustment_{fund}, 0), 0), 0) + CASE WHEN k.span = 0 THEN 0 WHEN k.pays_every > 1 OR k.span > 1 THEN coalesce(w.known_{fund}, 0) + (k.span - coalesce(w.months_{fund}, 0)) * greatest(coalesce(c.payable_{fund}, 0), 0) WHEN %(prior_is_window)s AND p.obliged_{fund} IS NOT NULL THEN p.obliged_{fund} ELSE greatest(coalesce(c.payable_{fund}, 0), 0) END) --each fund
           AS is_unsure,
           CASE WHEN k.is_omitted THEN 0
               + (CASE WHEN c.closing_{fund} > 0 AND (p.closing_{fund} IS NOT NULL OR coalesce(c.paid_through_{fund}, c.paid_through_unsplit) < k.newest_overdue) THEN greatest(c.closing_{fund} - (greatest(coalesce(c.payable_{fund}, 0) + greatest(coalesce(c.adjustment_{fund}, 0), 0), 0) + CASE WHEN k.span = 0 THEN 0 WHEN k.pays_every > 1 OR k.span > 1 THEN coalesce(w.known_{fund}, 0) + (k.span - coalesce(w.months_{fund}, 0)) * greatest(coalesce(c.payable_{fund}, 0), 0) WHEN %(prior_is_window)s AND p.obliged_{fund} IS NOT NULL THEN p.obliged_{fund} ELSE greatest(coalesce(c.payable_{fund}, 0), 0) END), 0) ELSE 0 END) --each fund
           ELSE 0 END AS fifo
    FROM arrears_spoken k
    LEFT JOIN arrears_c12row c
        ON c.batch_id = k.c12_batch AND c.row_no + 0 = k.c12_row AND c.batch_id = ANY (%(c12)s::bigint[])
    LEFT JOIN past p ON p.employer_id = k.owner
    LEFT JOIN (SELECT *, 0::bigint AS not_due_unsplit, 0::bigint AS late_unsplit, 0::bigint AS evaded_unsplit,
                      0::bigint AS charge_late_unsplit, 0::bigint AS charge_evaded_unsplit
               FROM arrears_b03row WHERE batch_id = ANY (%(b03)s::bigint[])) b
        ON b.batch_id = k.b03_batch AND b.row_no = k.b03_row AND k.is_listed
    LEFT JOIN arrears_walked w ON w.owner = k.owner
    OFFSET 0
), classed AS (
    SELECT s.*,
           coalesce(s.said_not_due_{fund}, greatest(greatest(s.closing_{fund}, 0) - s.late_{fund} - s.evaded_{fund}, 0)) AS not_due_{fund}, --each fund
           0
               + s.late_{fund} + s.evaded_{fund} --each fund
           AS owed,
           s.late_odts + s.evaded_odts + s.late_httt + s.evaded_httt AS bhxh,
           least(CASE WHEN s.late_odts + s.evaded_odts > 0 THEN coalesce(s.paid_through_odts, s.paid_through_unsplit) END,
                 CASE WHEN s.late_httt + s.evaded_httt > 0 THEN coalesce(s.paid_through_httt, s.paid_through_unsplit) END) AS dated,
           greatest(s.days_late, s.days_evaded) AS days
    FROM aged s
    OFFSET 0
), due AS (
    SELECT * FROM unnest(%(due_cycles)s::int[], %(due_after)s::date[], %(due_days)s::date[]) AS d (cycle, paid_through, due_on)
)
SELECT s.is_unsure OR s.is_omitted AND s.fifo > 0
       OR s.months_owed <> s.old_months
       OR s.bhxh > 0 AND (d.due_on <> %(month_end)s::date - s.days OR q.due_on IS NULL OR q.months_supplied IS NOT NULL
                          OR s.charge_odts + s.charge_httt > 0)
       OR s.closing_{fund} IS NOT NULL AND greatest(s.closing_{fund}, 0) <> s.not_due_{fund} + s.late_{fund} + s.evaded_{fund} --each split
       OR s.opening_{fund} <> s.last_closing_{fund} --each fund
       AS is_odd,
       %(month)s::date AS month, s.owner AS employer_id, 0 AS version, %(province)s::bigint AS province_id,
       s.commune_id, s.zone_id, s.agency_id, s.office_id,
       coalesce(nullif(left(s.c12_sector, 4), ''), s.own_sector) AS sector,
       CASE WHEN s.is_listed AND s.b03_at > coalesce(s.c12_at, 0) THEN coalesce(s.b03_kind, s.c12_kind, s.own_kind)
            ELSE coalesce(s.c12_kind, s.b03_kind, s.own_kind) END AS kind,
       s.pays_every AS cycle,
       CASE WHEN s.is_listed THEN coalesce(s.b03_state, s.c12_state)
            WHEN s.c12_row IS NOT NULL THEN s.c12_state ELSE s.last_state END AS state,
       CASE WHEN greatest(
                      s.evaded_{fund}, --each fund
                      0) > 0 THEN 3
            WHEN greatest(
                      s.late_{fund}, --each fund
                      0) > 0 THEN 2
            WHEN greatest(
                      s.not_due_{fund}, --each fund
                      0) > 0 THEN 1
            ELSE 0 END AS worst,
       (0
           + (CASE WHEN s.evaded_{fund} > 0 THEN 3 WHEN s.late_{fund} > 0 THEN 2 WHEN s.not_due_{fund} > 0 THEN 1 ELSE 0 END << {two_bits}) --each fund
       )::smallint AS standing,
       CASE WHEN s.is_listed AND s.b03_at > coalesce(s.c12_at, 0) THEN s.b03_workers
            ELSE coalesce(s.c12_workers, s.b03_workers, s.last_workers, 0) END AS workers,
       s.payroll,
       coalesce(s.said_surplus, 0
           + greatest(-coalesce(s.closing_{fund}, 0), 0) --each fund
       ) AS surplus,
       s.days_late, s.days_evaded,
       q.due_on, q.months_supplied,
       CASE WHEN q.due_on IS NOT NULL THEN
           greatest(0, 12 * date_part('year', %(month)s::date) + date_part('month', %(month)s::date)
                       - 12 * date_part('year', q.due_on) - date_part('month', q.due_on))::int END AS months_computed,
       CASE WHEN q.months_supplied IS NOT NULL THEN 1 WHEN s.bhxh <= 0 THEN 0 WHEN d.due_on IS NOT NULL THEN 2
            WHEN s.days IS NOT NULL THEN 3 ELSE 0 END AS months_source,
       s.owed,
       s.c12_row IS NULL AND NOT s.is_listed AS is_absent,
       coalesce(s.paid_odts, s.paid_httt, s.paid_bhyt, s.paid_bhtn, s.paid_tnld_bnn, s.paid_unsplit) IS NOT NULL AS is_paid_known,
       TRUE
           AND s.late_{fund} = 0 AND s.evaded_{fund} = 0 AND s.charge_{fund} = 0 AND s.prior_{fund} = 0 --each fund
       AS is_quiet,
       s.c12_batch, CASE WHEN s.is_listed THEN s.b03_batch END AS b03_batch,
       s.opening_{fund}, s.payable_{fund}, s.adjustment_{fund}, s.paid_{fund}, s.closing_{fund}, s.paid_through_{fund}, --each fund
       s.not_due_{fund}, s.late_{fund}, s.evaded_{fund}, s.charge_{fund}, s.prior_{fund}, --each fund
       s.last_closing_{fund}, --each fund
       s.bhxh, s.open_from, d.due_on AS due_by_months, %(month_end)s::date - s.days AS due_by_days, s.is_omitted, s.fifo,
       s.is_unsure, s.months_owed, s.old_months
FROM classed s
LEFT JOIN due d ON d.cycle = s.pays_every AND d.paid_through = greatest(s.dated, %(earliest)s::date) AND s.dated IS NOT NULL
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.bhxh > 0 THEN coalesce(d.due_on, %(month_end)s::date - s.days) END AS due_on,
           coalesce(s.months_owed, s.old_months) AS months_supplied
) q
WHERE s.c12_row IS NOT NULL OR s.is_listed OR (0
    + s.prior_{fund} --each fund
    ) > 0
