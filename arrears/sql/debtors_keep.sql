-- The chosen debtors as the entries of one list.
INSERT INTO arrears_debtorentry (debtor_list_id, province_id, place, employer_id, unit_code, tax_code, name, folded, commune_id,
    zone_id, office_id, kind, state, worst, workers, months, months_source, late, evaded, owed, owed_by_fund, is_publishable)
SELECT %(list)s, %(province)s, place, employer_id, unit_code, tax_code, name, folded, commune_id,
    zone_id, office_id, kind, state, worst, workers, months, months_source, late, evaded, owed, owed_by_fund, is_publishable
FROM (<<chosen>>) chosen
