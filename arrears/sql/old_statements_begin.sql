-- Statements of the month that count now: of the files that speak, the latest of each employer.
WITH latest AS (
    SELECT DISTINCT ON (s.employer_id) s.id
    FROM arrears_oldstatement s JOIN core_importbatch b ON b.id = s.batch_id
    WHERE s.month = %(month)s AND b.province_code = %(province)s AND s.batch_id = ANY (%(files)s::bigint[])
    ORDER BY s.employer_id, b.sequence DESC, s.row_no
)
UPDATE arrears_oldstatement s SET is_current = TRUE FROM latest WHERE latest.id = s.id AND NOT s.is_current
