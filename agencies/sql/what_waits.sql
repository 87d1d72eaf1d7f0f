-- What waits for one agency today: what it owes and is still open, what was sent to it, and, for whoever may coordinate, what
-- was submitted under the directives whose coordinating function it holds. One question for the first page.
WITH mine AS (
    SELECT due_on, due_at, state
    FROM agencies_obligation
    WHERE province_id = %(province)s AND holder_id = %(agency)s AND state IN ('open', 'returned') AND opens_on <= %(today)s
), held AS (
    SELECT function_id
    FROM agencies_functionholder
    WHERE province_id = %(province)s AND (agency_id = %(agency)s OR kind_id = %(kind)s)
      AND valid_from <= %(today)s AND (valid_to IS NULL OR valid_to >= %(today)s)
), settled AS (
    SELECT value #>> '{}' AS function_id
    FROM agencies_provincesetting
    WHERE province_id = %(province)s AND key = %(key)s AND valid_from <= %(today)s
    ORDER BY valid_from DESC, id DESC
    LIMIT 1
), coordinated AS (
    SELECT id
    FROM agencies_directive
    WHERE %(judges)s AND province_id = %(province)s
      AND coalesce(coordinator_id, (SELECT function_id FROM settled), %(fallback)s) IN (SELECT function_id FROM held)
)
SELECT
    count(*) FILTER (WHERE due_at < %(now)s) AS overdue,
    count(*) FILTER (WHERE due_at >= %(now)s AND due_on <= %(month_end)s) AS this_month,
    count(*) FILTER (WHERE state = 'returned') AS returned,
    min(due_on) FILTER (WHERE due_at >= %(now)s) AS next_due,
    (
        SELECT count(*)
        FROM agencies_obligationreceipt
        WHERE agency_id = %(agency)s AND acknowledged_at IS NULL
    ) AS to_acknowledge,
    (
        SELECT count(*)
        FROM agencies_obligation
        WHERE province_id = %(province)s AND state = 'submitted' AND directive_id IN (SELECT id FROM coordinated)
          AND holder_id IS DISTINCT FROM %(agency)s
    ) AS to_judge
FROM mine
