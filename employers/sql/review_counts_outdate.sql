-- Which counts of the same source and period are followed by what the review found?
UPDATE employers_labourcount AS c SET is_current = false
FROM employers_reviewline AS l
JOIN employers_reviewshare AS s ON s.id = l.share_id
JOIN agencies_agency AS a ON a.id = s.agency_id
WHERE s.review_id = %(review)s AND s.status = 'accepted' AND c.is_current
  AND c.employer_id = l.employer_id AND c.period = %(period)s
  AND c.source = coalesce(%(sources)s::jsonb ->> a.kind_id, 'department')
  AND (l.found = 'no_workers' OR num_nonnulls(l.employed, l.subject, l.participating, l.not_participating) > 0)
