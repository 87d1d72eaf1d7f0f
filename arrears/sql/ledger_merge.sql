-- What does each employer owe at the month's end, by the files applied to the month and the last closed month?
-- Written into the temporary table arrears_fresh, one row an employer. B03 speaks for not due, late, evaded, days, charge
-- and state of the employers in its scope (one it omits owes nothing late), C12 for the rest; a C12 without such figures
-- is aged first in, first out: what the newest contribution months, not yet overdue, do not explain is late.
CREATE TEMP TABLE arrears_fresh ON COMMIT DROP AS
WITH c12_files AS (
    SELECT * FROM unnest(%(c12)s::bigint[], %(c12_order)s::int[]) AS f (batch_id, sequence)
), b03_files AS (
    SELECT * FROM unnest(%(b03)s::bigint[], %(b03_order)s::int[], %(b03_offices)s::bigint[])
        AS f (batch_id, sequence, office_id)
), c12_keys AS (
    SELECT DISTINCT ON (owner) coalesce(e.id, m.employer_id) AS owner, r.batch_id, r.row_no, f.sequence
    FROM c12_files f JOIN arrears_c12row r ON r.batch_id = f.batch_id
    LEFT JOIN employers_employer e ON e.province_id = %(province)s AND e.unit_code = r.unit_code
    LEFT JOIN arrears_rowmatch m ON m.batch_id = r.batch_id AND m.row_no = r.row_no
    WHERE r.kind IS NULL OR r.kind <> ALL (%(people)s)
    ORDER BY owner, f.sequence DESC, r.row_no
), b03_keys AS (
    SELECT DISTINCT ON (owner) coalesce(e.id, m.employer_id) AS owner, r.batch_id, r.row_no, f.sequence
    FROM b03_files f JOIN arrears_b03row r ON r.batch_id = f.batch_id
    LEFT JOIN employers_employer e ON e.province_id = %(province)s AND e.unit_code = r.unit_code
    LEFT JOIN arrears_rowmatch m ON m.batch_id = r.batch_id AND m.row_no = r.row_no
    WHERE r.kind IS NULL OR r.kind <> ALL (%(people)s)
    ORDER BY owner, f.sequence DESC, r.row_no
), keys AS (
    SELECT coalesce(c.owner, b.owner) AS owner, c.batch_id AS c12_batch, c.row_no AS c12_row, c.sequence AS c12_at,
           b.batch_id AS b03_batch, b.row_no AS b03_row, b.sequence AS b03_at
    FROM c12_keys c FULL JOIN b03_keys b ON b.owner = c.owner
    UNION ALL  -- owed at the last close, in nobody's file now: cleared
    SELECT p.employer_id, NULL, NULL, NULL, NULL, NULL, NULL
    FROM arrears_ledgerrow p
    WHERE p.month = %(prior_month)s AND p.version = %(prior_version)s AND p.province_id = %(province)s AND p.owed > 0
      AND (%(speaks_for_all)s OR p.office_id = ANY (%(speaking_offices)s::bigint[]))
      AND NOT EXISTS (SELECT FROM c12_keys c WHERE c.owner = p.employer_id)
      AND NOT EXISTS (SELECT FROM b03_keys b WHERE b.owner = p.employer_id)
), offices AS (
    SELECT DISTINCT ON (t.unit_id) t.unit_id, t.agency_id
    FROM agencies_agencyterritory t JOIN agencies_agency a ON a.id = t.agency_id
    WHERE a.province_id = %(province)s AND a.kind_id = 'social_insurance_local'
      AND t.valid_from <= %(month_end)s::date AND (t.valid_to IS NULL OR t.valid_to >= %(month_end)s::date)
    ORDER BY t.unit_id, t.valid_from DESC, t.id
), committees AS (
    SELECT DISTINCT ON (t.unit_id) t.unit_id, t.agency_id
    FROM agencies_agencyterritory t JOIN agencies_agency a ON a.id = t.agency_id
    WHERE a.province_id = %(province)s AND a.kind_id = 'commune_committee'
      AND t.valid_from <= %(month_end)s::date AND (t.valid_to IS NULL OR t.valid_to >= %(month_end)s::date)
    ORDER BY t.unit_id, t.valid_from DESC, t.id
), places AS (
    SELECT DISTINCT ON (code) code, id FROM agencies_adminunit
    WHERE level = 3 AND province_id = %(unit)s
      AND valid_from <= %(month_end)s::date AND (valid_to IS NULL OR valid_to >= %(month_end)s::date)
    ORDER BY code, valid_from DESC
), placed AS (
    SELECT k.*, e.sector AS own_sector, e.kind AS own_kind, p.state AS last_state,
           coalesce(c.cycle, e.cycle, 1) AS cycle,
           coalesce(l.id, v.commune_id, CASE WHEN k.c12_row IS NULL AND k.b03_row IS NULL THEN p.commune_id END,
                    e.commune_id) AS commune_id,
           coalesce(z.id, CASE WHEN v.commune_id IS NOT NULL THEN v.zone_id
                               WHEN k.c12_row IS NULL AND k.b03_row IS NULL THEN p.zone_id ELSE e.zone_id END) AS zone_id,
           e.office_id AS own_office_id
    FROM keys k
    LEFT JOIN employers_employer e ON e.id = k.owner
    LEFT JOIN arrears_c12row c ON c.batch_id = k.c12_batch AND c.row_no = k.c12_row
    LEFT JOIN arrears_ledgerrow p
        ON p.employer_id = k.owner AND p.month = %(prior_month)s AND p.version = %(prior_version)s
    LEFT JOIN arrears_ledgerrow v
        ON v.employer_id = k.owner AND v.month = %(month)s AND v.version = %(same_version)s
    LEFT JOIN places l ON l.code = c.commune_code
    LEFT JOIN employers_zone z ON z.province_id = %(province)s AND z.code = c.zone_code
    OFFSET 0
), spoken AS (
    SELECT k.*, coalesce(o.agency_id, k.own_office_id) AS office_id, coalesce(z.board_id, m.agency_id) AS agency_id,
           greatest(%(b03_all)s::int, s.sequence) AS b03_speaks,
           k.b03_at IS NOT NULL AND k.b03_at >= coalesce(greatest(%(b03_all)s::int, s.sequence), k.b03_at) AS is_listed,
           CASE k.cycle WHEN 1 THEN %(open_1)s WHEN 3 THEN %(open_3)s ELSE %(open_6)s END::date AS open_from,
           CASE k.cycle WHEN 1 THEN %(span_1)s WHEN 3 THEN %(span_3)s ELSE %(span_6)s END AS span
    FROM placed k
    LEFT JOIN offices o ON o.unit_id = k.commune_id
    LEFT JOIN committees m ON m.unit_id = k.commune_id
    LEFT JOIN employers_zone z ON z.id = k.zone_id
    LEFT JOIN b03_files s ON s.office_id = coalesce(o.agency_id, k.own_office_id)
    OFFSET 0
), aged AS (
    SELECT k.*, c.months_owed, c.payroll, c.surplus AS said_surplus, c.kind AS c12_kind, c.sector AS c12_sector,
           c.workers AS c12_workers, c.state AS c12_state, c.days_late AS c12_days_late, c.days_evaded AS c12_days_evaded,
           b.workers AS b03_workers, b.kind AS b03_kind, b.state AS b03_state,
           b.days_late AS b03_days_late, b.days_evaded AS b03_days_evaded, p.workers AS last_workers,
           k.is_listed IS FALSE AND k.b03_speaks IS NOT NULL AS is_omitted,
           c.opening_{fund}, c.payable_{fund}, c.adjustment_{fund}, c.paid_{fund}, c.closing_{fund}, --each fund
           c.paid_through_{fund}, c.not_due_{fund} AS said_not_due_{fund}, c.late_{fund} AS said_late_{fund}, --each fund
           c.evaded_{fund} AS said_evaded_{fund}, c.charge_{fund} AS said_charge_{fund}, --each fund
           b.not_due_{fund} AS b03_not_due_{fund}, b.late_{fund} AS b03_late_{fund}, b.evaded_{fund} AS b03_evaded_{fund}, --each split
           coalesce(b.charge_late_{fund}, 0) + coalesce(b.charge_evaded_{fund}, 0) AS b03_charge_{fund}, --each split
           coalesce(p.late_{fund} + p.evaded_{fund}, 0) AS prior_{fund}, --each fund
           greatest(coalesce(c.closing_{fund}, 0), 0) AS outstanding_{fund}, --each fund
           coalesce(p.closing_{fund} IS NOT NULL, FALSE) AS has_history_{fund}, --each fund
           coalesce(c.paid_through_{fund}, c.paid_through_unsplit) AS dated_{fund}, --each fund
           greatest(coalesce(c.payable_{fund}, 0) + greatest(coalesce(c.adjustment_{fund}, 0), 0), 0) + CASE WHEN k.span = 0 THEN 0 WHEN k.cycle = 1 AND %(prior_is_window)s AND p.payable_{fund} IS NOT NULL THEN greatest(p.payable_{fund} + greatest(coalesce(p.adjustment_{fund}, 0), 0), 0) WHEN k.cycle = 1 AND k.span = 1 THEN greatest(coalesce(c.payable_{fund}, 0), 0) ELSE coalesce(w.known_{fund}, 0) + (k.span - coalesce(w.months_{fund}, 0)) * greatest(coalesce(c.payable_{fund}, 0), 0) END AS recent_{fund}, --each fund
           k.open_from - interval '1 month' AS newest_overdue
    FROM spoken k
    LEFT JOIN arrears_c12row c ON c.batch_id = k.c12_batch AND c.row_no = k.c12_row
    LEFT JOIN arrears_b03row b ON b.batch_id = k.b03_batch AND b.row_no = k.b03_row AND k.is_listed
    LEFT JOIN arrears_ledgerrow p
        ON p.employer_id = k.owner AND p.month = %(prior_month)s AND p.version = %(prior_version)s
    LEFT JOIN LATERAL (
        SELECT
               count(h.payable_{fund}) AS months_{fund}, sum(greatest(h.payable_{fund} + greatest(coalesce(h.adjustment_{fund}, 0), 0), 0)) AS known_{fund}, --each fund
               count(*) AS rows
        FROM unnest(%(closed_months)s::date[], %(closed_versions)s::int[]) AS v (month, version)
        JOIN arrears_ledgerrow h ON h.month = v.month AND h.version = v.version AND h.employer_id = k.owner
        WHERE v.month >= k.open_from
    ) w ON k.cycle > 1 OR k.span > 1
    OFFSET 0
), told AS (
    SELECT a.*,
           CASE WHEN a.has_history_{fund} OR a.dated_{fund} < a.newest_overdue THEN greatest(a.outstanding_{fund} - a.recent_{fund}, 0) ELSE 0 END AS fifo_{fund}, --each fund
           NOT a.has_history_{fund} AND a.dated_{fund} IS NULL AND a.outstanding_{fund} > a.recent_{fund} AND a.said_late_{fund} IS NULL AND a.said_not_due_{fund} IS NULL AND NOT a.is_listed AND NOT a.is_omitted AS unsure_{fund}, --each fund
           greatest(CASE WHEN a.is_listed THEN a.b03_days_late WHEN NOT a.is_omitted THEN a.c12_days_late END,
                    CASE WHEN a.is_listed THEN a.b03_days_evaded WHEN NOT a.is_omitted THEN a.c12_days_evaded END) AS days
    FROM aged a
    OFFSET 0
), split AS (
    SELECT t.*,
           CASE WHEN t.is_listed THEN coalesce(t.b03_evaded_{fund}, 0) WHEN t.is_omitted THEN 0 ELSE coalesce(t.said_evaded_{fund}, 0) END AS evaded_{fund}, --each split
           CASE WHEN t.is_listed THEN coalesce(t.b03_late_{fund}, 0) WHEN t.is_omitted THEN 0 WHEN t.said_late_{fund} IS NOT NULL THEN t.said_late_{fund} WHEN t.said_not_due_{fund} IS NOT NULL THEN greatest(t.outstanding_{fund} - t.said_not_due_{fund} - coalesce(t.said_evaded_{fund}, 0), 0) ELSE greatest(t.fifo_{fund} - coalesce(t.said_evaded_{fund}, 0), 0) END AS late_{fund}, --each split
           CASE WHEN t.is_listed OR t.is_omitted THEN 0 ELSE coalesce(t.said_evaded_unsplit, 0) END AS evaded_unsplit,
           CASE WHEN t.is_listed OR t.is_omitted THEN 0
                WHEN t.said_late_unsplit IS NOT NULL THEN t.said_late_unsplit
                WHEN t.said_not_due_unsplit IS NOT NULL THEN
                    greatest(t.outstanding_unsplit - t.said_not_due_unsplit - coalesce(t.said_evaded_unsplit, 0), 0)
                ELSE greatest(t.fifo_unsplit - coalesce(t.said_evaded_unsplit, 0), 0) END AS late_unsplit,
           CASE WHEN t.is_listed THEN t.b03_charge_{fund} WHEN t.is_omitted THEN 0 ELSE coalesce(t.said_charge_{fund}, 0) END AS charge_{fund}, --each split
           CASE WHEN t.is_listed OR t.is_omitted THEN 0 ELSE coalesce(t.said_charge_unsplit, 0) END AS charge_unsplit
    FROM told t
    OFFSET 0
), classed AS (
    SELECT s.*,
           CASE WHEN s.is_listed THEN coalesce(s.b03_not_due_{fund}, 0) WHEN s.said_not_due_{fund} IS NOT NULL THEN s.said_not_due_{fund} ELSE greatest(s.outstanding_{fund} - s.late_{fund} - s.evaded_{fund}, 0) END AS not_due_{fund}, --each split
           CASE WHEN s.is_listed THEN  -- B03 has split what it lists: only the rest stays unsplit, so nothing counts twice
                    greatest(s.outstanding_unsplit
                        - coalesce(s.b03_not_due_{fund}, 0) - coalesce(s.b03_late_{fund}, 0) - coalesce(s.b03_evaded_{fund}, 0) --each split
                    , 0)
                WHEN s.said_not_due_unsplit IS NOT NULL THEN s.said_not_due_unsplit
                ELSE greatest(s.outstanding_unsplit - s.late_unsplit - s.evaded_unsplit, 0) END AS not_due_unsplit,
           0
               + s.late_{fund} + s.evaded_{fund} --each fund
           AS owed,
           s.late_odts + s.evaded_odts + s.late_httt + s.evaded_httt AS bhxh,
           greatest(least(CASE WHEN s.late_odts + s.evaded_odts > 0 THEN s.dated_odts END,
                          CASE WHEN s.late_httt + s.evaded_httt > 0 THEN s.dated_httt END),
                    %(earliest)s::date) AS dated,
           least(CASE WHEN s.late_odts + s.evaded_odts > 0 THEN s.dated_odts END,
                 CASE WHEN s.late_httt + s.evaded_httt > 0 THEN s.dated_httt END) IS NOT NULL AS is_dated
    FROM split s
    OFFSET 0
), due AS (
    SELECT * FROM unnest(%(due_cycles)s::int[], %(due_after)s::date[], %(due_days)s::date[]) AS d (cycle, paid_through, due_on)
)
SELECT %(month)s::date AS month, s.owner AS employer_id, 0 AS version, %(province)s::bigint AS province_id,
       s.commune_id, s.zone_id, s.agency_id, s.office_id,
       coalesce(nullif(left(s.c12_sector, 4), ''), s.own_sector) AS sector,
       CASE WHEN s.is_listed AND s.b03_at > coalesce(s.c12_at, 0) THEN coalesce(s.b03_kind, s.c12_kind, s.own_kind)
            ELSE coalesce(s.c12_kind, s.b03_kind, s.own_kind) END AS kind,
       s.cycle,
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
       CASE WHEN s.is_listed AND s.b03_at > coalesce(s.c12_at, 0) THEN s.b03_workers
            ELSE coalesce(s.c12_workers, s.b03_workers, s.last_workers, 0) END AS workers,
       s.payroll,
       coalesce(s.said_surplus, 0
           + greatest(-coalesce(s.closing_{fund}, 0), 0) --each fund
       ) AS surplus,
       CASE WHEN s.is_listed THEN s.b03_days_late WHEN NOT s.is_omitted THEN s.c12_days_late END AS days_late,
       CASE WHEN s.is_listed THEN s.b03_days_evaded WHEN NOT s.is_omitted THEN s.c12_days_evaded END AS days_evaded,
       q.due_on, s.months_owed AS months_supplied,
       CASE WHEN q.due_on IS NOT NULL THEN
           greatest(0, 12 * date_part('year', %(month)s::date) + date_part('month', %(month)s::date)
                       - 12 * date_part('year', q.due_on) - date_part('month', q.due_on))::int END AS months_computed,
       CASE WHEN s.months_owed IS NOT NULL THEN 1 WHEN s.bhxh <= 0 THEN 0 WHEN d.due_on IS NOT NULL THEN 2
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
       s.bhxh, s.open_from, d.due_on AS due_by_months, %(month_end)s::date - s.days AS due_by_days, s.is_omitted,
       0
           + s.fifo_{fund} --each fund
       AS fifo,
       FALSE
           OR s.unsure_{fund} --each fund
       AS is_unsure
FROM classed s
LEFT JOIN due d ON s.is_dated AND d.cycle = s.cycle AND d.paid_through = s.dated
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.bhxh > 0 THEN coalesce(d.due_on, %(month_end)s::date - s.days) END AS due_on
) q
WHERE s.c12_row IS NOT NULL OR s.is_listed OR (0
    + s.prior_{fund} --each fund
    ) > 0
