-- What does each member of each dimension come to, per fund and over all funds? Of <<rows>>, a set of ledger rows with a
-- sign: rows that no longer hold are taken off with -1.
-- Quiet rows (nothing late, now or at the last close) add employers and not-due money only; the others, about one in
-- eight, are counted in full. Each are grouped once by place, sector, kind and standing (the class in each fund, two bits
-- a fund), and only those few groups again by each dimension. An employer stands in its worst class, of the fund or of
-- all; money in the class it is in.
WITH loud AS (
    SELECT sign, commune_id, zone_id, agency_id, office_id, sector, kind, standing, worst, workers, owed,
           not_due_{fund}, late_{fund}, evaded_{fund}, charge_{fund}, prior_{fund}, --each fund
           CASE WHEN paid_{fund} IS NULL THEN greatest(0, prior_{fund} - late_{fund} - evaded_{fund}) ELSE greatest(0, least(paid_{fund}, prior_{fund})) END AS recovered_{fund}, --each fund
           paid_{fund} IS NULL AND prior_{fund} > 0 AS is_estimated_{fund}, --each fund
           late_{fund} + evaded_{fund} > 0 AS owes_{fund}, --each fund
           0
               + prior_{fund} --each fund
           AS prior,
           FALSE
               OR paid_{fund} IS NULL AND prior_{fund} > 0 --each fund
           AS is_estimated
    FROM <<rows>> WHERE NOT is_quiet
    OFFSET 0
), loud_groups AS (
    SELECT GROUPING(commune_id, sector, kind, standing) AS level, sign, commune_id, zone_id, agency_id, office_id, sector, kind,
           standing, worst, count(*) AS employers,
           sum_dong(not_due_{fund}) AS not_due_{fund}, sum_dong(late_{fund}) AS late_{fund}, sum_dong(evaded_{fund}) AS evaded_{fund}, sum_dong(charge_{fund}) AS charge_{fund}, sum_dong(recovered_{fund}) AS recovered_{fund}, --each fund
           count(*) FILTER (WHERE owes_{fund}) AS owing_{fund}, coalesce(sum_dong(workers) FILTER (WHERE owes_{fund}), 0) AS workers_{fund}, --each fund
           count(*) FILTER (WHERE owes_{fund} AND prior_{fund} <= 0) AS newly_{fund}, count(*) FILTER (WHERE prior_{fund} > 0 AND NOT owes_{fund}) AS cleared_{fund}, --each fund
           count(*) FILTER (WHERE is_estimated_{fund}) AS estimated_{fund}, --each fund
           count(*) FILTER (WHERE owed > 0) AS owing_all, sum_dong(workers) FILTER (WHERE owed > 0) AS workers_all,
           count(*) FILTER (WHERE owed > 0 AND prior <= 0) AS newly_all,
           count(*) FILTER (WHERE prior > 0 AND owed <= 0) AS cleared_all,
           count(*) FILTER (WHERE is_estimated) AS estimated_all, sum_dong(owed) AS owed
    FROM loud
    GROUP BY GROUPING SETS ((sign, commune_id, zone_id, agency_id, office_id), (sign, sector), (sign, kind),
                            (sign, standing, worst))
), quiet_groups AS (
    SELECT GROUPING(commune_id, sector, kind, standing) AS level, sign, commune_id, zone_id, agency_id, office_id, sector, kind,
           standing, worst, count(*) AS employers,
           sum_dong(not_due_{fund}) AS not_due_{fund}, --each fund
           0 AS nothing
    FROM <<rows>> WHERE is_quiet
    GROUP BY GROUPING SETS ((sign, commune_id, zone_id, agency_id, office_id), (sign, sector), (sign, kind),
                            (sign, standing, worst))
), groups AS MATERIALIZED (
    SELECT level, sign, commune_id, zone_id, agency_id, office_id, sector, kind, standing, worst, employers,
           not_due_{fund}, late_{fund}, evaded_{fund}, charge_{fund}, recovered_{fund}, owing_{fund}, workers_{fund}, newly_{fund}, cleared_{fund}, estimated_{fund}, --each fund
           owing_all, workers_all, newly_all, cleared_all, estimated_all, owed
    FROM loud_groups
    UNION ALL
    SELECT level, sign, commune_id, zone_id, agency_id, office_id, sector, kind, standing, worst, employers,
           not_due_{fund}, 0, 0, 0, 0, 0, 0, 0, 0, 0, --each fund
           0, 0, 0, 0, 0, 0
    FROM quiet_groups
), placed AS (
    SELECT m.dimension, m.key, g.*
    FROM groups g
    CROSS JOIN LATERAL (VALUES ('province', ''), ('commune', commune_id::text), ('zone', zone_id::text),
                               ('agency', agency_id::text), ('office', office_id::text)) AS m (dimension, key)
    WHERE g.level = 7
    UNION ALL SELECT 'sector', g.sector, g.* FROM groups g WHERE g.level = 11
    UNION ALL SELECT 'kind', g.kind::text, g.* FROM groups g WHERE g.level = 13
    UNION ALL SELECT 'class', NULL, g.* FROM groups g WHERE g.level = 14
    UNION ALL SELECT 'province', '', g.* FROM (SELECT) nothing LEFT JOIN groups g ON FALSE  -- an empty month has a province
), members AS (
    SELECT dimension, coalesce(key, '') AS key, standing, worst, sum_dong(sign * employers) AS employers,
           sum_dong(sign * not_due_{fund}) AS not_due_{fund}, sum_dong(sign * late_{fund}) AS late_{fund}, sum_dong(sign * evaded_{fund}) AS evaded_{fund}, sum_dong(sign * charge_{fund}) AS charge_{fund}, sum_dong(sign * recovered_{fund}) AS recovered_{fund}, --each fund
           sum_dong(sign * owing_{fund}) AS owing_{fund}, sum_dong(sign * workers_{fund}) AS workers_{fund}, sum_dong(sign * newly_{fund}) AS newly_{fund}, sum_dong(sign * cleared_{fund}) AS cleared_{fund}, sum_dong(sign * estimated_{fund}) AS estimated_{fund}, --each fund
           sum_dong(sign * owing_all) AS owing_all, sum_dong(sign * workers_all) AS workers_all, sum_dong(sign * newly_all) AS newly_all,
           sum_dong(sign * cleared_all) AS cleared_all, sum_dong(sign * estimated_all) AS estimated_all, sum_dong(sign * owed) AS owed
    FROM placed
    GROUP BY dimension, coalesce(key, ''), standing, worst
), told AS MATERIALIZED (
    SELECT m.dimension, m.key, f.*, m.employers, m.standing, m.worst, m.owed
    FROM members m
    CROSS JOIN LATERAL (VALUES
        ('{fund}', owing_{fund}, workers_{fund}, not_due_{fund}, late_{fund}, evaded_{fund}, charge_{fund}, newly_{fund}, cleared_{fund}, recovered_{fund}, estimated_{fund}), --each fund
        ('all', owing_all, workers_all,
            0
                + not_due_{fund} --each fund
            , 0
                + late_{fund} --each fund
            , 0
                + evaded_{fund} --each fund
            , 0
                + charge_{fund} --each fund
            , newly_all, cleared_all, 0
                + recovered_{fund} --each fund
            , estimated_all)
    ) AS f (fund, owing, workers, not_due, late, evaded, charge, newly_owing, cleared, recovered, estimated)
), classes AS (
    SELECT c.class::text AS key, f.fund,
           coalesce(sum(t.employers) FILTER (WHERE s.class = c.class), 0) AS employers,
           coalesce(sum(t.owing) FILTER (WHERE s.class = c.class), 0) AS owing,
           coalesce(sum(t.workers) FILTER (WHERE s.class = c.class), 0) AS workers,
           coalesce(sum(t.not_due) FILTER (WHERE c.class = 1), 0) AS not_due,
           coalesce(sum(t.late) FILTER (WHERE c.class = 2), 0) AS late,
           coalesce(sum(t.evaded) FILTER (WHERE c.class = 3), 0) AS evaded,
           coalesce(sum(t.charge) FILTER (WHERE s.class = c.class), 0) AS charge,
           coalesce(sum(t.newly_owing) FILTER (WHERE s.class = c.class), 0) AS newly_owing,
           coalesce(sum(t.cleared) FILTER (WHERE s.class = c.class), 0) AS cleared,
           coalesce(sum(t.recovered) FILTER (WHERE s.class = c.class), 0) AS recovered,
           coalesce(sum(t.estimated) FILTER (WHERE s.class = c.class), 0) AS estimated
    FROM (VALUES <<places>>) AS f (fund, place)
    CROSS JOIN generate_series(0, 3) AS c (class)
    LEFT JOIN told t ON t.dimension = 'class' AND t.fund = f.fund
    LEFT JOIN LATERAL (
        SELECT CASE WHEN f.fund = 'all' THEN t.worst ELSE t.standing >> (2 * f.place) & 3 END AS class
    ) s ON TRUE
    GROUP BY c.class, f.fund
)
SELECT dimension, key, fund, employers, owing, workers, not_due, late, evaded, charge, newly_owing, cleared, recovered,
       estimated, CASE WHEN fund = 'all' THEN owed END AS owed
FROM told WHERE dimension <> 'class'
UNION ALL
SELECT 'class', key, fund, employers, owing, workers, not_due, late, evaded, charge, newly_owing, cleared, recovered,
       estimated, CASE WHEN fund = 'all' THEN late + evaded END
FROM classes
