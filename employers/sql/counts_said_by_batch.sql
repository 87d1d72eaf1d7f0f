-- What the matched rows of a file say of each employer; one that stands in several rows (several zones) has their sum, and
-- of a figure that some of its rows leave out nothing is said. Who must take part are those who do and those who do not.
CREATE TEMP TABLE count_said ON COMMIT DROP AS
SELECT m.employer_id,
       CASE WHEN count(s.employed) = count(*) THEN sum(s.employed) END::integer AS employed,
       CASE WHEN count(coalesce(s.subject, s.participating + s.not_participating)) = count(*)
            THEN sum(coalesce(s.subject, s.participating + s.not_participating)) END::integer AS subject,
       CASE WHEN count(s.participating) = count(*) THEN sum(s.participating) END::integer AS participating,
       CASE WHEN count(s.not_participating) = count(*) THEN sum(s.not_participating) END::integer AS not_participating
FROM employers_match m
JOIN employers_sourcerow s ON s.batch_id = m.batch_id AND s.row_no = m.row_no
WHERE m.batch_id = %(batch)s AND m.state IN ('matched', 'new') AND m.employer_id IS NOT NULL
  AND (%(employers)s::bigint[] IS NULL OR m.employer_id = ANY (%(employers)s::bigint[]))
GROUP BY m.employer_id
HAVING num_nonnulls(max(s.employed), max(s.subject), max(s.participating), max(s.not_participating)) > 0;
ANALYZE count_said
