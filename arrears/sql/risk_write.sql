-- The scores of one version: the points of every factor, added up and scaled to 0-100, with what each rests on. A sector alone
-- makes no score: it says nothing of the employer itself.
WITH risk_ground AS MATERIALIZED (
<<ground>>
), parts AS MATERIALIZED (
<<factors>>
), pointed AS (
    SELECT employer_id, factor, most, is_own, fact, ((least(greatest(share, 0), 1000) * most + 500) / 1000)::int AS points
    FROM parts
), summed AS (
    SELECT employer_id, sum(points) AS points,
           jsonb_agg(jsonb_build_object('factor', factor, 'points', points, 'most', most, 'fact', fact)
                     ORDER BY points DESC, most DESC, factor) AS parts
    FROM pointed WHERE points > 0 GROUP BY employer_id HAVING bool_or(is_own)
), scored AS (
    SELECT employer_id, (points * 200 + %(most)s) / (2 * %(most)s) AS score, parts FROM summed
)
INSERT INTO arrears_riskscore (run_id, employer_id, score, band, parts)
SELECT %(run)s, employer_id, score, (SELECT count(*) FROM unnest(%(bands)s::int[]) AS b (least) WHERE b.least <= s.score), parts
FROM scored s WHERE score > 0
