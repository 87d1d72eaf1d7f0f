"""When a duty falls due: the rules against a slow reading day by day, and the days that the five documents name."""

import calendar
import doctest
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.rules import due_dates, working_days
from agencies.rules.due_dates import due_date, due_instant, owed, periods, rules_on
from agencies.rules.working_days import WorkingDays

ALWAYS = (date(2000, 1, 1), None)
PLAIN = WorkingDays()
DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))


@pytest.mark.parametrize("module", [due_dates, working_days])
def test_the_examples_in_the_rules_are_true(module):
    assert doctest.testmod(module).failed == 0


def dues(rules, first, last, days=PLAIN, in_force=ALWAYS, **more):
    found = owed(rules, days, first=first, last=last, in_force=in_force, **more)
    return [(one.period.key, one.due_on and one.due_on.isoformat()) for one in found]


# --- Against a slow reading ------------------------------------------------------------------------------------------


def slow_periods(every: str, first: date, last: date) -> list[str]:
    """Every day between asks in which period it lies."""
    keys = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        year, week, _ = day.isocalendar()
        key = {
            "week": f"{year}-W{week:02d}",
            "month": f"{day:%Y-%m}",
            "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
            "half": f"{day.year}-H{1 if day.month < 7 else 2}",
            "year": f"{day.year}",
        }[every]
        if key not in keys:
            keys.append(key)
    return keys


@settings(max_examples=150, deadline=None)
@given(every=st.sampled_from(["week", "month", "quarter", "half", "year"]), first=DAYS, length=st.integers(0, 800))
def test_periods_are_those_in_which_the_days_lie(every, first, length):
    last = first + timedelta(days=length)
    found = periods({"every": every}, first, last)
    assert [period.key for period in found] == slow_periods(every, first, last)
    assert all(a.end + timedelta(days=1) == b.start for a, b in zip(found, found[1:], strict=False))
    assert found[0].start <= first and last <= found[-1].end


def slow_due(rule: dict, start: date, length: int, days: WorkingDays) -> date:
    """Walk from the period's first day to the month meant, then to the day meant."""
    month = start
    for _step in range(rule.get("offset", 0) * length):
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    steps = rule.get("month", length) - 1 if length != 1 else 0
    for _step in range(steps):
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    inside = [day for day in (month + timedelta(days=i) for i in range(31)) if day.month == month.month]
    if rule["day"] == "last":
        due = inside[-1]
    elif rule["day"] == "last_working":
        due = [day for day in inside if days.is_working(day)][-1]
    else:
        due = inside[min(rule["day"], len(inside)) - 1]
        due = due if rule["inclusive"] else due - timedelta(days=1)
    while rule["roll"] != "none" and not days.is_working(due):
        due += timedelta(days=1 if rule["roll"] == "later" else -1)
    return due


@settings(max_examples=300, deadline=None)
@given(
    every=st.sampled_from([("month", 1), ("quarter", 3), ("year", 12)]),
    day=st.one_of(st.integers(1, 31), st.sampled_from(["last", "last_working"])),
    inclusive=st.booleans(),
    offset=st.integers(0, 2),
    roll=st.sampled_from(["none", "earlier", "later"]),
    month=st.integers(1, 12),
    at=DAYS,
    off=st.frozensets(st.dates(date(2020, 1, 1), date(2020, 3, 31)), max_size=20),
)
def test_a_due_day_is_what_a_slow_walk_finds(every, day, inclusive, offset, roll, month, at, off):
    name, length = every
    rule = {"every": name, "day": day, "inclusive": inclusive, "offset": offset, "roll": roll}
    if length > 1:
        rule["month"] = min(month, length)
    period = periods(rule, at, at)[0]
    days = WorkingDays(off=off)
    assert due_date(rule, period, days) == slow_due(rule, period.start, length, days)


@settings(max_examples=100, deadline=None)
@given(first=DAYS, length=st.integers(0, 400), begins=DAYS, run=st.integers(0, 800))
def test_weeks_cut_by_the_day_of_force_owe_nothing(first, length, begins, run):
    last, ends = first + timedelta(days=length), begins + timedelta(days=run)
    found = owed([{"every": "week", "count": 2}], PLAIN, first=first, last=last, in_force=(begins, ends))
    mondays = [first + timedelta(days=i) for i in range(-7, length + 1) if (first + timedelta(days=i)).weekday() == 0]
    whole = [day for day in mondays if begins <= day and first <= day + timedelta(days=6) <= ends and day <= last]
    assert [one.period.start for one in found] == whole
    assert all(one.count == 2 and one.due_on == one.period.end for one in found)


# --- What the documents say ------------------------------------------------------------------------------------------


def test_before_the_15th_ends_on_the_14th_and_by_the_15th_on_the_15th():
    """000:360, 004:325 and 004:151 (scenarios 7 and 15)."""
    half = {"every": "half", "month": 7, "day": 15, "inclusive": False, "halves": [1]}
    assert dues([half], date(2026, 1, 1), date(2026, 12, 31)) == [("2026-H1", "2026-07-14")]
    for inclusive, expected in ((True, "2026-12-15"), (False, "2026-12-14")):
        rule = {"every": "year", "month": 12, "day": 15, "inclusive": inclusive}
        assert dues([rule], date(2026, 1, 1), date(2026, 12, 31)) == [("2026", expected)]


def test_a_province_may_read_before_as_by():
    rule = {"every": "year", "month": 12, "day": 25, "inclusive": False}
    found = dues([rule], date(2026, 1, 1), date(2026, 12, 31), before_is_exclusive=False)
    assert found == [("2026", "2026-12-25")]


def test_the_last_instant_of_the_day_is_hanois():
    hanoi = ZoneInfo("Asia/Ho_Chi_Minh")
    assert due_instant(date(2026, 7, 14)) == datetime(2026, 7, 14, 23, 59, 59, 999000, tzinfo=hanoi)


def test_hai_duong_goes_from_months_to_quarters_with_2025():
    """001:131 (scenario 8): by the due day, so that December 2024 is still a month and no fourth quarter of 2024 is owed."""
    rules = [
        {"until": "2024-12-31", "every": "month", "day": 25, "inclusive": False},
        {"from": "2025-01-01", "every": "quarter", "month": 3, "day": 25, "inclusive": False},
    ]
    found = dues(rules, date(2024, 7, 1), date(2025, 7, 1), in_force=(date(2024, 7, 1), None))
    assert found[:6] == [(f"2024-{month:02d}", f"2024-{month:02d}-24") for month in range(7, 13)]
    assert found[6:] == [("2025-Q1", "2025-03-24"), ("2025-Q2", "2025-06-24"), ("2025-Q3", "2025-09-24")]


def test_the_last_working_day_of_the_month_knows_weekends_and_tet():
    """004:408: 31/5/2026 is a Sunday (scenario 15); in January 2025 the last days of the month were Tet."""
    rule = {"every": "month", "day": "last_working", "inclusive": True}
    assert dues([rule], date(2026, 5, 1), date(2026, 5, 31)) == [("2026-05", "2026-05-29")]
    tet = WorkingDays(off=frozenset(date(2025, 1, day) for day in range(27, 32)))
    assert dues([rule], date(2025, 1, 1), date(2025, 1, 31), tet) == [("2025-01", "2025-01-24")]


def test_a_report_on_the_month_after_is_owed_if_it_falls_due_in_force():
    rule = {"every": "month", "offset": 1, "day": 10, "inclusive": True}
    found = dues([rule], date(2025, 9, 1), date(2025, 9, 30), in_force=(date(2025, 9, 1), None))
    assert found == [("2025-08", "2025-09-10"), ("2025-09", "2025-10-10")]
    assert dues([rule], date(2025, 9, 1), date(2025, 9, 30), in_force=(date(2025, 9, 11), None))[0][0] == "2025-09"


def test_a_year_end_is_crossed_week_by_week_and_month_by_month():
    weeks = dues([{"every": "week", "count": 2}], date(2026, 12, 21), date(2027, 1, 10))
    assert [key for key, _due in weeks] == ["2026-W52", "2026-W53", "2027-W01"]
    months = dues([{"every": "month", "day": 5, "offset": 1}], date(2026, 12, 1), date(2027, 1, 31))
    assert ("2026-12", "2027-01-05") in months


def test_what_is_to_be_done_once_stays_owed_but_was_due_only_if_somebody_looked():
    once = {"every": "once", "start": "2024-07-01", "date": "2024-12-31", "inclusive": True}
    force = (date(2024, 7, 1), None)
    assert dues([once], date(2024, 8, 1), date(2025, 12, 31), in_force=force) == [("once", "2024-12-31")]
    assert dues([once], date(2026, 8, 1), date(2027, 12, 31), in_force=force) == [("once", None)]
    assert dues([{"every": "once"}], date(2026, 8, 1), date(2027, 12, 31), in_force=force) == [("once", None)]
    assert dues([once], date(2026, 8, 1), date(2027, 1, 1), in_force=(date(2024, 7, 1), date(2025, 1, 1))) == []


def test_a_day_that_a_month_lacks_is_its_last():
    rule = {"every": "month", "day": 31, "inclusive": True}
    found = dues([rule], date(2024, 2, 1), date(2024, 2, 29))
    assert found == [("2024-02", f"2024-02-{calendar.monthrange(2024, 2)[1]}")]


def test_a_province_replaces_the_rule_from_a_due_day_on():
    text = [{"every": "month", "day": 25, "inclusive": True}]
    own = [(date(2026, 3, 1), [{"every": "quarter", "day": 20, "inclusive": True}])]
    found = dues(rules_on(text, own), date(2026, 1, 1), date(2026, 6, 30))
    months, quarters = (
        [("2026-01", "2026-01-25"), ("2026-02", "2026-02-25")],
        [("2026-Q1", "2026-03-20"), ("2026-Q2", "2026-06-20")],
    )
    assert sorted(found) == sorted(months + quarters)
