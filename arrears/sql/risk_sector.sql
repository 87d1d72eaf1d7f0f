-- How many of the others of its sector owe, against the province's share: twice as many are everything. A sector needs others
-- enough to say anything.
SELECT s.employer_id, least(1000, s.owing * 1000 * s.of_all / (s.others * s.owing_all) - 1000) AS share,
       jsonb_build_object('sector', s.sector, 'owing', s.owing, 'others', s.others) AS fact
FROM (
    SELECT g.employer_id, g.sector, k.employers::bigint - 1 AS others, k.owing::bigint - (g.owed > 0)::int AS owing,
           p.employers::bigint AS of_all, p.owing::bigint AS owing_all
    FROM risk_ground g
    JOIN arrears_rollup k ON k.province_id = %(province)s AND k.month = %(month)s AND k.version = %(version)s
        AND k.dimension = 'sector' AND k.key = g.sector AND k.fund = 'all'
    JOIN arrears_rollup p ON p.province_id = %(province)s AND p.month = %(month)s AND p.version = %(version)s
        AND p.dimension = 'province' AND p.fund = 'all'
    WHERE g.sector <> '' AND k.employers > %(fewest_others)s AND p.owing > 0
) s
WHERE s.owing * s.of_all > s.others * s.owing_all
