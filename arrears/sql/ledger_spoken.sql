-- Whose row of the month's files is it, and who speaks for whom? Into the temporary table arrears_spoken, one row an
-- employer, with few columns: the register and the keys of the file are read once each, the money waits for ledger_status,
-- the place for ledger_placed. What most months have nothing of costs them no join of its own: codes matched by tax code, a
-- month closed before, the old form; and where no file speaks for an office alone, the planner drops the joins that would
-- say whose office it is.
CREATE TEMP TABLE arrears_spoken ON COMMIT DROP AS
WITH b03_given AS MATERIALIZED (  -- of each code the row of the newest file
    SELECT DISTINCT ON (r.unit_code) r.unit_code, r.batch_id, r.row_no,
           (%(b03_order)s::int[])[array_position(%(b03)s::bigint[], r.batch_id)] AS sequence
    FROM arrears_b03row r
    WHERE r.batch_id = ANY (%(b03)s::bigint[]) AND (r.kind IS NULL OR r.kind <> ALL (%(people)s))
    ORDER BY r.unit_code, sequence DESC, r.row_no
), matched AS MATERIALIZED (  -- codes of rows that are an employer's by tax code, and of no employer by themselves
    SELECT DISTINCT ON (r.unit_code) r.unit_code, m.employer_id
    FROM arrears_rowmatch m
    JOIN arrears_c12row r ON r.batch_id = m.batch_id AND r.row_no = m.row_no
    WHERE m.batch_id = ANY (%(c12)s::bigint[])
      AND NOT EXISTS (SELECT FROM employers_employer own
                      WHERE own.province_id = %(province)s AND own.unit_code = r.unit_code)
), register AS NOT MATERIALIZED (  -- employers by unit code and by those codes; B03's row of any code is the employer's
    SELECT e.unit_code, e.id, e.sector, e.kind, e.cycle, e.commune_id, e.zone_id, e.office_id, TRUE AS is_own,
           b.batch_id AS b03_batch, b.row_no AS b03_row, b.sequence AS b03_at
    FROM employers_employer e LEFT JOIN b03_given b ON b.unit_code = e.unit_code
    WHERE e.province_id = %(province)s AND e.id NOT IN (SELECT employer_id FROM matched)
    UNION ALL
    SELECT a.unit_code, e.id, e.sector, e.kind, e.cycle, e.commune_id, e.zone_id, e.office_id, a.is_own,
           first_value(b.batch_id) OVER newest, first_value(b.row_no) OVER newest, first_value(b.sequence) OVER newest
    FROM (SELECT unit_code, employer_id, FALSE AS is_own FROM matched
          UNION ALL
          SELECT own.unit_code, own.id, TRUE FROM employers_employer own
          WHERE own.province_id = %(province)s AND own.id IN (SELECT employer_id FROM matched)) a
    JOIN employers_employer e ON e.id = a.employer_id
    LEFT JOIN b03_given b ON b.unit_code = a.unit_code
    WINDOW newest AS (PARTITION BY e.id ORDER BY b.sequence DESC NULLS LAST, b.row_no)
), superseded AS (  -- rows of an employer that a later file, or an earlier row of the same file, gives too
    SELECT batch_id, row_no FROM (
        SELECT r.batch_id, r.row_no, row_number() OVER (
            PARTITION BY g.id ORDER BY array_position(%(c12)s::bigint[], r.batch_id) DESC, r.row_no) AS place
        FROM arrears_c12row r JOIN register g ON g.unit_code = r.unit_code
        WHERE r.batch_id = ANY (%(c12)s::bigint[])
          AND (cardinality(%(c12)s::bigint[]) > 1
               OR EXISTS (SELECT FROM arrears_rowmatch m WHERE m.batch_id = ANY (%(c12)s::bigint[])))
    ) numbered WHERE place > 1
), given AS (  -- the batch stands last in a wide row: taken from the list of files instead, the rest of the row is not read
    SELECT f.batch_id, f.sequence, c.*
    FROM unnest(%(c12)s::bigint[], %(c12_order)s::int[]) AS f (batch_id, sequence)
    CROSS JOIN LATERAL (
        SELECT row_no, unit_code, commune_code, zone_code, cycle FROM arrears_c12row
        WHERE batch_id = f.batch_id AND (kind IS NULL OR kind <> ALL (%(people)s)) OFFSET 0
    ) c
    WHERE (f.batch_id, c.row_no) NOT IN (SELECT batch_id, row_no FROM superseded)
), kept AS (  -- where an employer stood: owing at the last close (for whom no file names now), or as the month was closed
          -- before; and months by form B03-TS of Decision 595, which takes them from C12: C12's own figure comes first
    SELECT employer_id, bool_or(is_owing) AS is_owing, max(last_office_id) AS last_office_id,
           max(last_commune_id) AS last_commune_id, max(last_zone_id) AS last_zone_id,
           max(commune_id) AS commune_id, max(zone_id) AS zone_id, trunc(max(months), 2) AS old_months
    FROM (
        SELECT employer_id, TRUE AS is_owing, office_id AS last_office_id, commune_id AS last_commune_id,
               zone_id AS last_zone_id, NULL::bigint AS commune_id, NULL::bigint AS zone_id, NULL::numeric AS months
        FROM arrears_ledgerrow
        WHERE month = %(prior_month)s AND version = %(prior_version)s AND NOT is_quiet AND owed > 0
        UNION ALL
        SELECT employer_id, FALSE, NULL, NULL, NULL, commune_id, zone_id, NULL
        FROM arrears_ledgerrow WHERE month = %(month)s AND version = %(same_version)s
        UNION ALL
        SELECT employer_id, FALSE, NULL, NULL, NULL, NULL, NULL, months
        FROM arrears_oldstatement WHERE month = %(old_month)s AND is_current
    ) told
    GROUP BY employer_id
), named AS (  -- in C12; or in a B03 only; or owed at the last close and in nobody's file now: cleared, where it stood
    SELECT g.id AS owner, c.batch_id AS c12_batch, c.row_no AS c12_row,
           c.sequence AS c12_at,
           c.commune_code, c.zone_code, coalesce(c.cycle, g.cycle) AS pays_every,
           g.sector AS own_sector, g.kind AS own_kind, g.zone_id AS own_zone_id, g.office_id AS own_office_id,
           g.b03_batch, g.b03_row, g.b03_at,
           CASE WHEN c.row_no IS NULL AND g.b03_row IS NULL THEN p.last_commune_id END AS last_commune_id,
           p.last_zone_id, p.commune_id AS same_commune_id, p.zone_id AS same_zone_id, g.commune_id AS own_commune_id,
           p.old_months
    FROM register g
    FULL JOIN given c ON c.unit_code = g.unit_code
    LEFT JOIN kept p ON p.employer_id = CASE WHEN c.row_no IS NULL OR %(is_kept)s THEN g.id END
    WHERE c.row_no IS NOT NULL OR g.is_own AND (g.b03_row IS NOT NULL
        OR p.is_owing AND (%(speaks_for_all)s OR p.last_office_id = ANY (%(speaking_offices)s::bigint[])))
        AND g.id NOT IN (SELECT employer_id FROM arrears_rowmatch WHERE batch_id = ANY (%(c12)s::bigint[]))
), <<places>>
SELECT n.owner, n.c12_batch, n.c12_row, n.c12_at, n.pays_every, n.own_sector, n.own_kind,
       n.commune_code, n.zone_code, coalesce(n.last_commune_id, n.same_commune_id, n.own_commune_id) AS else_commune_id,
       CASE WHEN n.last_commune_id IS NOT NULL THEN n.last_zone_id WHEN n.same_commune_id IS NOT NULL THEN n.same_zone_id
            ELSE n.own_zone_id END AS else_zone_id, n.own_office_id,
       n.b03_batch, n.b03_row, n.b03_at,
       n.b03_at IS NOT NULL AND n.b03_at >= coalesce(<<spoken_at>>, n.b03_at) AS is_listed,
       <<spoken_at>> IS NOT NULL AND (n.b03_at IS NULL OR n.b03_at < <<spoken_at>>) AS is_omitted,
       CASE n.pays_every WHEN 1 THEN %(open_1)s::date WHEN 3 THEN %(open_3)s::date ELSE %(open_6)s::date END AS open_from,
       CASE n.pays_every WHEN 1 THEN %(overdue_1)s::date WHEN 3 THEN %(overdue_3)s::date ELSE %(overdue_6)s::date END
           AS newest_overdue,
       CASE n.pays_every WHEN 1 THEN %(span_1)s WHEN 3 THEN %(span_3)s ELSE %(span_6)s END AS span,
       n.old_months
FROM named n
LEFT JOIN places l ON l.code = n.commune_code
LEFT JOIN overseen o ON o.unit_id = coalesce(l.id, n.last_commune_id, n.same_commune_id, n.own_commune_id)
