-- Of the rows that are matched: how many tell an event that stands already, and how many there are.
SELECT count(*) FILTER (WHERE v.id IS NOT NULL), count(*)
FROM employers_match m
JOIN employers_sourcerow s ON s.batch_id = m.batch_id AND s.row_no = m.row_no
LEFT JOIN employers_statusevent v
    ON v.employer_id = m.employer_id AND v.kind = s.event AND v.happened_on = s.happened_on AND v.withdrawn_at IS NULL
WHERE m.batch_id = %(batch)s AND m.state = 'matched'
