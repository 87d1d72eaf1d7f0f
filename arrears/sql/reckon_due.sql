-- By cycle and contribution month the due day, and the day from which late days count (rules.months, the law's day 0), with the
-- weights of that day and of the month's end (rules.law: between two weights lies what is charged, days while the rate is one).
CREATE TEMP TABLE reckon_due ON COMMIT DROP AS
SELECT * FROM unnest(%(due_cycles)s::int[], %(due_ats)s::int[], %(due_days)s::date[], %(due_clocks)s::date[],
                     %(due_weights)s::bigint[], %(due_ends)s::bigint[])
    AS d (cycle, at, due_on, clock, weight, end_weight)
