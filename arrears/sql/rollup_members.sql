-- What does each member of each dimension come to, per fund and over all funds? Of <<rows>>, a set of ledger rows.
-- Quiet rows (nothing late, now or at the last close) add employers and not-due money only; the others, about one in
-- eight, are counted in full. Both are grouped once by place, sector and kind, and only those few groups again by each
-- dimension. An employer stands in its worst class; money in the class it is in.
WITH loud AS MATERIALIZED (
    SELECT commune_id, zone_id, agency_id, office_id, sector, kind, worst, workers, owed,
           not_due_{fund}, late_{fund}, evaded_{fund}, charge_{fund}, prior_{fund}, --each fund
           CASE WHEN paid_{fund} IS NULL THEN greatest(0, prior_{fund} - late_{fund} - evaded_{fund}) ELSE greatest(0, least(paid_{fund}, prior_{fund})) END AS recovered_{fund}, --each fund
           0
               + prior_{fund} --each fund
           AS prior,
           FALSE
               OR paid_{fund} IS NULL AND prior_{fund} > 0 --each fund
           AS is_estimated,
           paid_{fund} IS NULL AND prior_{fund} > 0 AS is_estimated_{fund}, --each fund
           late_{fund} + evaded_{fund} > 0 AS owes_{fund}, --each fund
           owed > 0 AS owes_all
    FROM <<rows>> WHERE NOT is_quiet
), loud_groups AS (
    SELECT GROUPING(commune_id, sector, kind) AS level, commune_id, zone_id, agency_id, office_id, sector, kind,
           count(*) AS employers,
           sum_dong(not_due_{fund}) AS not_due_{fund}, sum_dong(late_{fund}) AS late_{fund}, sum_dong(evaded_{fund}) AS evaded_{fund}, --each fund
           sum_dong(charge_{fund}) AS charge_{fund}, sum_dong(recovered_{fund}) AS recovered_{fund}, --each fund
           count(*) FILTER (WHERE owes_{fund}) AS owing_{fund}, sum_dong(workers) FILTER (WHERE owes_{fund}) AS workers_{fund}, --each fund
           count(*) FILTER (WHERE owes_{fund} AND prior_{fund} <= 0) AS newly_{fund}, --each fund
           count(*) FILTER (WHERE prior_{fund} > 0 AND NOT owes_{fund}) AS cleared_{fund}, --each fund
           count(*) FILTER (WHERE is_estimated_{fund}) AS estimated_{fund}, --each fund
           count(*) FILTER (WHERE owes_all) AS owing_all, sum_dong(workers) FILTER (WHERE owes_all) AS workers_all,
           count(*) FILTER (WHERE owes_all AND prior <= 0) AS newly_all,
           count(*) FILTER (WHERE prior > 0 AND NOT owes_all) AS cleared_all,
           count(*) FILTER (WHERE is_estimated) AS estimated_all
    FROM loud GROUP BY GROUPING SETS ((commune_id, zone_id, agency_id, office_id), (sector), (kind))
), quiet_groups AS (
    SELECT GROUPING(commune_id, sector, kind) AS level, commune_id, zone_id, agency_id, office_id, sector, kind,
           sum_dong(not_due_{fund}) AS not_due_{fund}, --each fund
           sum_dong((not_due_{fund} > 0)::int) AS accruing_{fund}, --each fund
           sum_dong((worst = 1)::int) AS accruing_all, count(*) AS employers
    FROM <<rows>> WHERE is_quiet GROUP BY GROUPING SETS ((commune_id, zone_id, agency_id, office_id), (sector), (kind))
), groups AS MATERIALIZED (
    SELECT level, commune_id, zone_id, agency_id, office_id, sector, kind, employers,
           not_due_{fund}, late_{fund}, evaded_{fund}, charge_{fund}, recovered_{fund}, owing_{fund}, workers_{fund}, newly_{fund}, cleared_{fund}, estimated_{fund}, 0 AS accruing_{fund}, --each fund
           owing_all, workers_all, newly_all, cleared_all, estimated_all, 0 AS accruing_all
    FROM loud_groups
    UNION ALL
    SELECT level, commune_id, zone_id, agency_id, office_id, sector, kind, employers,
           not_due_{fund}, 0, 0, 0, 0, 0, 0, 0, 0, 0, accruing_{fund}, --each fund
           0, 0, 0, 0, 0, accruing_all
    FROM quiet_groups
), placed AS (
    SELECT m.dimension, m.key, g.*
    FROM groups g
    CROSS JOIN LATERAL (VALUES ('province', ''), ('commune', commune_id::text), ('zone', zone_id::text),
                               ('agency', agency_id::text), ('office', office_id::text)) AS m (dimension, key)
    WHERE g.level = 3
    UNION ALL SELECT 'sector', g.sector, g.* FROM groups g WHERE g.level = 5
    UNION ALL SELECT 'kind', g.kind::text, g.* FROM groups g WHERE g.level = 6
), members AS MATERIALIZED (
    SELECT dimension, coalesce(key, '') AS key,
           sum_dong(not_due_{fund}) AS not_due_{fund}, sum_dong(late_{fund}) AS late_{fund}, sum_dong(evaded_{fund}) AS evaded_{fund}, --each fund
           sum_dong(charge_{fund}) AS charge_{fund}, sum_dong(recovered_{fund}) AS recovered_{fund}, --each fund
           sum_dong(owing_{fund}) AS owing_{fund}, sum_dong(workers_{fund}) AS workers_{fund}, sum_dong(newly_{fund}) AS newly_{fund}, --each fund
           sum_dong(cleared_{fund}) AS cleared_{fund}, sum_dong(estimated_{fund}) AS estimated_{fund}, sum_dong(accruing_{fund}) AS accruing_{fund}, --each fund
           sum_dong(owing_all) AS owing_all, sum_dong(workers_all) AS workers_all, sum_dong(newly_all) AS newly_all,
           sum_dong(cleared_all) AS cleared_all, sum_dong(estimated_all) AS estimated_all,
           sum_dong(accruing_all) AS accruing_all, sum_dong(employers) AS employers
    FROM placed GROUP BY dimension, coalesce(key, '')
), told AS MATERIALIZED (
    SELECT m.dimension, m.key, f.*, m.employers
    FROM members m
    CROSS JOIN LATERAL (VALUES
        ('{fund}', owing_{fund}, workers_{fund}, not_due_{fund}, late_{fund}, evaded_{fund}, charge_{fund}, newly_{fund}, cleared_{fund}, recovered_{fund}, estimated_{fund}, accruing_{fund}), --each fund
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
            , estimated_all, accruing_all)
    ) AS f (fund, owing, workers, not_due, late, evaded, charge, newly_owing, cleared, recovered, estimated, accruing)
), standing AS (
    SELECT f.fund, CASE WHEN f.evaded > 0 THEN 3 WHEN f.late > 0 THEN 2 WHEN f.not_due > 0 THEN 1 ELSE 0 END AS class,
           count(*) AS employers, count(*) FILTER (WHERE f.owes) AS owing, sum_dong(workers) FILTER (WHERE f.owes) AS workers,
           sum_dong(f.charge) AS charge, count(*) FILTER (WHERE f.owes AND f.prior <= 0) AS newly_owing,
           count(*) FILTER (WHERE f.prior > 0 AND NOT f.owes) AS cleared, sum_dong(f.recovered) AS recovered,
           count(*) FILTER (WHERE f.is_estimated) AS estimated
    FROM loud
    CROSS JOIN LATERAL (VALUES
        ('{fund}', not_due_{fund}, late_{fund}, evaded_{fund}, charge_{fund}, prior_{fund}, recovered_{fund}, owes_{fund}, is_estimated_{fund}), --each fund
        ('all', (worst = 1)::int, (worst = 2)::int, (worst = 3)::int, 0
                + charge_{fund} --each fund
            , prior, 0
                + recovered_{fund} --each fund
            , owes_all, is_estimated)
    ) AS f (fund, not_due, late, evaded, charge, prior, recovered, owes, is_estimated)
    GROUP BY 1, 2
), classes AS (
    SELECT c.class, t.fund, coalesce(s.employers, 0) + CASE c.class WHEN 1 THEN t.accruing
               WHEN 0 THEN t.employers - t.accruing - (SELECT count(*) FROM loud) ELSE 0 END AS employers,
           coalesce(s.owing, 0) AS owing, coalesce(s.workers, 0) AS workers,
           CASE c.class WHEN 1 THEN t.not_due ELSE 0 END AS not_due, CASE c.class WHEN 2 THEN t.late ELSE 0 END AS late,
           CASE c.class WHEN 3 THEN t.evaded ELSE 0 END AS evaded, coalesce(s.charge, 0) AS charge,
           coalesce(s.newly_owing, 0) AS newly_owing, coalesce(s.cleared, 0) AS cleared,
           coalesce(s.recovered, 0) AS recovered, coalesce(s.estimated, 0) AS estimated
    FROM told t
    CROSS JOIN generate_series(0, 3) AS c (class)
    LEFT JOIN standing s ON s.fund = t.fund AND s.class = c.class
    WHERE t.dimension = 'province'
)
SELECT dimension, key, fund, employers, owing, workers, not_due, late, evaded, charge, newly_owing, cleared, recovered,
       estimated FROM told
UNION ALL
SELECT 'class', class::text, fund, employers, owing, workers, not_due, late, evaded, charge, newly_owing, cleared,
       recovered, estimated FROM classes
