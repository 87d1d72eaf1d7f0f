-- Statements of the month that a later file has taken the place of: of the same speaker, or about the same employer.
WITH latest AS (
    SELECT DISTINCT ON (s.employer_id) s.id
    FROM arrears_oldstatement s JOIN core_importbatch b ON b.id = s.batch_id
    WHERE s.month = %(month)s AND s.batch_id = ANY (%(files)s::bigint[])
    ORDER BY s.employer_id, b.sequence DESC, s.row_no
)
UPDATE arrears_oldstatement s SET is_current = FALSE
FROM core_importbatch b
WHERE b.id = s.batch_id AND b.province_code = %(province)s AND s.month = %(month)s AND s.is_current
  AND NOT EXISTS (SELECT FROM latest WHERE latest.id = s.id)
