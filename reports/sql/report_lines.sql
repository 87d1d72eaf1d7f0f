-- One frozen line per employer that is late or evading in the version, the largest debt first.
INSERT INTO reports_reportline (
    report_id, employer_id, place, unit_code, tax_code, name, folded, commune_id, zone_id, office_id, worst, state,
    workers, months, odts, httt, bhyt, bhtn, tnld_bnn, unsplit, owed, charge, cause, solution, measures, proposal, remark
)
SELECT
    %(report)s, r.employer_id, row_number() OVER (ORDER BY r.owed DESC, e.unit_code), e.unit_code, e.tax_code, e.name,
    e.folded, r.commune_id, r.zone_id, r.office_id, r.worst, r.state, r.workers,
    COALESCE(r.months_supplied, r.months_computed),
    r.late_odts + r.evaded_odts, r.late_httt + r.evaded_httt, r.late_bhyt + r.evaded_bhyt,
    r.late_bhtn + r.evaded_bhtn, r.late_tnld_bnn + r.evaded_tnld_bnn, r.late_unsplit + r.evaded_unsplit, r.owed,
    r.charge_odts + r.charge_httt + r.charge_bhyt + r.charge_bhtn + r.charge_tnld_bnn + r.charge_unsplit, '', '', '', '', ''
FROM arrears_ledgerrow r
JOIN employers_employer e ON e.id = r.employer_id
WHERE r.province_id = %(province)s AND r.month = %(month)s AND r.version = %(version)s AND r.worst >= 2
