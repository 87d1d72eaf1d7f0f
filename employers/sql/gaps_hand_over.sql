-- Gaps that wait are the managing agency's of today; those dealt with stay with who dealt with them.
WITH moved AS (
    UPDATE employers_gap g SET agency_id = e.agency_id
    FROM employers_employer e
    WHERE e.id = g.employer_id AND e.province_id = %(province)s AND g.state IN ('open', 'demanded')
      AND e.agency_id IS NOT NULL AND g.agency_id <> e.agency_id
    RETURNING g.id, g.state, g.agency_id
)
INSERT INTO employers_gapstep (gap_id, state, "on", reason, note, document_no, agency_id, at)
SELECT id, state, %(on)s, '', %(note)s, '', agency_id, now() FROM moved
