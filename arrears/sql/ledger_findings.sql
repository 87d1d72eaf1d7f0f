-- What in the month's figures does not fit together? For BHXH to look at: per kind of difference the number of cases, and
-- of each kind the largest ones with both figures.
WITH facts AS (
    SELECT f.*, e.unit_code, p.month AS last_month,
           p.closing_{fund} AS last_closing_{fund}, --each fund
           f.charge_odts + f.charge_httt AS bhxh_charge,
           greatest(coalesce(f.days_late, 0), coalesce(f.days_evaded, 0)) AS most_days
    FROM arrears_fresh f
    JOIN employers_employer e ON e.id = f.employer_id
    LEFT JOIN arrears_ledgerrow p ON p.employer_id = f.employer_id AND p.month = %(prior_month)s
        AND p.version = %(prior_version)s AND %(prior_is_window)s
), found AS (
    SELECT 'sum_differs' AS code, unit_code, '{fund}' AS fund, greatest(closing_{fund}, 0)::text AS expected, (not_due_{fund} + late_{fund} + evaded_{fund})::text AS found, abs(greatest(closing_{fund}, 0) - not_due_{fund} - late_{fund} - evaded_{fund}) AS weight FROM facts WHERE closing_{fund} IS NOT NULL AND greatest(closing_{fund}, 0) <> not_due_{fund} + late_{fund} + evaded_{fund} UNION ALL --each split
    SELECT 'opening_differs', unit_code, '{fund}', last_closing_{fund}::text, opening_{fund}::text, abs(opening_{fund} - last_closing_{fund}) FROM facts WHERE opening_{fund} <> last_closing_{fund} UNION ALL --each fund
    SELECT 'late_but_omitted', unit_code, '', '0', fifo::text, fifo FROM facts WHERE is_omitted AND fifo > 0
    UNION ALL
    SELECT 'no_basis', unit_code, '', '', owed::text, abs(owed) FROM facts WHERE is_unsure OR (bhxh > 0 AND months_source = 0)
    UNION ALL
    SELECT 'due_differs', unit_code, '', due_by_months::text, due_by_days::text, abs(due_by_months - due_by_days)
    FROM facts WHERE bhxh > 0 AND due_by_months <> due_by_days
        AND NOT (due_by_months < %(legacy_day0)s::date AND due_by_days = %(legacy_day0)s::date)
    UNION ALL
    SELECT 'months_differ', unit_code, '', months_supplied::text, months_computed::text,
           abs(floor(months_supplied) - months_computed)
    FROM facts WHERE bhxh > 0 AND months_computed <> floor(months_supplied)
    UNION ALL
    SELECT 'charge_misfit', unit_code, '', div(bhxh::numeric * most_days * %(rate)s, 100000)::text, bhxh_charge::text,
           abs(bhxh_charge - div(bhxh::numeric * most_days * %(rate)s, 100000))
    FROM facts
    WHERE bhxh > 0 AND most_days > 0 AND bhxh_charge > 0 AND NOT (
        bhxh_charge <= div(bhxh::numeric * most_days * %(rate)s, 100000) * 1.005 + 1000
        AND bhxh_charge >= div(bhxh::numeric * %(rate)s, 100000) * 0.995 - 1000)
), numbered AS (
    SELECT *, count(*) OVER (PARTITION BY code) AS total,
           row_number() OVER (PARTITION BY code ORDER BY weight DESC, unit_code, fund) AS place
    FROM found
)
SELECT code, unit_code, fund, expected, found, total FROM numbered WHERE place <= %(listed)s ORDER BY code, place
