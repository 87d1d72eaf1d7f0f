-- Whose account is to be reckoned, and what did the month bring them? Of the closed version those that BHXH says owe, and those
-- whose balance in some fund is more than what became payable in the month itself, which is due by nobody yet. Who is absent
-- from the month's files is left out. The account ends in what the file says (rules.bookkeeping), so one month's rows are enough
-- to know. Carried on is whose account the run before left in the same cycle, if the month follows on it and takes nothing back;
-- the rest are reckoned from their whole history, in parts of %(part)s. Of these, of whom BHXH says nothing and who owed no more at
-- the end of the month before than that month's own, nothing is overdue if that is not due either and nothing was taken back: they
-- are left out.
-- `said`: what BHXH says of them.
CREATE TEMP TABLE reckon_who ON COMMIT DROP AS
SELECT w.*, CASE WHEN NOT is_carried
                 THEN ((row_number() OVER (PARTITION BY is_carried ORDER BY employer_id) - 1) / %(part)s)::int END AS part
FROM (
    SELECT l.employer_id, l.cycle, l.is_listed, l.is_told,
           l.said_worst, l.said_late, l.said_evaded, l.said_months, l.said_evaded_dong, l.is_charge_said,
           l.said_{fund}, --each fund
           coalesce(s.cycle = l.cycle AND (NOT l.is_told OR s.last_at = %(at)s - 1 AND 0 <= least(
               l.paid_{fund}, --each fund
           0) AND NOT (s.covered_at = %(at)s - 1 AND greatest(l.opening_odts - s.closing_odts, l.opening_httt - s.closing_httt) > 0)),
           FALSE) AS is_carried,
           CASE WHEN l.is_told THEN l.opening_{fund} - s.closing_{fund} ELSE 0 END AS off_{fund}, l.is_dated_{fund}, --each fund
           CASE WHEN l.is_told THEN greatest(l.payable_{fund}, 0) + greatest(l.corrected_{fund}, 0) ELSE 0 END AS owed_{fund}, CASE WHEN l.is_told THEN greatest(l.paid_{fund}, 0) + greatest(-l.corrected_{fund}, 0) + greatest(-l.payable_{fund}, 0) ELSE 0 END AS settles_{fund}, --each fund
           l.is_told AND least(
               l.payable_{fund}, l.corrected_{fund}, --each fund
           0) < 0 AS has_less
    FROM (
        SELECT t.*
             , t.closing_{fund} - t.opening_{fund} - t.payable_{fund} + t.paid_{fund} AS corrected_{fund} --each fund
        FROM (
            SELECT l.employer_id, CASE WHEN l.cycle IN (3, 6) THEN l.cycle ELSE 1 END::int AS cycle, l.owed > 0 AS is_listed,
                   coalesce(l.opening_{fund}, 0) AS opening_{fund}, coalesce(l.payable_{fund}, 0) AS payable_{fund}, coalesce(l.paid_{fund}, 0) AS paid_{fund}, coalesce(l.closing_{fund}, coalesce(l.opening_{fund}, 0) + coalesce(l.payable_{fund}, 0) + coalesce(l.adjustment_{fund}, 0) - coalesce(l.paid_{fund}, 0)) AS closing_{fund}, --each fund
                   coalesce(l.paid_through_{fund}, l.paid_through_unsplit) IS NOT NULL AS is_dated_{fund}, --each fund
                   l.c12_batch IS NOT NULL AS is_told,
                   l.worst AS said_worst, l.days_late AS said_late, l.days_evaded AS said_evaded, l.months_supplied AS said_months,
                   0
                       + l.evaded_{fund} --each fund
                   AS said_evaded_dong,
                   l.charge_{fund} AS said_{fund}, --each fund
                   l.b03_batch IS NOT NULL
                       OR l.charge_{fund} > 0 --each fund
                   AS is_charge_said
            FROM arrears_ledgerrow l
            WHERE l.province_id = %(province)s AND l.month = %(month)s AND l.version = %(version)s AND NOT l.is_absent
              AND (l.owed > 0 OR l.c12_batch IS NULL
                   OR l.closing_{fund} IS NULL AND l.payable_{fund} IS NOT NULL OR l.closing_{fund} > greatest(l.payable_{fund}, 0) + greatest(l.closing_{fund} - coalesce(l.opening_{fund}, 0) - coalesce(l.payable_{fund}, 0) + coalesce(l.paid_{fund}, 0), 0) --each fund
              )
            OFFSET 0
        ) t
        OFFSET 0
    ) l
    LEFT JOIN arrears_carriedaccount s ON s.run_id = %(carried)s AND s.employer_id = l.employer_id
    WHERE CASE WHEN s.employer_id IS NULL AND l.is_told AND NOT l.is_listed AND %(is_newest_not_due)s AND 0 <= least(
        l.paid_{fund}, --each fund
    0) THEN 0 = (  -- they are few: counted, each is looked up; asked whether it exists, the whole month is read
        SELECT count(*) FROM arrears_ledgerrow p
        WHERE p.month = %(before_month)s AND p.employer_id = l.employer_id AND p.version = %(before_version)s AND p.c12_batch IS NOT NULL
          AND 0 >= greatest(
              coalesce(p.closing_{fund}, coalesce(p.opening_{fund}, 0) + coalesce(p.payable_{fund}, 0) + coalesce(p.adjustment_{fund}, 0) - coalesce(p.paid_{fund}, 0)) - greatest(p.payable_{fund}, 0) - greatest(p.closing_{fund} - coalesce(p.opening_{fund}, 0) - coalesce(p.payable_{fund}, 0) + coalesce(p.paid_{fund}, 0), 0), --each fund
          0)
    ) ELSE TRUE END
) w
