-- Whose row of the month's files is it, and who speaks for whom? Into the temporary table arrears_spoken, one row an employer,
-- with few columns: the register and the keys of the file are read once each, the money waits for ledger_merge.
CREATE TEMP TABLE arrears_spoken ON COMMIT DROP AS
WITH b03_files AS (
    SELECT * FROM unnest(%(b03)s::bigint[], %(b03_order)s::int[], %(b03_offices)s::bigint[])
        AS f (batch_id, sequence, office_id)
), register AS MATERIALIZED (  -- employers by unit code, and by the codes of rows that are theirs by tax code
    SELECT unit_code, id, sector, kind, cycle, commune_id, zone_id, office_id, TRUE AS is_own
    FROM employers_employer WHERE province_id = %(province)s
    UNION ALL
    SELECT DISTINCT ON (r.unit_code) r.unit_code, e.id, e.sector, e.kind, e.cycle, e.commune_id, e.zone_id, e.office_id, FALSE
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
), given AS (  -- the batch stands last in a wide row: taken from the list of files instead, the rest of the row is not read
    SELECT f.batch_id, f.sequence, c.*, x.row_no IS NOT NULL AS is_superseded
    FROM unnest(%(c12)s::bigint[], %(c12_order)s::int[]) AS f (batch_id, sequence)
    CROSS JOIN LATERAL (
        SELECT row_no, unit_code, commune_code, zone_code, cycle FROM arrears_c12row
        WHERE batch_id = f.batch_id AND (kind IS NULL OR kind <> ALL (%(people)s)) OFFSET 0
    ) c
    LEFT JOIN superseded x ON x.batch_id = f.batch_id AND x.row_no = c.row_no
), named AS (  -- in C12; or in a B03 only; or owed at the last close and in nobody's file now: cleared, where it stood
    SELECT g.id AS owner, c.batch_id AS c12_batch, c.row_no AS c12_row,
           c.sequence AS c12_at,
           c.commune_code, c.zone_code, coalesce(c.cycle, g.cycle) AS pays_every,
           g.sector AS own_sector, g.kind AS own_kind, g.commune_id AS own_commune_id, g.zone_id AS own_zone_id,
           g.office_id AS own_office_id, b.batch_id AS b03_batch, b.row_no AS b03_row, b.sequence AS b03_at,
           CASE WHEN b.owner IS NULL THEN p.commune_id END AS last_commune_id,
           CASE WHEN b.owner IS NULL THEN p.zone_id END AS last_zone_id
    FROM register g
    FULL JOIN given c ON c.unit_code = g.unit_code
    LEFT JOIN b03_keys b ON b.owner = g.id
    LEFT JOIN arrears_ledgerrow p ON p.employer_id = CASE WHEN c.row_no IS NULL THEN g.id END
        AND p.month = %(prior_month)s AND p.version = %(prior_version)s AND NOT p.is_quiet AND p.owed > 0
    WHERE NOT c.is_superseded OR c.row_no IS NULL AND g.is_own AND (b.owner IS NOT NULL
        OR p.owed > 0 AND (%(speaks_for_all)s OR p.office_id = ANY (%(speaking_offices)s::bigint[])))
        AND g.id NOT IN (SELECT employer_id FROM arrears_rowmatch WHERE batch_id = ANY (%(c12)s::bigint[]))
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
)
SELECT n.owner, n.c12_batch, n.c12_row, n.c12_at, n.pays_every, n.own_sector, n.own_kind,
       coalesce(l.id, n.last_commune_id, v.commune_id, n.own_commune_id) AS commune_id,
       z.id AS zone_id, coalesce(o.office_id, n.own_office_id) AS office_id, coalesce(z.board_id, o.committee_id) AS agency_id,
       n.b03_batch, n.b03_row, n.b03_at,
       n.b03_at IS NOT NULL AND n.b03_at >= coalesce(greatest(%(b03_all)s::int, s.sequence), n.b03_at) AS is_listed,
       greatest(%(b03_all)s::int, s.sequence) IS NOT NULL AND (n.b03_at IS NULL
           OR n.b03_at < greatest(%(b03_all)s::int, s.sequence)) AS is_omitted,
       CASE n.pays_every WHEN 1 THEN %(open_1)s::date WHEN 3 THEN %(open_3)s::date ELSE %(open_6)s::date END AS open_from,
       CASE n.pays_every WHEN 1 THEN (%(open_1)s::date - interval '1 month')::date
           WHEN 3 THEN (%(open_3)s::date - interval '1 month')::date
           ELSE (%(open_6)s::date - interval '1 month')::date END AS newest_overdue,
       CASE n.pays_every WHEN 1 THEN %(span_1)s WHEN 3 THEN %(span_3)s ELSE %(span_6)s END AS span,
       trunc(h.months, 2) AS old_months
FROM named n
LEFT JOIN arrears_ledgerrow v
    ON v.employer_id = n.owner AND v.month = %(month)s AND v.version = %(same_version)s
LEFT JOIN places l ON l.code = n.commune_code
LEFT JOIN employers_zone zc ON zc.province_id = %(province)s AND zc.code = n.zone_code
LEFT JOIN employers_zone z ON z.id = coalesce(zc.id,
    CASE WHEN n.last_commune_id IS NOT NULL THEN n.last_zone_id WHEN v.commune_id IS NOT NULL THEN v.zone_id
         ELSE n.own_zone_id END)
LEFT JOIN overseen o ON o.unit_id = coalesce(l.id, n.last_commune_id, v.commune_id, n.own_commune_id)
LEFT JOIN b03_files s ON s.office_id = coalesce(o.office_id, n.own_office_id)
LEFT JOIN (  -- months by form B03-TS of Decision 595, which takes them from C12: C12's own figure comes first
    SELECT employer_id, months FROM arrears_oldstatement WHERE month = %(old_month)s AND is_current
) h ON h.employer_id = n.owner
