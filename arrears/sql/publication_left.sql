-- Who of these employers was taken off something published: by figures as new as these (is_new), for whatever reason; or because
-- it was named wrongly, however old the figures were. The place in an edition is how many published lines stand up to it.
WITH gone AS (
    SELECT v.id AS event, v.place, e.publication_id, e.month >= %(month)s AS is_new
    FROM arrears_editionevent v JOIN arrears_edition e ON e.id = v.edition_id
    WHERE e.province_slug = %(province)s AND e.what <> 'praise'
      AND (v.kind = 'corrected' OR v.kind = 'delisted' AND e.month >= %(month)s)
), named AS (
    SELECT l.publication_id, l.employer_id, row_number() OVER (PARTITION BY l.publication_id ORDER BY l.place, l.id) AS place
    FROM arrears_publicationline l
    WHERE l.state = 'published' AND l.publication_id IN (SELECT publication_id FROM gone)
)
SELECT n.employer_id, g.event, g.is_new
FROM gone g JOIN named n ON n.publication_id = g.publication_id AND n.place = g.place
WHERE n.employer_id = ANY(%(employers)s::bigint[])
ORDER BY g.event
