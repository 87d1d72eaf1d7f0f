-- What a source says (count_said) becomes its newest word where it differs from the word that stands; what stood stays to be
-- read. Whoever says the same again adds nothing. Each row names the agency that counted.
CREATE TEMP TABLE count_new ON COMMIT DROP AS
SELECT s.employer_id, s.employed, s.subject, s.participating, s.not_participating, s.agency_id, c.id AS stands
FROM count_said s
LEFT JOIN employers_labourcount c
  ON c.employer_id = s.employer_id AND c.source = %(source)s AND c.period = %(period)s AND c.is_current
WHERE c.id IS NULL
   OR (c.employed, c.subject, c.participating, c.not_participating, c.agency_id)
      IS DISTINCT FROM (s.employed, s.subject, s.participating, s.not_participating, s.agency_id);
ANALYZE count_new;

UPDATE employers_labourcount c SET is_current = false FROM count_new n WHERE c.id = n.stands;

INSERT INTO employers_labourcount (employer_id, source, period, starts_on, version, is_current, employed, subject,
    participating, not_participating, agency_id, batch_id, review_id, recorded_at)
SELECT n.employer_id, %(source)s, %(period)s, %(starts_on)s, coalesce(v.version, 0) + 1, true, n.employed, n.subject,
       n.participating, n.not_participating, n.agency_id, %(batch)s, %(review)s, %(at)s
FROM count_new n
LEFT JOIN (
    SELECT c.employer_id, max(c.version) AS version
    FROM employers_labourcount c
    WHERE c.source = %(source)s AND c.period = %(period)s AND c.starts_on = %(starts_on)s
      AND c.employer_id IN (SELECT employer_id FROM count_new)
    GROUP BY c.employer_id
) v USING (employer_id)
