-- Where the parts and the rules in Python lay down what they found of each employer, before it is kept and compared.
-- `oldest_at`: the oldest unpaid overdue month of BHXH; `has_less`: something was lowered or taken back; `has_paid_late`: some
-- of the charge is of money paid since, by a day that the file does not tell.
CREATE TEMP TABLE reckon_found (
    employer_id bigint, cycle int,
    not_due_{fund} bigint, late_{fund} bigint, evaded_{fund} bigint, charge_late_{fund} bigint, charge_evaded_{fund} bigint, --each fund
    worst smallint, ground text, urged_on date, is_justified boolean, is_opening_dated boolean,
    days_late int, days_evaded int, age_evaded int, due_on date, oldest_at int,
    months_age int, months_unpaid int, months_ratio numeric, paid_through date, surplus bigint,
    has_less boolean, has_paid_late boolean
) ON COMMIT DROP
