-- The notes in force in the report's month: of each employer the newest that has begun, empty where there is none.
UPDATE reports_reportline line
SET cause = COALESCE(note.cause, ''), measures = COALESCE(note.measures, ''), proposal = COALESCE(note.proposal, '')
FROM reports_reportline mine
LEFT JOIN LATERAL (
    SELECT c.name AS cause, n.measures, n.proposal
    FROM arrears_arrearsnote n
    LEFT JOIN arrears_notecause c ON c.code = n.cause_id
    WHERE n.employer_id = mine.employer_id AND n.month <= %(month)s
    ORDER BY n.month DESC, n.id DESC
    LIMIT 1
) note ON true
WHERE mine.report_id = %(report)s AND line.id = mine.id
    AND (line.cause, line.measures, line.proposal)
        IS DISTINCT FROM (COALESCE(note.cause, ''), COALESCE(note.measures, ''), COALESCE(note.proposal, ''))
