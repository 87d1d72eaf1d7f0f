-- What does the board of this person depend on? One digest of all of it; no row for those who have no post or see none of
-- it. Everything named here is small or answered by an index, so that asking costs a fraction of drawing the board.
WITH post AS (
    SELECT p.id, p.role, p.title, p.agency_id, a.kind_id, a.code, a.name, a.province_id, v.slug, v.name AS province_name
    FROM agencies_post p
    JOIN agencies_agency a ON a.id = p.agency_id
    JOIN agencies_province v ON v.id = a.province_id
    WHERE p.user_id = %(user)s AND p.valid_from <= %(today)s AND (p.valid_to IS NULL OR p.valid_to >= %(today)s)
    ORDER BY p.valid_from DESC, p.id DESC LIMIT 1
), powers AS (
    SELECT coalesce(array_agg(w.act ORDER BY w.act), '{}') AS acts
    FROM agencies_power w JOIN post ON w.agency_kind_id = post.kind_id AND w.role = post.role
)
SELECT md5(concat_ws('|',
    post::text, powers.acts,
    (SELECT concat_ws(',', count(*), max(frozen_at), max(submitted_at), max(listed_at), max(rolled_up_at))
     FROM arrears_ledgerversion l WHERE l.province_id = post.province_id),
    (SELECT string_agg(concat_ws(',', month, status, version, rebuilt_at, rolled_up_at), ';' ORDER BY month)
     FROM arrears_ledgermonth m WHERE m.province_id = post.province_id),
    (SELECT string_agg(concat_ws(',', unit_id, valid_from, valid_to), ';' ORDER BY id)
     FROM agencies_agencyterritory t WHERE t.agency_id = post.agency_id),
    (SELECT string_agg(z.id::text, ',' ORDER BY z.id) FROM employers_zone z WHERE z.board_id = post.agency_id),
    (SELECT string_agg(b.id::text, ',' ORDER BY b.id)
     FROM core_importbatch b WHERE b.province_code = post.slug AND b.status = 'staged'),
    (SELECT string_agg(r.id || r.status, ',' ORDER BY r.id)
     FROM reports_monthlyreport r WHERE r.province_id = post.province_id),
    (SELECT string_agg(c.report_id::text, ',' ORDER BY c.report_id)
     FROM reports_reportreceipt c WHERE c.agency_id = post.agency_id AND c.acknowledged_at IS NULL),
    (SELECT concat_ws(',', count(*), count(*) FILTER (WHERE o.state = 'returned'), count(*) FILTER (WHERE o.due_on < %(today)s),
            count(*) FILTER (WHERE o.due_on < (date_trunc('month', %(today)s::timestamp) + interval '1 month')::date))
     FROM agencies_obligation o
     WHERE o.holder_id = post.agency_id AND o.state IN ('open', 'returned') AND o.opens_on <= %(today)s),
    (SELECT count(*) FROM agencies_obligationreceipt g WHERE g.agency_id = post.agency_id AND g.acknowledged_at IS NULL),
    CASE WHEN 'coordinate_duties' = ANY (powers.acts) THEN
        (SELECT concat_ws(',', count(*), sum(w.id)) FROM (
            SELECT s.id FROM agencies_obligation s JOIN agencies_directive d ON d.id = s.directive_id
            WHERE s.state = 'submitted' AND d.province_id = post.province_id LIMIT 1001) w) END,
    CASE WHEN 'place_employer' = ANY (powers.acts) THEN
        (SELECT concat_ws(',', count(*), sum(e.office_id))
         FROM employers_employer e WHERE e.province_id = post.province_id AND e.commune_id IS NULL) END,
    (SELECT concat_ws(',', count(*), max(x.id)) FROM employers_gap x
     WHERE x.agency_id = post.agency_id AND x.state IN ('open', 'demanded')),
    (SELECT concat_ws(',', count(*), max(x.id)) FROM employers_alert x WHERE x.agency_id = post.agency_id AND x.state = 'open'),
    (SELECT string_agg(concat_ws(',', x.id, x.status, k.title, k.due_on), ';' ORDER BY x.id)
     FROM employers_reviewshare x JOIN employers_labourreview k ON k.id = x.review_id
     WHERE x.agency_id = post.agency_id AND x.status IN ('open', 'returned') AND k.status = 'open'),
    (SELECT count(*) FROM employers_reviewshare x JOIN employers_labourreview k ON k.id = x.review_id
     WHERE k.coordinator_id = post.agency_id AND k.status = 'open' AND x.status = 'submitted'),
    (SELECT count(*) FROM employers_correction x WHERE x.owner_id = post.agency_id AND x.state = 'open'),
    CASE WHEN 'decide_duplicate' = ANY (powers.acts) THEN
        (SELECT count(*) FROM employers_duplicatepair x JOIN employers_employer e ON e.id = x.first_id
         WHERE x.state = 'open' AND e.province_id = post.province_id) END,
    CASE WHEN 'answer_match' = ANY (powers.acts) THEN
        (SELECT count(*) FROM employers_match x JOIN core_importbatch b ON b.id = x.batch_id
         WHERE x.state = 'asks' AND b.status = 'applied' AND b.province_code = post.slug AND b.agency_code = post.code) END,
    CASE WHEN 'see_urging' = ANY (powers.acts) THEN
        (SELECT concat_ws(',', count(*), count(*) FILTER (WHERE x.state = 'issued'), max(x.id)) FROM arrears_urgingnotice x
         WHERE x.agency_id = post.agency_id AND x.state IN ('issued', 'withdrawn')) END,
    CASE WHEN 'see_urging' = ANY (powers.acts) THEN
        (SELECT concat_ws(',', count(*), max(x.id)) FROM arrears_urgingbundle x
         WHERE x.agency_id = post.agency_id AND x.status = 'draft') END,
    CASE WHEN 'see_urging' = ANY (powers.acts) THEN
        (SELECT concat_ws(',', count(*), max(x.id)) FROM arrears_justifiedreason x JOIN employers_employer e ON e.id = x.employer_id
         WHERE e.province_id = post.province_id AND x.accepted_at IS NULL AND x.withdrawn_at IS NULL) END,
    CASE WHEN 'see_urging' = ANY (powers.acts) THEN
        (SELECT concat_ws(',', max(x.id), count(x.withdrawn_at)) FROM arrears_paymentreport x) END,
    (SELECT count(*) FROM core_notification n WHERE n.user_id = %(user)s AND n.read_at IS NULL)
))
FROM post, powers
WHERE 'see_employer_arrears' = ANY (powers.acts)
