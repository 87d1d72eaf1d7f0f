-- What did each accepted line find, as the count of its agency's source, after the versions already there?
INSERT INTO employers_labourcount (employer_id, source, period, starts_on, version, is_current, employed, subject,
                                   participating, not_participating, agency_id, review_id, recorded_at)
SELECT l.employer_id, found.source, %(period)s, %(starts_on)s,
       1 + coalesce((SELECT max(version) FROM employers_labourcount AS c
                     WHERE c.employer_id = l.employer_id AND c.source = found.source AND c.period = %(period)s), 0),
       true,
       CASE WHEN l.found = 'no_workers' THEN 0 ELSE l.employed END,
       CASE WHEN l.found = 'no_workers' THEN 0 ELSE l.subject END,
       CASE WHEN l.found = 'no_workers' THEN 0 ELSE l.participating END,
       CASE WHEN l.found = 'no_workers' THEN 0 ELSE l.not_participating END,
       s.agency_id, s.review_id, %(at)s
FROM employers_reviewline AS l
JOIN employers_reviewshare AS s ON s.id = l.share_id
JOIN agencies_agency AS a ON a.id = s.agency_id
CROSS JOIN LATERAL (SELECT coalesce(%(sources)s::jsonb ->> a.kind_id, 'department') AS source) AS found
WHERE s.review_id = %(review)s AND s.status = 'accepted'
  AND (l.found = 'no_workers' OR num_nonnulls(l.employed, l.subject, l.participating, l.not_participating) > 0)
