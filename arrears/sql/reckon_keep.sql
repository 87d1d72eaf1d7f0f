-- Keep what was reckoned of those who owe, by the portal or by BHXH. `restarts`: days after which the count of evasion begins
-- anew, where the setting says that it does. Of whom the portal knows no C12 it says nothing: all is nought.
INSERT INTO arrears_reckoning (
    run_id, employer_id, worst, ground, urged_on, is_justified, is_opening_dated, days_late, days_evaded, age_evaded, due_on,
    months_age, months_unpaid, months_ratio, paid_through, surplus
    , not_due_{fund}, late_{fund}, evaded_{fund}, charge_late_{fund}, charge_evaded_{fund} --each fund
)
SELECT %(run)s, w.employer_id, coalesce(f.worst, 0), coalesce(f.ground, ''), f.urged_on, coalesce(f.is_justified, FALSE),
       coalesce(f.is_opening_dated, TRUE), coalesce(f.days_late, 0), greatest(0, coalesce(f.days_evaded, 0) - %(restarts)s),
       coalesce(f.age_evaded, 0), f.due_on, coalesce(f.months_age, 0), coalesce(f.months_unpaid, 0), f.months_ratio,
       f.paid_through, coalesce(f.surplus, 0)
       , coalesce(f.not_due_{fund}, 0), coalesce(f.late_{fund}, 0), coalesce(f.evaded_{fund}, 0), coalesce(f.charge_late_{fund}, 0), coalesce(f.charge_evaded_{fund}, 0) --each fund
FROM reckon_who w
LEFT JOIN reckon_found f ON f.employer_id = w.employer_id
WHERE w.is_listed OR f.worst >= 2
