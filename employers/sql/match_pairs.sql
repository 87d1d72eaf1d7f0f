-- For the rows not told yet: every employer that shares a code, the ten digits of a branch or parent, or (match_named) the
-- name; with those it was merged into and those merged into it.
CREATE TEMP TABLE match_pair ON COMMIT DROP AS
WITH open AS (
    SELECT r.* FROM match_row r
    WHERE NOT EXISTS (SELECT 1 FROM employers_match m WHERE m.batch_id = %(batch)s AND m.row_no = r.row_no)
), tens AS (
    SELECT row_no, ten FROM open WHERE ten <> ''
    UNION SELECT row_no, left(parent_tax_code, 10) FROM open WHERE parent_tax_code <> ''
), coded AS (
    SELECT row_no, code.scheme, code.value
    FROM open CROSS JOIN LATERAL (VALUES ('tax_code', tax_code), ('unit_code', unit_code), ('personal_no', personal_no),
        ('registration_no', registration_no), ('budget_code', budget_code)) AS code (scheme, value)
    WHERE code.value <> ''
), found AS (
    SELECT t.row_no, e.id
    FROM tens t
    JOIN (SELECT id, CASE WHEN length(tax_code) IN (10, 14) THEN left(tax_code, 10) ELSE tax_code END AS ten
          FROM employers_employer WHERE province_id = %(province)s AND tax_code <> '') e USING (ten)
    UNION
    SELECT t.row_no, i.employer_id
    FROM tens t
    JOIN (SELECT i.employer_id, CASE WHEN length(i.value) IN (10, 14) THEN left(i.value, 10) ELSE i.value END AS ten
          FROM employers_identifier i JOIN employers_employer e ON e.id = i.employer_id AND e.province_id = %(province)s
          WHERE i.scheme = 'tax_code') i USING (ten)
    UNION
    SELECT c.row_no, h.employer_id FROM coded c JOIN match_holder h USING (scheme, value)
    UNION
    SELECT row_no, employer_id FROM match_named
), rooted AS (
    SELECT DISTINCT f.row_no, coalesce(m.root, f.id) AS root FROM found f LEFT JOIN match_merged m USING (id)
)
SELECT row_no, root AS employer_id FROM rooted
UNION
SELECT r.row_no, m.id FROM rooted r JOIN match_merged m ON m.root = r.root
