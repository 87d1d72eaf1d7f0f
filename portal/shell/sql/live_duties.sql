-- What became of everything that fell due before %(at)s, decided by a number drawn from each row's key: done in time and
-- accepted, or waiting for that; nothing to report; late; returned; excused; or not done at all.
CREATE TEMP TABLE lived AS
SELECT o.id, o.holder_id, o.quota, o.due_at, fate.state, fate.verdict, fate.means,
       CASE WHEN fate.verdict = 'late' THEN o.due_at + interval '3 days' ELSE o.due_at - interval '1 day' * (1 + drawn.number %% 6) END
           AS done_at,
       drawn.number, (SELECT min(p.user_id) FROM agencies_post p WHERE p.agency_id = o.holder_id) AS person
FROM agencies_obligation o
CROSS JOIN LATERAL (SELECT abs(hashtextextended(o.id::text, 7) %% 1000)::int AS number) AS drawn
JOIN (VALUES
    (0, 700, 'accepted', 'on_time', 'evidence'),
    (700, 790, 'submitted', 'on_time', 'evidence'),
    (790, 830, 'accepted', 'on_time', 'nothing'),
    (830, 890, 'accepted', 'late', 'evidence'),
    (890, 905, 'returned', 'on_time', 'evidence'),
    (905, 930, 'excused', '', '')
) AS fate (begins, ends, state, verdict, means) ON drawn.number >= fate.begins AND drawn.number < fate.ends
WHERE o.province_id = %(province)s AND o.due_at < %(at)s AND o.holder_id IS NOT NULL AND o.state = 'open' AND o.verdict = '';

UPDATE agencies_obligation o
SET state = l.state, verdict = l.verdict, means = l.means, counted = o.quota,
    verdict_at = CASE l.verdict WHEN 'late' THEN o.due_at WHEN 'on_time' THEN l.done_at END,
    fulfilled_at = CASE WHEN l.means <> '' THEN l.done_at END,
    fulfilled_by_id = CASE WHEN l.means <> '' THEN l.person END,
    note = 'Đã thực hiện theo văn bản chỉ đạo; kết quả cụ thể gửi kèm (mô phỏng).'
FROM lived l WHERE o.id = l.id;

INSERT INTO agencies_obligationstep (obligation_id, kind, text, happened_on, at, by_id, actor, agency_id, is_submitted)
SELECT l.id, step.kind, step.words, NULL, l.done_at + step.after, l.person, 'Cán bộ mô phỏng', l.holder_id, TRUE
FROM lived l
JOIN (VALUES
    ('count', 'Gửi văn bản nhắc các đơn vị chậm đóng.', interval '-1 day'),
    ('submit', 'Đã thực hiện; kết quả gửi kèm.', interval '0'),
    ('nothing', 'Trong kỳ không phát sinh.', interval '0'),
    ('accept', 'Chấp nhận.', interval '20 hours'),
    ('return', 'Thiếu số liệu, đề nghị bổ sung.', interval '20 hours'),
    ('excuse', 'Không thuộc địa bàn.', interval '0')
) AS step (kind, words, after) ON CASE step.kind
    WHEN 'count' THEN l.quota > 0 AND l.means <> ''
    WHEN 'submit' THEN l.means = 'evidence'
    WHEN 'nothing' THEN l.means = 'nothing'
    WHEN 'accept' THEN l.state = 'accepted'
    WHEN 'return' THEN l.state = 'returned'
    ELSE l.state = 'excused' END
ORDER BY l.id, l.done_at + step.after;

INSERT INTO agencies_evidence
    (obligation_id, file_id, title, effective_on, version, is_submitted, agency_id, uploaded_by_id, uploaded_at)
SELECT l.id, %(file)s, 'Báo cáo kết quả (mô phỏng)', l.done_at::date, 1, TRUE, l.holder_id, l.person, l.done_at
FROM lived l WHERE l.means = 'evidence';

INSERT INTO agencies_obligationreceipt (obligation_id, agency_id, part, sent_at, acknowledged_at, acknowledged_by_id)
SELECT l.id, recipient, 'recipient', l.done_at, CASE WHEN l.number %% 5 > 0 THEN l.done_at + interval '1 day' END, NULL
FROM lived l CROSS JOIN unnest(%(recipients)s) AS recipient
WHERE l.means <> '' AND recipient <> l.holder_id;

DROP TABLE lived;
