-- The month's rows: what each employer owes (ledger_status), where it stands (ledger_placed), and what the files say besides.
-- Into the temporary table arrears_fresh, in the columns of the ledger and a few more of which ledger_findings makes
-- sentences. is_odd: may there be something to tell? is_unsure and fifo, what first in, first out would call late of one that
-- B03 omits, go by the months that explain a debt as ledger_status does.
CREATE TEMP TABLE arrears_fresh ON COMMIT DROP AS
WITH past AS (
    SELECT employer_id,
           closing_{fund}, CASE WHEN payable_{fund} IS NOT NULL THEN greatest(payable_{fund} + greatest(coalesce(adjustment_{fund}, 0), 0), 0) END AS obliged_{fund}, --each fund
           version
    FROM arrears_ledgerrow
    WHERE month = %(prior_month)s AND version = %(prior_version)s AND province_id = %(province)s
), walked AS (
    SELECT owner,
           ARRAY[
               months_{fund}, --each split
               months_unsplit] AS months,
           ARRAY[
               known_{fund}, --each split
               known_unsplit] AS known
    FROM arrears_walked
), told AS (
    SELECT k.*, c.months_owed, c.payroll, c.sector AS c12_sector, c.surplus AS said_surplus,
           c.opening_{fund}, c.payable_{fund}, c.adjustment_{fund}, c.paid_{fund}, c.closing_{fund}, c.paid_through_{fund}, --each fund
           CASE WHEN %(prior_is_window)s THEN p.closing_{fund} END AS last_closing_{fund}, --each fund
           FALSE
               OR c.closing_{fund} > 0 AND p.closing_{fund} IS NULL AND coalesce(c.paid_through_{fund}, c.paid_through_unsplit) IS NULL AND c.late_{fund} IS NULL AND c.not_due_{fund} IS NULL AND NOT k.is_listed AND NOT k.is_omitted AND c.closing_{fund} > (greatest(coalesce(c.payable_{fund}, 0) + greatest(coalesce(c.adjustment_{fund}, 0), 0), 0) + CASE WHEN k.span = 0 THEN 0 WHEN k.pays_every > 1 OR k.span > 1 THEN coalesce(w.known[{place}], 0) + (k.span - coalesce(w.months[{place}], 0)) * greatest(coalesce(c.payable_{fund}, 0), 0) WHEN %(prior_is_window)s AND p.obliged_{fund} IS NOT NULL THEN p.obliged_{fund} ELSE greatest(coalesce(c.payable_{fund}, 0), 0) END) --each fund
           AS is_unsure,
           CASE WHEN k.is_omitted THEN 0
               + (CASE WHEN c.closing_{fund} > 0 AND (p.closing_{fund} IS NOT NULL OR coalesce(c.paid_through_{fund}, c.paid_through_unsplit) < k.newest_overdue) THEN greatest(c.closing_{fund} - (greatest(coalesce(c.payable_{fund}, 0) + greatest(coalesce(c.adjustment_{fund}, 0), 0), 0) + CASE WHEN k.span = 0 THEN 0 WHEN k.pays_every > 1 OR k.span > 1 THEN coalesce(w.known[{place}], 0) + (k.span - coalesce(w.months[{place}], 0)) * greatest(coalesce(c.payable_{fund}, 0), 0) WHEN %(prior_is_window)s AND p.obliged_{fund} IS NOT NULL THEN p.obliged_{fund} ELSE greatest(coalesce(c.payable_{fund}, 0), 0) END), 0) ELSE 0 END) --each fund
           ELSE 0 END AS fifo
    FROM arrears_status k
    LEFT JOIN arrears_c12row c
        ON c.batch_id = k.c12_batch AND c.row_no + 0 = k.c12_row AND c.batch_id = ANY (%(c12)s::bigint[])
    LEFT JOIN past p ON p.employer_id = k.owner
    LEFT JOIN walked w ON w.owner = k.owner
    OFFSET 0
)
SELECT s.is_unsure OR s.is_omitted AND s.fifo > 0
       OR s.old_differs
       OR s.bhxh > 0 AND (s.due_by_months <> s.due_by_days OR s.due_on IS NULL OR s.months_supplied IS NOT NULL
                          OR s.charge_odts + s.charge_httt > 0)
       OR s.closing_{fund} IS NOT NULL AND greatest(s.closing_{fund}, 0) <> s.not_due_{fund} + s.late_{fund} + s.evaded_{fund} --each split
       OR s.opening_{fund} <> s.last_closing_{fund} --each fund
       AS is_odd,
       %(month)s::date AS month, s.owner AS employer_id, 0 AS version, %(province)s::bigint AS province_id,
       o.commune_id, o.zone_id, o.agency_id, o.office_id,
       coalesce(nullif(left(s.c12_sector, 4), ''), s.own_sector) AS sector, s.kind, s.pays_every AS cycle, s.state,
       s.worst, s.standing, s.workers, s.payroll,
       coalesce(s.said_surplus, 0
           + greatest(-coalesce(s.closing_{fund}, 0), 0) --each fund
       ) AS surplus,
       s.days_late, s.days_evaded, s.due_on, s.months_supplied, s.months_computed, s.months_source, s.owed,
       s.c12_row IS NULL AND NOT s.is_listed AS is_absent,
       coalesce(s.paid_odts, s.paid_httt, s.paid_bhyt, s.paid_bhtn, s.paid_tnld_bnn, s.paid_unsplit) IS NOT NULL AS is_paid_known,
       s.is_quiet, s.c12_batch, CASE WHEN s.is_listed THEN s.b03_batch END AS b03_batch,
       s.opening_{fund}, s.payable_{fund}, s.adjustment_{fund}, s.paid_{fund}, s.closing_{fund}, s.paid_through_{fund}, --each fund
       s.not_due_{fund}, s.late_{fund}, s.evaded_{fund}, s.charge_{fund}, s.prior_{fund}, --each fund
       s.last_closing_{fund}, --each fund
       s.bhxh, s.due_by_months, s.due_by_days, s.is_omitted, s.fifo, s.is_unsure, s.months_owed, s.old_months
FROM told s
LEFT JOIN arrears_placed o ON o.owner = s.owner
