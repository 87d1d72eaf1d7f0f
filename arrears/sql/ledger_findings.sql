-- What in the month's figures does not fit together? For BHXH to look at: per kind of difference the number of cases, and
-- of each kind the largest ones with both figures. One pass over the rows; most of them have nothing to tell.
WITH odd AS MATERIALIZED (
    SELECT * FROM (
        SELECT f.*, f.charge_odts + f.charge_httt AS bhxh_charge,
               greatest(coalesce(f.days_late, 0), coalesce(f.days_evaded, 0)) AS most_days
        FROM arrears_fresh f
    ) f
    WHERE is_odd
), found AS (
    SELECT o.employer_id, v.*
    FROM odd o
    CROSS JOIN LATERAL (VALUES
        ('sum_differs', '{fund}', greatest(closing_{fund}, 0)::text, (not_due_{fund} + late_{fund} + evaded_{fund})::text, abs(greatest(closing_{fund}, 0) - not_due_{fund} - late_{fund} - evaded_{fund}), closing_{fund} IS NOT NULL AND greatest(closing_{fund}, 0) <> not_due_{fund} + late_{fund} + evaded_{fund}), --each split
        ('opening_differs', '{fund}', last_closing_{fund}::text, opening_{fund}::text, abs(opening_{fund} - last_closing_{fund}), opening_{fund} <> last_closing_{fund}), --each fund
        ('late_but_omitted', '', '0', fifo::text, fifo, is_omitted AND fifo > 0),
        ('no_basis', '', '', owed::text, owed, is_unsure OR (bhxh > 0 AND months_source = 0)),
        ('due_differs', '', due_by_months::text, due_by_days::text, abs(due_by_months - due_by_days)::bigint,
            bhxh > 0 AND due_by_months <> due_by_days
            AND NOT (due_by_months < %(legacy_day0)s::date AND due_by_days = %(legacy_day0)s::date)),
        ('months_differ', '', months_supplied::text, months_computed::text,
            abs(floor(months_supplied) - months_computed)::bigint, bhxh > 0 AND months_computed <> floor(months_supplied)),
        ('old_months_differ', '', trim_scale(months_owed)::text, trim_scale(old_months)::text,
            abs(trunc(months_owed - old_months))::bigint, months_owed <> old_months),
        ('charge_misfit', '', div(bhxh::numeric * most_days * %(rate)s, 100000)::text, bhxh_charge::text,
            abs(bhxh_charge - div(bhxh::numeric * most_days * %(rate)s, 100000))::bigint,
            bhxh > 0 AND most_days > 0 AND bhxh_charge > 0 AND (
                bhxh_charge < div(bhxh::numeric * %(rate)s, 100000) * 0.995 - 1000
                OR bhxh_charge > div(bhxh::numeric * most_days * %(rate)s, 100000) * 1.005 + 1000
                -- money paid late leaves its charge behind: where payments are known, the reckoning says what it comes to
                AND coalesce(paid_odts, 0) + coalesce(paid_httt, 0) = 0
                AND NOT EXISTS (SELECT FROM arrears_ledgerrow h WHERE h.employer_id = o.employer_id AND h.month < %(month)s)))
    ) AS v (code, fund, expected, found, weight, is_so)
    WHERE v.is_so
), numbered AS (
    SELECT f.*, e.unit_code, count(*) OVER (PARTITION BY code) AS total,
           row_number() OVER (PARTITION BY code ORDER BY weight DESC, e.unit_code, fund) AS place
    FROM found f JOIN employers_employer e ON e.id = f.employer_id
)
SELECT code, unit_code, fund, expected, found, total FROM numbered WHERE place <= %(listed)s ORDER BY code, place
