-- Who owes for at least this many months at the month's end, by one closed version? Only with late or evaded BHXH money,
-- of the kinds covered; a unit whose kind no file gives is not left out. Months are compared as they are, never rounded;
-- they are counted on the BHXH fund, so that without a fund of its own a list asks for BHXH money. The most first.
SELECT row_number() OVER (ORDER BY l.owed DESC, e.unit_code) AS place, l.employer_id, e.unit_code, e.tax_code, e.name,
       e.folded, l.commune_id, l.zone_id, l.office_id, l.kind, l.state, l.worst, l.workers,
       coalesce(l.months_supplied, l.months_computed) AS months, l.months_source,
       0
           + l.late_{fund} --each fund
       AS late,
       0
           + l.evaded_{fund} --each fund
       AS evaded,
       l.owed,
       jsonb_strip_nulls(jsonb_build_object(
           '{fund}', nullif(l.late_{fund} + l.evaded_{fund}, 0), --each fund
           'charge', nullif(0
               + l.charge_{fund} --each fund
           , 0))) AS owed_by_fund,
       coalesce(e.tax_code_ok, TRUE) AND l.commune_id IS NOT NULL AND l.kind IS NOT NULL AS is_publishable,
       u.name AS commune
FROM arrears_ledgerrow l
JOIN employers_employer e ON e.id = l.employer_id
LEFT JOIN agencies_adminunit u ON u.id = l.commune_id
WHERE l.province_id = %(province)s AND l.month = %(month)s AND l.version = %(version)s
  AND CASE %(fund)s WHEN 'bhyt' THEN l.late_bhyt + l.evaded_bhyt WHEN 'bhtn' THEN l.late_bhtn + l.evaded_bhtn
                    ELSE l.late_odts + l.evaded_odts + l.late_httt + l.evaded_httt END > 0
  AND CASE %(fund)s WHEN 'all' THEN l.owed WHEN 'bhyt' THEN l.late_bhyt + l.evaded_bhyt
                    WHEN 'bhtn' THEN l.late_bhtn + l.evaded_bhtn
                    ELSE l.late_odts + l.evaded_odts + l.late_httt + l.evaded_httt END >= %(minimum)s
  AND CASE WHEN %(inclusive)s THEN coalesce(l.months_supplied, l.months_computed) >= %(threshold)s
           ELSE coalesce(l.months_supplied, l.months_computed) > %(threshold)s END
  AND (l.kind IS NULL OR l.kind = ANY (%(kinds)s::int[]))
  AND (l.state IS NULL OR l.state <> ALL (%(excluded_states)s::int[]))
