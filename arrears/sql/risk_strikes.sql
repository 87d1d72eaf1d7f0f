-- Strikes, stoppages and wages not paid that began in the twelve months up to the month's end, as told by then.
SELECT r.employer_id,
       least(1000, sum(CASE r.kind WHEN 'wage_arrears' THEN 700 WHEN 'strike' THEN 600 ELSE 400 END)) AS share,
       jsonb_build_object('strikes', count(*) FILTER (WHERE r.kind = 'strike'), 'stoppages', count(*) FILTER (WHERE r.kind = 'stoppage'),
                          'wages', count(*) FILTER (WHERE r.kind = 'wage_arrears'), 'on', max(r.begun_on)) AS fact
FROM employers_labourrelation r
JOIN risk_ground g ON g.employer_id = r.employer_id
WHERE r.kind IN ('strike', 'stoppage', 'wage_arrears') AND r.begun_on BETWEEN %(year_ago)s AND %(month_end)s
  AND r.recorded_at < %(told_by)s AND r.withdrawn_at IS NULL
GROUP BY r.employer_id
