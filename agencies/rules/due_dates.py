"""When a duty falls due: a due rule of a directive turned into periods and days. Pure: no database, no clock.

A rule is a plain dict (what each key means stands in agencies/reference/directives/README.md and below):
`every` week | month | quarter | half | year | season | once; `day` 1-31, "last" or "last_working"; `month` (year, season and
half: 1-12; quarter: which of its months, 3 unless said); `offset` 1 = counted in the period after; `inclusive` false = "trước
ngày", the day before is the last; `roll` earlier | later when the day is not worked; `from` and `until` bound the DUE day.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agencies.rules.working_days import WorkingDays

Rule = dict[str, Any]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LAST_INSTANT = time(23, 59, 59, 999000, tzinfo=HANOI)
EVERY = ("week", "month", "quarter", "half", "year", "season", "once")
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "season": 12}


@dataclass(frozen=True, order=True)
class Period:
    """What an obligation is for: "2024-11", "2025-Q1", "2025-H1", "2025", "2025-W05" (ISO) or "once"."""

    start: date
    end: date
    key: str


@dataclass(frozen=True, order=True)
class Owed:
    """A period, the day it falls due (None: no day), and the rule that says so."""

    period: Period
    due_on: date | None
    count: int = 0


def due_instant(day: date) -> datetime:
    """The last instant of the day in Hanoi.

    >>> due_instant(date(2026, 7, 14)).isoformat()
    '2026-07-14T23:59:59.999000+07:00'
    """
    return datetime.combine(day, LAST_INSTANT)


def periods(rule: Rule, first: date, last: date) -> list[Period]:
    """The periods of the rule's cadence that touch the days from first to last, oldest first.

    >>> [period.key for period in periods({"every": "quarter"}, date(2024, 12, 31), date(2025, 4, 1))]
    ['2024-Q4', '2025-Q1', '2025-Q2']
    >>> periods({"every": "week"}, date(2025, 1, 1), date(2025, 1, 1))[0].key
    '2025-W01'
    >>> [period.key for period in periods({"every": "half", "halves": [1]}, date(2025, 1, 1), date(2026, 12, 31))]
    ['2025-H1', '2026-H1']
    """
    if last < first:
        return []
    every = rule["every"]
    if every == "once":
        return _once(rule, first, last)
    if every == "week":
        monday = first - timedelta(days=first.weekday())
        return [week_of(monday + timedelta(days=days)) for days in range(0, (last - monday).days + 1, 7)]
    length = MONTHS[every]
    indexes = range(_month_index(first) // length, _month_index(last) // length + 1)
    found = [_span(every, index) for index in indexes]
    if every == "half" and rule.get("halves"):
        found = [period for period in found if int(period.key[-1]) in rule["halves"]]
    return found


def week_of(day: date) -> Period:
    """The ISO week of a day, Monday to Sunday.

    >>> week_of(date(2026, 1, 1)).key, week_of(date(2024, 12, 30)).key
    ('2026-W01', '2025-W01')
    """
    year, week, _weekday = day.isocalendar()
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), f"{year:04d}-W{week:02d}")


def year_of(day: date) -> Period:
    """The calendar year of a day: what a standing duty is followed by."""
    return _span("year", day.year)


def due_date(rule: Rule, period: Period, working_days: WorkingDays, *, before_is_exclusive: bool = True) -> date | None:
    """The last day on time, or None where the rule names no day and no cadence (once, without a date).

    >>> before_25 = {"every": "month", "day": 25, "inclusive": False}
    >>> november = periods(before_25, date(2024, 11, 1), date(2024, 11, 30))[0]
    >>> due_date(before_25, november, WorkingDays())
    datetime.date(2024, 11, 24)
    >>> due_date(before_25, november, WorkingDays(), before_is_exclusive=False)
    datetime.date(2024, 11, 25)
    >>> half = {"every": "half", "halves": [1], "month": 7, "day": 15, "inclusive": False}
    >>> due_date(half, periods(half, date(2026, 1, 1), date(2026, 6, 30))[0], WorkingDays())
    datetime.date(2026, 7, 14)
    >>> may = periods({"every": "month"}, date(2026, 5, 1), date(2026, 5, 1))[0]
    >>> due_date({"every": "month", "day": "last_working"}, may, WorkingDays())
    datetime.date(2026, 5, 29)
    """
    day = _named_day(rule, period, working_days)
    if day is None:
        return None
    is_before = not rule.get("inclusive", True) and (rule["every"] == "once" or isinstance(rule.get("day"), int))
    if is_before and before_is_exclusive:
        day -= timedelta(days=1)
    roll = rule.get("roll", "none")
    if roll == "earlier":
        return working_days.not_after(day)
    return working_days.not_before(day) if roll == "later" else day


def owed(
    rules: Iterable[Rule],
    working_days: WorkingDays,
    *,
    first: date,
    last: date,
    in_force: tuple[date, date | None],
    whole_from: date | None = None,
    before_is_exclusive: bool = True,
) -> list[Owed]:
    """What the rules ask for between first and last while the directive is in force.

    A dated deliverable is owed when its due day lies in force (and from `first` on), even if its period began before; a
    week is owed only if it begins in force too (`whole_from`: since when, if not as long as this version of the duty). Each
    rule counts between its own `from` and `until`, by the due day.

    >>> switch = [{"every": "month", "day": 25, "inclusive": False, "until": "2024-12-31"},
    ...           {"every": "quarter", "day": 25, "inclusive": False, "from": "2025-01-01"}]
    >>> found = owed(switch, WorkingDays(), first=date(2024, 11, 1), last=date(2025, 3, 31),
    ...              in_force=(date(2024, 7, 1), None))
    >>> [(one.period.key, one.due_on.isoformat()) for one in found]
    [('2024-11', '2024-11-24'), ('2024-12', '2024-12-24'), ('2025-Q1', '2025-03-24')]
    """
    found: dict[str, Owed] = {}
    for rule in rules:
        if rule["every"] == "once":
            found |= _owed_once(rule, working_days, (first, last), in_force, before_is_exclusive)
            continue
        # A due day may lie a year (offset) and a half (the next January) after its period.
        for period in periods(rule, first - timedelta(days=800), last):
            due_on = due_date(rule, period, working_days, before_is_exclusive=before_is_exclusive)
            if _counts(rule, period, due_on, (first, last), in_force, whole_from):
                found.setdefault(period.key, Owed(period, due_on, rule.get("count", 0)))
    return sorted(found.values(), key=lambda one: one.period)


def rules_on(rules: list[Rule], overrides: list[tuple[date, list[Rule]]]) -> list[Rule]:
    """The document's rules until the province's own, each list from its day on; days are due days.

    >>> rules_on([{"every": "month"}], [(date(2026, 1, 1), [{"every": "quarter", "from": "2025-01-01"}])])
    [{'every': 'month', 'until': '2025-12-31'}, {'every': 'quarter', 'from': '2026-01-01'}]
    """
    found: list[Rule] = []
    stages: list[tuple[date | None, list[Rule]]] = [(None, rules), *sorted(overrides, key=lambda one: one[0])]
    for place, (begins, stage) in enumerate(stages):
        follows = stages[place + 1][0] if place + 1 < len(stages) else None
        for rule in stage:
            until = follows - timedelta(days=1) if follows else None
            found.append(_narrowed(rule, begins, until))
    return found


def _narrowed(rule: Rule, begins: date | None, until: date | None) -> Rule:
    """The rule, counting only between the days too."""
    starts = [day for day in (_day(rule.get("from")), begins) if day]
    ends = [day for day in (_day(rule.get("until")), until) if day]
    bounds = {"from": max(starts).isoformat()} if starts else {}
    bounds |= {"until": min(ends).isoformat()} if ends else {}
    return {name: value for name, value in rule.items() if name not in ("from", "until")} | bounds


def _counts(
    rule: Rule,
    period: Period,
    due_on: date | None,
    looked_at: tuple[date, date],
    in_force: tuple[date, date | None],
    whole_from: date | None,
) -> bool:
    (first, last), (begins, ends) = looked_at, in_force
    counted_on = due_on or period.end
    low = max(day for day in (begins, first, _day(rule.get("from"))) if day)
    high = min(day for day in (ends, _day(rule.get("until")), date.max) if day)
    is_whole = rule["every"] != "week" or period.start >= (whole_from or begins)
    return is_whole and low <= counted_on <= high and period.start <= last


def _once(rule: Rule, first: date, last: date) -> list[Period]:
    """The one period that ends on the day named, from `start` or that year's first day on."""
    end = _day(rule.get("date"))
    if end is None:
        return []
    start = _day(rule.get("start")) or date(end.year, 1, 1)
    return [Period(start, end, "once")] if start <= last and end >= first else []


def _owed_once(
    rule: Rule,
    working_days: WorkingDays,
    looked_at: tuple[date, date],
    in_force: tuple[date, date | None],
    before_is_exclusive: bool,
) -> dict[str, Owed]:
    """To be done once: owed until it is done or the directive ends. Without a day where the text names none, or where the
    day had passed before anybody looked: it is still to be done, but nobody was late before the portal began."""
    (first, last), (begins, ends) = looked_at, in_force
    begins = max(begins, _day(rule.get("from")) or begins)
    ends = min(day for day in (ends, _day(rule.get("until")), date.max) if day)
    named = periods(rule, date.min, date.max)
    period = named[0] if named else Period(begins, date(begins.year, 12, 31), "once")
    due_on = due_date(rule, period, working_days, before_is_exclusive=before_is_exclusive)
    if max(begins, period.start) > last or ends < first or not begins <= (due_on or begins) <= ends:
        return {}
    return {"once": Owed(period, due_on if due_on and due_on >= first else None)}


def _named_day(rule: Rule, period: Period, working_days: WorkingDays) -> date | None:
    every = rule["every"]
    if every == "once":
        return _day(rule.get("date"))
    if every == "week":
        weekday = rule.get("day")
        return period.start + timedelta(days=weekday - 1) if isinstance(weekday, int) else period.end
    year, month = divmod(_due_month(rule, period), 12)
    day, length = rule.get("day", "last"), calendar.monthrange(year, month + 1)[1]
    if day == "last_working":
        return working_days.last_of_month(year, month + 1)
    return date(year, month + 1, length if day == "last" else min(day, length))


def _due_month(rule: Rule, period: Period) -> int:
    """The month (12 x year + month - 1) in which the rule's day is looked for."""
    every, offset = rule["every"], rule.get("offset", 0)
    length = MONTHS[every]
    start = _month_index(period.start) + offset * length
    month = rule.get("month")
    if month is None:
        return start + length - 1
    if every == "quarter":
        return start + month - 1
    if every == "month":
        return start
    return start + (month - 1 - start) % 12  # the first such month that is not before the period


def _span(every: str, index: int) -> Period:
    length = MONTHS[every]
    year, month = divmod(index * length, 12)
    last_year, last_month = divmod(index * length + length - 1, 12)
    keys = {
        "month": f"{year:04d}-{month + 1:02d}",
        "quarter": f"{year:04d}-Q{month // 3 + 1}",
        "half": f"{year:04d}-H{month // 6 + 1}",
    }
    end = date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1])
    return Period(date(year, month + 1, 1), end, keys.get(every, f"{year:04d}"))


def _month_index(day: date) -> int:
    return 12 * day.year + day.month - 1


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
