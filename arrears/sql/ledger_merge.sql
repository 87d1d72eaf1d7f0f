-- What does each employer owe at the month's end, by the files applied to the month and the last closed month?
-- Written into the temporary table arrears_fresh, one row an employer. B03 speaks for not due, late, evaded, days, charge
-- and state of the employers in its scope (one it omits owes nothing late), C12 for the rest; a C12 without such figures
-- is aged first in, first out: what the newest contribution months, not yet overdue, do not explain is late.
-- First whose row it is and who speaks for it, with few columns; then the money, in three steps: OFFSET 0 parts them, else
-- the planner would work out the same expression many times over.
CREATE TEMP TABLE arrears_fresh ON COMMIT DROP AS
WITH b03_files AS (
    SELECT * FROM unnest(%(b03)s::bigint[], %(b03_order)s::int[], %(b03_offices)s::bigint[])
        AS f (batch_id, sequence, office_id)
), register AS NOT MATERIALIZED (  -- employers by unit code, and by the codes of rows that are theirs by tax code
    SELECT unit_code, id, sector, kind, cycle, commune_id, zone_id, office_id
    FROM employers_employer WHERE province_id = %(province)s
    UNION ALL
    SELECT DISTINCT ON (r.unit_code) r.unit_code, e.id, e.sector, e.kind, e.cycle, e.commune_id, e.zone_id, e.office_id
    FROM arrears_rowmatch m
    JOIN arrears_c12row r ON r.batch_id = m.batch_id AND r.row_no = m.row_no
    JOIN employers_employer e ON e.id = m.employer_id
    WHERE m.batch_id = ANY (%(c12)s::bigint[])
      AND NOT EXISTS (SELECT FROM employers_employer own
                      WHERE own.province_id = %(province)s AND own.unit_code = r.unit_code)
), superseded AS (  -- rows of an employer that a later file, or an earlier row of the same file, gives too
    SELECT batch_id, row_no FROM (
        SELECT r.batch_id, r.row_no, row_number() OVER (
            PARTITION BY g.id ORDER BY array_position(%(c12)s::bigint[], r.batch_id) DESC, r.row_no) AS place
        FROM arrears_c12row r JOIN register g ON g.unit_code = r.unit_code
        WHERE r.batch_id = ANY (%(c12)s::bigint[])
          AND (cardinality(%(c12)s::bigint[]) > 1
               OR EXISTS (SELECT FROM arrears_rowmatch m WHERE m.batch_id = ANY (%(c12)s::bigint[])))
    ) numbered WHERE place > 1
), b03_keys AS MATERIALIZED (
    SELECT DISTINCT ON (g.id) g.id AS owner, r.batch_id, r.row_no,
           (%(b03_order)s::int[])[array_position(%(b03)s::bigint[], r.batch_id)] AS sequence
    FROM arrears_b03row r LEFT JOIN register g ON g.unit_code = r.unit_code
    WHERE r.batch_id = ANY (%(b03)s::bigint[]) AND (r.kind IS NULL OR r.kind <> ALL (%(people)s))
    ORDER BY g.id, sequence DESC, r.row_no
), past AS (
    SELECT employer_id, workers, state,
           late_{fund} + evaded_{fund} AS prior_{fund}, closing_{fund}, CASE WHEN payable_{fund} IS NOT NULL THEN greatest(payable_{fund} + greatest(coalesce(adjustment_{fund}, 0), 0), 0) END AS obliged_{fund}, --each fund
           version
    FROM arrears_ledgerrow
    WHERE month = %(prior_month)s AND version = %(prior_version)s AND province_id = %(province)s
), named AS (
    SELECT g.id AS owner, c.batch_id AS c12_batch, c.row_no AS c12_row,
           (%(c12_order)s::int[])[array_position(%(c12)s::bigint[], c.batch_id)] AS c12_at,
           c.commune_code, c.zone_code, coalesce(c.cycle, g.cycle) AS pays_every,
           g.sector AS own_sector, g.kind AS own_kind, g.commune_id AS own_commune_id, g.zone_id AS own_zone_id,
           g.office_id AS own_office_id, NULL::bigint AS last_commune_id, NULL::bigint AS last_zone_id
    FROM arrears_c12row c
    LEFT JOIN register g ON g.unit_code = c.unit_code
    LEFT JOIN superseded x ON x.batch_id = c.batch_id AND x.row_no = c.row_no
    WHERE c.batch_id = ANY (%(c12)s::bigint[]) AND (c.kind IS NULL OR c.kind <> ALL (%(people)s)) AND x.row_no IS NULL
    UNION ALL  -- in a B03 only, or owed at the last close and in nobody's file now: cleared, where it stood
    SELECT e.id, NULL, NULL, NULL, NULL, NULL, e.cycle, e.sector, e.kind, e.commune_id, e.zone_id, e.office_id,
           CASE WHEN b.owner IS NULL THEN p.commune_id END, CASE WHEN b.owner IS NULL THEN p.zone_id END
    FROM employers_employer e
    LEFT JOIN b03_keys b ON b.owner = e.id
    LEFT JOIN arrears_ledgerrow p
        ON p.employer_id = e.id AND p.month = %(prior_month)s AND p.version = %(prior_version)s AND NOT p.is_quiet AND p.owed > 0
    WHERE e.province_id = %(province)s AND (b.owner IS NOT NULL
        OR p.owed > 0 AND (%(speaks_for_all)s OR p.office_id = ANY (%(speaking_offices)s::bigint[])))
      AND NOT EXISTS (SELECT FROM arrears_c12row c WHERE c.batch_id = ANY (%(c12)s::bigint[])
                        AND c.unit_code = e.unit_code AND (c.kind IS NULL OR c.kind <> ALL (%(people)s)))
      AND NOT EXISTS (SELECT FROM arrears_rowmatch m WHERE m.batch_id = ANY (%(c12)s::bigint[]) AND m.employer_id = e.id)
), overseers AS (
    SELECT DISTINCT ON (t.unit_id, a.kind_id) t.unit_id, a.kind_id, t.agency_id
    FROM agencies_agencyterritory t JOIN agencies_agency a ON a.id = t.agency_id
    WHERE a.province_id = %(province)s AND a.kind_id IN ('social_insurance_local', 'commune_committee')
      AND t.valid_from <= %(month_end)s::date AND (t.valid_to IS NULL OR t.valid_to >= %(month_end)s::date)
    ORDER BY t.unit_id, a.kind_id, t.valid_from DESC, t.id
), overseen AS (
    SELECT unit_id, max(agency_id) FILTER (WHERE kind_id = 'social_insurance_local') AS office_id,
           max(agency_id) FILTER (WHERE kind_id = 'commune_committee') AS committee_id
    FROM overseers GROUP BY unit_id
), places AS (
    SELECT DISTINCT ON (code) code, id FROM agencies_adminunit
    WHERE level = 3 AND province_id = %(unit)s
      AND valid_from <= %(month_end)s::date AND (valid_to IS NULL OR valid_to >= %(month_end)s::date)
    ORDER BY code, valid_from DESC
), spoken AS (
    SELECT n.owner, n.c12_batch, n.c12_row, n.c12_at, n.pays_every, n.own_sector, n.own_kind,
           coalesce(l.id, n.last_commune_id, v.commune_id, n.own_commune_id) AS commune_id,
           z.id AS zone_id, coalesce(o.office_id, n.own_office_id) AS office_id, coalesce(z.board_id, o.committee_id) AS agency_id,
           b.batch_id AS b03_batch, b.row_no AS b03_row, b.sequence AS b03_at,
           b.sequence IS NOT NULL AND b.sequence >= coalesce(greatest(%(b03_all)s::int, s.sequence), b.sequence) AS is_listed,
           greatest(%(b03_all)s::int, s.sequence) IS NOT NULL AND (b.sequence IS NULL
               OR b.sequence < greatest(%(b03_all)s::int, s.sequence)) AS is_omitted,
           CASE n.pays_every WHEN 1 THEN %(open_1)s WHEN 3 THEN %(open_3)s ELSE %(open_6)s END::date AS open_from,
           (CASE n.pays_every WHEN 1 THEN %(open_1)s WHEN 3 THEN %(open_3)s ELSE %(open_6)s END::date
               - interval '1 month')::date AS newest_overdue,
           CASE n.pays_every WHEN 1 THEN %(span_1)s WHEN 3 THEN %(span_3)s ELSE %(span_6)s END AS span
    FROM named n
    LEFT JOIN b03_keys b ON b.owner = n.owner
    LEFT JOIN arrears_ledgerrow v
        ON v.employer_id = n.owner AND v.month = %(month)s AND v.version = %(same_version)s
    LEFT JOIN places l ON l.code = n.commune_code
    LEFT JOIN employers_zone zc ON zc.province_id = %(province)s AND zc.code = n.zone_code
    LEFT JOIN employers_zone z ON z.id = coalesce(zc.id,
        CASE WHEN n.last_commune_id IS NOT NULL THEN n.last_zone_id WHEN v.commune_id IS NOT NULL THEN v.zone_id
             ELSE n.own_zone_id END)
    LEFT JOIN overseen o ON o.unit_id = coalesce(l.id, n.last_commune_id, v.commune_id, n.own_commune_id)
    LEFT JOIN b03_files s ON s.office_id = coalesce(o.office_id, n.own_office_id)
    OFFSET 0
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
    FROM spoken k
    LEFT JOIN arrears_c12row c ON c.batch_id = k.c12_batch AND c.row_no = k.c12_row AND c.batch_id = ANY (%(c12)s::bigint[])
    LEFT JOIN past p ON p.employer_id = k.owner
    LEFT JOIN (SELECT *, 0::bigint AS not_due_unsplit, 0::bigint AS late_unsplit, 0::bigint AS evaded_unsplit,
                      0::bigint AS charge_late_unsplit, 0::bigint AS charge_evaded_unsplit
               FROM arrears_b03row WHERE batch_id = ANY (%(b03)s::bigint[])) b
        ON b.batch_id = k.b03_batch AND b.row_no = k.b03_row AND k.is_listed
    LEFT JOIN arrears_walked w ON w.owner = k.owner AND w.cycle = k.pays_every
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
       OR s.months_owed <> q.old_months
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
       s.is_unsure, s.months_owed, q.old_months
FROM classed s
LEFT JOIN due d ON d.cycle = s.pays_every AND d.paid_through = greatest(s.dated, %(earliest)s::date) AND s.dated IS NOT NULL
LEFT JOIN (  -- months by form B03-TS of Decision 595, which takes them from C12: C12's own figure comes first
    SELECT employer_id, months FROM arrears_oldstatement WHERE month = %(old_month)s AND is_current
) h ON h.employer_id = s.owner
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.bhxh > 0 THEN coalesce(d.due_on, %(month_end)s::date - s.days) END AS due_on,
           trunc(h.months, 2) AS old_months, coalesce(s.months_owed, trunc(h.months, 2)) AS months_supplied
) q
WHERE s.c12_row IS NOT NULL OR s.is_listed OR (0
    + s.prior_{fund} --each fund
    ) > 0
