-- How far payroll or people fell from the most of 3 and 6 months ago; half is everything, a tenth or less is nothing, nor is one
-- person. Who is absent from the month's file told no figure of it.
SELECT s.employer_id, least(1000, 2 * greatest(s.payroll_fell, s.workers_fell)) AS share,
       jsonb_build_object('payroll', s.payroll, 'payroll_was', s.payroll_was, 'workers', s.workers,
                          'workers_was', s.workers_was) AS fact
FROM (
    SELECT w.*,
           CASE WHEN w.payroll_was > w.payroll THEN (w.payroll_was - w.payroll) * 1000 / w.payroll_was ELSE 0 END AS payroll_fell,
           CASE WHEN w.workers_was - w.workers > 1 THEN (w.workers_was - w.workers)::bigint * 1000 / w.workers_was ELSE 0 END
               AS workers_fell
    FROM (
        SELECT g.employer_id, g.payroll, g.workers, greatest(g.payroll_3, g.payroll_6) AS payroll_was,
               greatest(g.workers_3, g.workers_6) AS workers_was
        FROM risk_ground g WHERE NOT g.is_absent
    ) w
) s
WHERE greatest(s.payroll_fell, s.workers_fell) > 100
