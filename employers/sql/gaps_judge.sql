-- What becomes of each gap of the kind and period, now that gap_said says how things are.
CREATE TEMP TABLE gap_move ON COMMIT DROP AS
WITH known AS (
    SELECT g.* FROM employers_gap g JOIN employers_employer e ON e.id = g.employer_id
    WHERE e.province_id = %(province)s AND g.kind = %(kind)s AND g.period = %(period)s
      AND (%(kind)s = 'not_joined' OR g.source = %(source)s)
)
SELECT g.id AS gap_id, s.employer_id, s.count_id, s.source, s.counted, s.participating, s.size, s.agency_id,
       coalesce(g.agency_id, s.agency_id) AS step_agency_id,
       CASE
           WHEN g.id IS NULL AND s.is_gap THEN 'new'
           WHEN g.state IN ('open', 'demanded') AND s.is_gap IS NOT TRUE THEN 'over'
           WHEN g.state IN ('open', 'demanded')
                AND (g.counted, g.participating, g.count_id) IS DISTINCT FROM (s.counted, s.participating, s.count_id) THEN 'figures'
           WHEN g.state = 'over' AND s.is_gap THEN 'again'
           WHEN g.state = 'explained' AND s.is_gap AND s.size > g.size + %(workers)s THEN 'grown'
           WHEN g.state = 'joined' AND s.is_gap
                AND %(as_of)s >= date_trunc('month', g.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date THEN 'not_seen'
       END AS move
FROM gap_said s FULL JOIN known g ON g.employer_id = s.employer_id;
DELETE FROM gap_move WHERE move IS NULL;
ANALYZE gap_move;

INSERT INTO employers_gap (employer_id, kind, period, starts_on, source, counted, participating, size, agency_id, due_on, state,
    reason, note, count_id, found_at)
SELECT employer_id, %(kind)s, %(period)s, %(starts_on)s, source, counted, participating, size, agency_id, %(due_on)s, 'open',
       '', '', count_id, %(at)s
FROM gap_move WHERE move = 'new';

UPDATE employers_gap g
SET state = 'over', decided_by_id = NULL, decided_at = %(at)s
FROM gap_move m WHERE m.gap_id = g.id AND m.move = 'over';

UPDATE employers_gap g
SET source = m.source, counted = m.counted, participating = m.participating, size = m.size, count_id = m.count_id
FROM gap_move m WHERE m.gap_id = g.id AND m.move = 'figures';

UPDATE employers_gap g
SET source = m.source, counted = m.counted, participating = m.participating, size = m.size, count_id = m.count_id,
    agency_id = m.agency_id, state = 'open', due_on = %(due_on)s, reason = '', note = '', decided_by_id = NULL, decided_at = NULL
FROM gap_move m WHERE m.gap_id = g.id AND m.move IN ('again', 'grown', 'not_seen');

INSERT INTO employers_gapstep (gap_id, state, "on", reason, note, document_no, agency_id, at)
SELECT coalesce(m.gap_id, g.id), CASE m.move WHEN 'over' THEN 'over' ELSE 'open' END, %(on)s, '',
       CASE m.move WHEN 'new' THEN %(note_new)s WHEN 'over' THEN %(note_over)s WHEN 'again' THEN %(note_again)s
           WHEN 'grown' THEN %(note_grown)s ELSE %(note_not_seen)s END,
       '', coalesce(m.agency_id, m.step_agency_id), %(at)s
FROM gap_move m
LEFT JOIN employers_gap g ON m.gap_id IS NULL AND g.employer_id = m.employer_id AND g.kind = %(kind)s
    AND g.period = %(period)s AND g.source = m.source
WHERE m.move <> 'figures'
