-- The notes in force in the report's month: of each employer the newest that has begun, empty where there is none. Measures that
-- other rooms tell (those of `told`) stand before what BHXH typed.
UPDATE reports_reportline line
SET cause = note.cause, solution = note.solution, measures = note.measures, proposal = note.proposal, remark = note.remark
FROM (
    SELECT mine.id, COALESCE(n.cause, '') AS cause, COALESCE(n.solution, '') AS solution,
           left(concat_ws('; ', nullif(t.told, ''), nullif(n.measures, '')), 1000) AS measures,
           COALESCE(n.proposal, '') AS proposal, COALESCE(n.remark, '') AS remark
    FROM reports_reportline mine
    LEFT JOIN unnest(%(employers)s::bigint[], %(told)s::text[]) AS t (employer_id, told) ON t.employer_id = mine.employer_id
    LEFT JOIN LATERAL (
        SELECT c.name AS cause, n.solution, n.measures, n.proposal, n.remark
        FROM arrears_arrearsnote n
        LEFT JOIN arrears_notecause c ON c.code = n.cause_id
        WHERE n.employer_id = mine.employer_id AND n.month <= %(month)s
        ORDER BY n.month DESC, n.id DESC
        LIMIT 1
    ) n ON true
    WHERE mine.report_id = %(report)s
) note
WHERE line.id = note.id
    AND (line.cause, line.solution, line.measures, line.proposal, line.remark)
        IS DISTINCT FROM (note.cause, note.solution, note.measures, note.proposal, note.remark)
