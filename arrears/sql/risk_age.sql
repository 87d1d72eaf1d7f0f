-- How long it owes: six months, or 180 days, are everything.
SELECT g.employer_id,
       least(1000, greatest(floor(coalesce(g.months, 0) * 1000 / 6)::bigint, coalesce(g.days, 0)::bigint * 1000 / 180)) AS share,
       jsonb_build_object('months', g.months, 'days', g.days) AS fact
FROM risk_ground g
WHERE g.owed > 0 AND (g.months > 0 OR g.days > 0)
