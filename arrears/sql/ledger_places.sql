-- Communes of the month's end by their code, and the office and the committee that oversee each then (parts of a WITH).
overseers AS (
    SELECT DISTINCT ON (t.unit_id, a.kind_id) t.unit_id, a.kind_id, t.agency_id
    FROM agencies_agencyterritory t JOIN agencies_agency a ON a.id = t.agency_id
    WHERE a.province_id = %(province)s AND a.kind_id IN ('social_insurance_local', 'commune_committee')
      AND t.valid_from <= %(month_end)s::date AND (t.valid_to IS NULL OR t.valid_to >= %(month_end)s::date)
    ORDER BY t.unit_id, a.kind_id, t.valid_from DESC, t.id
), overseen AS (
    SELECT unit_id, max(agency_id) FILTER (WHERE kind_id = 'social_insurance_local') AS office_id,
           max(agency_id) FILTER (WHERE kind_id = 'commune_committee') AS committee_id
    FROM overseers GROUP BY unit_id
), places AS (
    SELECT DISTINCT ON (code) code, id FROM agencies_adminunit
    WHERE level = 3 AND province_id = %(unit)s
      AND valid_from <= %(month_end)s::date AND (valid_to IS NULL OR valid_to >= %(month_end)s::date)
    ORDER BY code, valid_from DESC
)
