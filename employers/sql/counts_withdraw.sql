-- What a file or a review said is taken back; of each period that it spoke of the newest word not taken back stands again.
CREATE TEMP TABLE count_gone ON COMMIT DROP AS
SELECT id, employer_id, source, period FROM employers_labourcount
WHERE withdrawn_at IS NULL AND (batch_id = %(batch)s OR review_id = %(review)s);

UPDATE employers_labourcount c SET is_current = false, withdrawn_at = %(at)s FROM count_gone g WHERE c.id = g.id;

UPDATE employers_labourcount c SET is_current = true
FROM (
    SELECT DISTINCT ON (c.employer_id, c.source, c.period) c.id
    FROM count_gone g
    JOIN employers_labourcount c
      ON c.employer_id = g.employer_id AND c.source = g.source AND c.period = g.period AND c.withdrawn_at IS NULL
    ORDER BY c.employer_id, c.source, c.period, c.version DESC
) newest
WHERE c.id = newest.id AND NOT c.is_current
