-- What the accepted shares of some agencies say in a review; nobody works where nobody is employed, and a line without any
-- figure says nothing.
CREATE TEMP TABLE count_said ON COMMIT DROP AS
SELECT l.employer_id,
       CASE WHEN l.found = 'no_workers' THEN 0 ELSE l.employed END AS employed,
       CASE WHEN l.found = 'no_workers' THEN 0 ELSE l.subject END AS subject,
       CASE WHEN l.found = 'no_workers' THEN 0 ELSE l.participating END AS participating,
       CASE WHEN l.found = 'no_workers' THEN 0 ELSE l.not_participating END AS not_participating,
       s.agency_id
FROM employers_reviewshare s
JOIN employers_reviewline l ON l.share_id = s.id
WHERE s.review_id = %(review)s AND s.status = 'accepted' AND s.agency_id = ANY (%(agencies)s::bigint[])
  AND (l.found = 'no_workers' OR num_nonnulls(l.employed, l.subject, l.participating, l.not_participating) > 0);
ANALYZE count_said
