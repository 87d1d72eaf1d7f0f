-- What does each employer owe at the month's end, by the files applied to the month and the last closed month: how much of
-- it is late, evaded, not due, since when, for how many months and days? Into the temporary table arrears_status, one row
-- an employer, from who speaks for whom (ledger_spoken); what the files say besides is copied from them by ledger_fresh.
-- B03 speaks for not due, late, evaded, days, charge and state of the employers in its scope, C12 for the rest; a C12
-- without such figures is aged first in, first out: what the newest contribution months, not yet overdue, do not explain is
-- late. One whom B03 omits owes nothing late: those, most employers, come last and need little of their wide rows.
--
-- The first in three steps: OFFSET 0 parts them, else the planner would work out the same expression many times. Where B03
-- speaks for the whole province, of the last month only those count who owed. B03's rows are few and give their money as
-- arrays in the order of funds, so that few columns pass through the joins; C12's stream past what is hashed, and of those
-- that are not wanted only the number is read: the batch stands last in the row, IS NOT DISTINCT FROM asks it of a found
-- one only. `row_no + 0` has no statistics, so that nothing else is planned.
CREATE TEMP TABLE arrears_status ON COMMIT DROP AS
WITH past AS NOT MATERIALIZED (
    SELECT employer_id, workers, state,
           late_{fund} + evaded_{fund} AS prior_{fund}, closing_{fund}, CASE WHEN payable_{fund} IS NOT NULL THEN greatest(payable_{fund} + greatest(coalesce(adjustment_{fund}, 0), 0), 0) END AS obliged_{fund}, --each fund
           version
    FROM arrears_ledgerrow
    WHERE month = %(prior_month)s AND version = %(prior_version)s AND province_id = %(province)s
      AND (%(b03_all)s::int IS NULL OR NOT is_quiet)
), listed AS (
    SELECT batch_id, row_no,
           ARRAY[
               coalesce(not_due_{fund}, 0), --each split
               0] AS not_due,
           ARRAY[
               coalesce(late_{fund}, 0), --each split
               0] AS late,
           ARRAY[
               coalesce(evaded_{fund}, 0), --each split
               0] AS evaded,
           ARRAY[
               coalesce(charge_late_{fund}, 0) + coalesce(charge_evaded_{fund}, 0), --each split
               0] AS charge,
           workers, kind, state, days_late, days_evaded
    FROM arrears_b03row WHERE batch_id = ANY (%(b03)s::bigint[])
), walked AS (
    SELECT owner,
           ARRAY[
               months_{fund}, --each split
               months_unsplit] AS months,
           ARRAY[
               known_{fund}, --each split
               known_unsplit] AS known
    FROM arrears_walked
), aged AS (
    SELECT k.owner, k.c12_batch, k.c12_row, k.c12_at, k.b03_batch, k.b03_at, k.is_listed, k.own_sector,
           k.pays_every, k.open_from, k.newest_overdue, k.span,
           CASE WHEN k.is_listed AND k.b03_at > coalesce(k.c12_at, 0) THEN coalesce(b.kind, c.kind, k.own_kind)
                ELSE coalesce(c.kind, b.kind, k.own_kind) END AS kind,
           CASE WHEN k.is_listed AND k.b03_at > coalesce(k.c12_at, 0) THEN b.workers
                ELSE coalesce(c.workers, b.workers, p.workers, 0) END AS workers,
           CASE WHEN k.is_listed THEN coalesce(b.state, c.state)
                WHEN k.c12_row IS NOT NULL THEN c.state ELSE p.state END AS state,
           coalesce(c.months_owed, k.old_months) AS months_supplied, c.months_owed <> k.old_months AS old_differs,
           k.old_months,
           CASE WHEN k.is_listed THEN b.days_late ELSE c.days_late END AS days_late,
           CASE WHEN k.is_listed THEN b.days_evaded ELSE c.days_evaded END AS days_evaded,
           coalesce(c.paid_through_odts, c.paid_through_unsplit) AS through_odts,
           coalesce(c.paid_through_httt, c.paid_through_unsplit) AS through_httt,
           CASE WHEN c.closing_{fund} > 0 THEN c.closing_{fund} ELSE 0 END AS closing_{fund}, coalesce(p.prior_{fund}, 0) AS prior_{fund}, --each fund
           CASE WHEN k.is_listed THEN b.evaded[{place}] ELSE coalesce(c.evaded_{fund}, 0) END AS evaded_{fund}, --each fund
           CASE WHEN k.is_listed THEN b.late[{place}] WHEN c.late_{fund} IS NOT NULL THEN c.late_{fund} WHEN c.not_due_{fund} IS NOT NULL THEN greatest(greatest(c.closing_{fund}, 0) - c.not_due_{fund} - coalesce(c.evaded_{fund}, 0), 0) WHEN c.closing_{fund} > 0 AND (p.closing_{fund} IS NOT NULL OR coalesce(c.paid_through_{fund}, c.paid_through_unsplit) < k.newest_overdue) THEN greatest(c.closing_{fund} - (greatest(coalesce(c.payable_{fund}, 0) + greatest(coalesce(c.adjustment_{fund}, 0), 0), 0) + CASE WHEN k.span = 0 THEN 0 WHEN k.pays_every > 1 OR k.span > 1 THEN coalesce(w.known[{place}], 0) + (k.span - coalesce(w.months[{place}], 0)) * greatest(coalesce(c.payable_{fund}, 0), 0) WHEN %(prior_is_window)s AND p.obliged_{fund} IS NOT NULL THEN p.obliged_{fund} ELSE greatest(coalesce(c.payable_{fund}, 0), 0) END) - coalesce(c.evaded_{fund}, 0), 0) ELSE 0 END AS late_{fund}, --each fund
           CASE WHEN k.is_listed THEN b.charge[{place}] ELSE coalesce(c.charge_{fund}, 0) END AS charge_{fund}, --each fund
           CASE WHEN k.is_listed THEN b.not_due[{place}] ELSE c.not_due_{fund} END AS said_not_due_{fund}, --each split
           CASE WHEN k.is_listed THEN  -- B03 has split what it lists: only the rest stays unsplit, so nothing counts twice
                    greatest(greatest(c.closing_unsplit, 0)
                        - b.not_due[{place}] - b.late[{place}] - b.evaded[{place}] --each split
                    , 0) ELSE c.not_due_unsplit END AS said_not_due_unsplit
    FROM (SELECT * FROM arrears_spoken WHERE NOT is_omitted) k
    LEFT JOIN past p ON p.employer_id = k.owner
    LEFT JOIN listed b ON b.batch_id = k.b03_batch AND b.row_no = k.b03_row AND k.is_listed
    LEFT JOIN walked w ON w.owner = k.owner
    LEFT JOIN arrears_c12row c
        ON c.row_no + 0 = k.c12_row AND c.batch_id IS NOT DISTINCT FROM k.c12_batch
            AND c.batch_id = ANY (%(c12)s::bigint[])
    OFFSET 0
), classed AS (
    SELECT s.*,
           CASE WHEN s.said_not_due_{fund} IS NOT NULL THEN s.said_not_due_{fund} WHEN s.closing_{fund} > s.late_{fund} + s.evaded_{fund} THEN s.closing_{fund} - s.late_{fund} - s.evaded_{fund} ELSE 0 END AS not_due_{fund}, --each fund
           0
               + s.late_{fund} + s.evaded_{fund} --each fund
           AS owed,
           s.late_odts + s.evaded_odts + s.late_httt + s.evaded_httt AS bhxh,
           least(CASE WHEN s.late_odts + s.evaded_odts > 0 THEN s.through_odts END,
                 CASE WHEN s.late_httt + s.evaded_httt > 0 THEN s.through_httt END) AS dated,
           greatest(s.days_late, s.days_evaded) AS days
    FROM aged s
    OFFSET 0
)
SELECT s.owner, s.bhxh, q.due_on, s.pays_every, s.open_from,
       s.late_{fund}, s.evaded_{fund}, --each fund
       s.not_due_{fund}, s.charge_{fund}, s.prior_{fund}, --each fund
       s.owed,
       CASE WHEN FALSE
                OR s.evaded_{fund} > 0 --each fund
                THEN 3
            WHEN FALSE
                OR s.late_{fund} > 0 --each fund
                THEN 2
            WHEN FALSE
                OR s.not_due_{fund} > 0 --each fund
                THEN 1
            ELSE 0 END AS worst,
       (0
           + (CASE WHEN s.evaded_{fund} > 0 THEN 3 WHEN s.late_{fund} > 0 THEN 2 WHEN s.not_due_{fund} > 0 THEN 1 ELSE 0 END << {two_bits}) --each fund
       )::smallint AS standing,
       TRUE
           AND s.late_{fund} = 0 AND s.evaded_{fund} = 0 AND s.charge_{fund} = 0 AND s.prior_{fund} = 0 --each fund
       AS is_quiet,
       s.kind, s.workers, s.state, s.days_late, s.days_evaded,
       d.due_on AS due_by_months, %(month_end)s::date - s.days AS due_by_days,
       s.months_supplied, CASE WHEN q.due_on IS NOT NULL THEN
           greatest(0, 12 * date_part('year', %(month)s::date) + date_part('month', %(month)s::date)
                       - 12 * date_part('year', q.due_on) - date_part('month', q.due_on))::int END AS months_computed,
       CASE WHEN s.months_supplied IS NOT NULL THEN 1 WHEN s.bhxh <= 0 THEN 0 WHEN d.due_on IS NOT NULL THEN 2
            WHEN s.days IS NOT NULL THEN 3 ELSE 0 END AS months_source,
       s.old_differs, s.old_months, s.c12_batch, s.c12_row, s.b03_batch, s.is_listed, FALSE AS is_omitted, s.own_sector,
       s.newest_overdue, s.span
FROM classed s
CROSS JOIN LATERAL (  -- by cycle and months since the earliest month; few are dated, nobody else is looked up
    SELECT CASE WHEN date_part('day', s.dated) = 1 THEN (%(due_table)s::date[])
        [CASE s.pays_every WHEN 1 THEN 1 WHEN 3 THEN 2 WHEN 6 THEN 3 END]
        [1 + 12 * (date_part('year', greatest(s.dated, %(earliest)s::date)) - date_part('year', %(earliest)s::date))::int
           + (date_part('month', greatest(s.dated, %(earliest)s::date)) - date_part('month', %(earliest)s::date))::int]
    END AS due_on
) d
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.bhxh > 0 THEN coalesce(d.due_on, %(month_end)s::date - s.days) END AS due_on
) q
WHERE s.c12_row IS NOT NULL OR s.is_listed OR (0
    + s.prior_{fund} --each fund
    ) > 0
UNION ALL
SELECT k.owner, 0, NULL, k.pays_every, k.open_from,
       0, 0, --each fund
       coalesce(c.not_due_{fund}, CASE WHEN c.closing_{fund} > 0 THEN c.closing_{fund} ELSE 0 END), 0, coalesce(p.prior_{fund}, 0), --each fund
       0,
       CASE WHEN FALSE
                OR coalesce(c.not_due_{fund}, c.closing_{fund}) > 0 --each fund
                THEN 1 ELSE 0 END,
       (0
           + (CASE WHEN coalesce(c.not_due_{fund}, c.closing_{fund}) > 0 THEN 1 ELSE 0 END << {two_bits}) --each fund
       )::smallint,
       p.employer_id IS NULL OR TRUE
           AND p.prior_{fund} = 0 --each fund
       ,
       coalesce(c.kind, k.own_kind), coalesce(c.workers, p.workers, 0),
       CASE WHEN k.c12_row IS NOT NULL THEN c.state ELSE p.state END,
       NULL, NULL, NULL, NULL,
       coalesce(c.months_owed, k.old_months), NULL,
       CASE WHEN coalesce(c.months_owed, k.old_months) IS NOT NULL THEN 1 ELSE 0 END,
       c.months_owed <> k.old_months, k.old_months, k.c12_batch, k.c12_row, k.b03_batch, FALSE, TRUE, k.own_sector,
       k.newest_overdue, k.span
FROM (SELECT * FROM arrears_spoken WHERE is_omitted) k
LEFT JOIN past p ON p.employer_id = k.owner
LEFT JOIN arrears_c12row c
    ON c.row_no + 0 = k.c12_row AND c.batch_id IS NOT DISTINCT FROM k.c12_batch AND c.batch_id = ANY (%(c12)s::bigint[])
WHERE k.c12_row IS NOT NULL OR (0
    + p.prior_{fund} --each fund
    ) > 0
