-- Rows that are told to be newcomers, each with the id its employer will have; rows of one code (else of one name and place)
-- are one newcomer.
CREATE TEMP TABLE newcomer ON COMMIT DROP AS
WITH told AS (
    SELECT s.row_no, s.name, s.sort_key, c.id AS commune_id, z.id AS zone_id, coalesce(s.sector, '') AS sector,
           CASE WHEN s.sector IS NOT NULL THEN coalesce(s.vsic_version, '') ELSE '' END AS version,
           coalesce(s.unit_code, s.tax_code, s.personal_no, s.registration_no, s.budget_code,
                    s.folded || '|' || coalesce(s.commune_code, s.commune_name, '')) AS key
    FROM employers_match m JOIN employers_sourcerow s ON s.batch_id = m.batch_id AND s.row_no = m.row_no
    LEFT JOIN agencies_adminunit c
        ON c.code = s.commune_code AND c.level = 3 AND c.valid_to IS NULL AND c.province_id = %(unit)s
    LEFT JOIN employers_zone z ON z.code = s.zone_code AND z.province_id = %(province)s
    WHERE m.batch_id = %(batch)s AND m.state = 'new' AND m.employer_id IS NULL AND s.name IS NOT NULL
      AND (%(rows)s::integer[] IS NULL OR m.row_no = ANY (%(rows)s::integer[]))
), firsts AS MATERIALIZED (
    SELECT key, nextval((SELECT pg_get_serial_sequence('employers_employer', 'id'))::regclass) AS id, min(row_no) AS row_no
    FROM told GROUP BY key
)
SELECT f.id, t.row_no, t.name, t.sort_key, t.commune_id, t.zone_id, t.sector, t.version, t.row_no = f.row_no AS is_first
FROM told t JOIN firsts f USING (key)
