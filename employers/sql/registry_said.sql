-- What the registry's file says of each known employer beside what is known. Its own facts are corrected; place, kind, first day
-- and legal unit are only filled where nobody said them. Of a newcomer, which entered as its row tells it, only the legal unit is new.
WITH rows AS (
    SELECT DISTINCT ON (m.employer_id) m.employer_id, m.state, s.*
    FROM employers_match m JOIN employers_sourcerow s ON s.batch_id = m.batch_id AND s.row_no = m.row_no
    WHERE m.batch_id = %(batch)s AND m.employer_id IS NOT NULL AND m.state IN ('matched', 'new')
      AND (m.state = 'matched' OR s.parent_tax_code IS NOT NULL)
      AND (%(rows)s::integer[] IS NULL OR m.row_no = ANY (%(rows)s::integer[]))
    ORDER BY m.employer_id, s.row_no
), legal AS (
    SELECT tax_code, min(id) AS id FROM employers_employer
    WHERE province_id = %(province)s AND merged_into_id IS NULL AND tax_code <> ''
      AND tax_code IN (SELECT parent_tax_code FROM rows WHERE parent_tax_code IS NOT NULL)
    GROUP BY tax_code HAVING count(*) = 1
)
SELECT e.id AS employer_id, r.state, s.*,
       (s.name, s.address, s.tax_code, s.kind, s.sector, s.vsic, s.vsic_version, s.parent_id, s.began_on, s.commune_id, s.zone_id)
       IS DISTINCT FROM
       (e.name, e.address, e.tax_code, e.kind, e.sector, e.vsic, e.vsic_version, e.parent_id, e.began_on, e.commune_id, e.zone_id)
       AS is_changed
FROM rows r JOIN employers_employer e ON e.id = r.employer_id
LEFT JOIN legal ON legal.tax_code = r.parent_tax_code
LEFT JOIN agencies_adminunit c
    ON c.code = r.commune_code AND c.level = 3 AND c.valid_to IS NULL AND c.province_id = %(unit)s
LEFT JOIN employers_zone z ON z.code = r.zone_code AND z.province_id = %(province)s
CROSS JOIN LATERAL (
    SELECT
        r.name AS name, r.folded AS folded, CASE WHEN r.name = e.name THEN e.sort_key ELSE r.sort_key END AS sort_key,
        coalesce(r.address, e.address) AS address,
        CASE WHEN e.tax_code = '' THEN coalesce(r.tax_code, '') ELSE e.tax_code END AS tax_code,
        CASE WHEN e.tax_code = '' THEN r.tax_code_ok ELSE e.tax_code_ok END AS tax_code_ok,
        coalesce(e.kind, r.kind) AS kind,
        CASE WHEN r.sector IS NOT NULL THEN r.sector ELSE e.sector END AS sector,
        CASE WHEN r.sector IS NOT NULL THEN coalesce(r.vsic, e.vsic) ELSE e.vsic END AS vsic,
        CASE WHEN r.sector IS NOT NULL THEN coalesce(r.vsic_version, e.vsic_version) ELSE e.vsic_version END AS vsic_version,
        CASE WHEN legal.id <> e.id THEN coalesce(e.parent_id, legal.id) ELSE e.parent_id END AS parent_id,
        coalesce(e.began_on, r.happened_on) AS began_on,
        coalesce(e.commune_id, c.id) AS commune_id,
        coalesce(e.zone_id, z.id) AS zone_id
) s
