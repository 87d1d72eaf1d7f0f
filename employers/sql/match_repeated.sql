-- Several rows of one file taken for one employer, or several newcomers with one code, or of one name without any: all ask.
-- What besides the employer tells two rows of the kind apart comes in from rules/file_kinds.py.
WITH keyed AS (
    SELECT m.id, m.how, m.employer_id, m.decided_at,
           CASE WHEN m.state = 'matched' THEN 'e' || m.employer_id
                WHEN coalesce(s.tax_code, '') <> '' THEN 't' || s.tax_code
                WHEN coalesce(s.unit_code, '') <> '' THEN 'u' || s.unit_code
                ELSE 'n' || s.folded END || <<once>> AS same
    FROM employers_match m
    JOIN employers_sourcerow s ON s.batch_id = m.batch_id AND s.row_no = m.row_no
    WHERE m.batch_id = %(batch)s AND m.state IN ('matched', 'new')
), often AS (
    SELECT same FROM keyed GROUP BY same HAVING count(*) > 1
)
UPDATE employers_match m
SET state = 'asks', how = 'repeated', employer_id = NULL,
    candidates = CASE WHEN k.employer_id IS NULL THEN m.candidates ELSE
        jsonb_build_array(jsonb_build_object('employer', k.employer_id, 'why', jsonb_build_array(k.how, 'repeated'), 'score', 50)) END
FROM keyed k JOIN often USING (same)
WHERE m.id = k.id AND k.decided_at IS NULL
