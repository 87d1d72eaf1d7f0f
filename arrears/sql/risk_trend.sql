-- How much of what it owes arose in the last 3 and 6 months; a month that was not closed is not asked.
SELECT g.employer_id,
       (CASE WHEN %(knows_3)s THEN greatest(g.owed - g.owed_3, 0) * 1000 / g.owed ELSE 0 END
        + CASE WHEN %(knows_6)s THEN greatest(g.owed - g.owed_6, 0) * 1000 / g.owed ELSE 0 END)
           / greatest(1, %(knows_3)s::int + %(knows_6)s::int) AS share,
       jsonb_build_object(
           'owed', g.owed,
           'owed_3', CASE WHEN %(knows_3)s THEN g.owed_3 END,
           'owed_6', CASE WHEN %(knows_6)s THEN g.owed_6 END) AS fact
FROM risk_ground g
WHERE g.owed > 0 AND (%(knows_3)s OR %(knows_6)s)
