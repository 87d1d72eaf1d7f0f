-- Of what a file says (count_said): how many words are the first of the source for the period, how many differ from it.
SELECT count(*) FILTER (WHERE c.id IS NULL) AS new,
       count(*) FILTER (WHERE c.id IS NOT NULL
           AND (c.employed, c.subject, c.participating, c.not_participating)
               IS DISTINCT FROM (s.employed, s.subject, s.participating, s.not_participating)) AS changed,
       count(*) AS said
FROM count_said s
LEFT JOIN employers_labourcount c
  ON c.employer_id = s.employer_id AND c.source = %(source)s AND c.period = %(period)s AND c.is_current
