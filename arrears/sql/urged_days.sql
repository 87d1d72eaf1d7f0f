-- Days on which employers of a province were urged in writing, oldest first: what arrears.queries.urging.urged_days says, for
-- all of them at once. A notice without the day that counts (form B10a-TS tells none) is no row; a withdrawn one neither.
SELECT n.employer_id, array_agg(n.day ORDER BY n.day) AS days
FROM (
    SELECT u.employer_id, CASE %(counts_from)s WHEN 'issued' THEN u.issued_on ELSE u.served_on END AS day
    FROM arrears_urgingnotice u
    JOIN employers_employer e ON e.id = u.employer_id
    WHERE e.province_id = %(province)s AND u.state IN ('issued', 'served')
) n
WHERE n.day <= %(on)s
GROUP BY n.employer_id
