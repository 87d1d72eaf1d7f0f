-- By cycle and contribution month the due day, and the day from which late days count (rules.months, the law's day 0).
CREATE TEMP TABLE reckon_due ON COMMIT DROP AS
SELECT * FROM unnest(%(due_cycles)s::int[], %(due_ats)s::int[], %(due_days)s::date[], %(due_clocks)s::date[])
    AS d (cycle, at, due_on, clock)
