"""The days of a year that are not as their weekday says, and which due days ahead a change of one would move."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from agencies.models import Duty, Obligation, Province, SpecialDay
from agencies.queries.expected import Calendar
from agencies.rules.working_days import WorkingDays

LOOKS_AHEAD_YEARS = 2


@dataclass(frozen=True)
class Moved:
    """A duty's period whose last day would be another, and how many open obligations that concerns."""

    duty: Duty
    period: str
    was: date
    becomes: date
    obligations: int


def special_days_of(year: int) -> list[SpecialDay]:
    found = SpecialDay.objects.filter(day__year=year).select_related("changed_by")
    return [row for row in found.order_by("day") if row.is_special]


def years_known() -> list[int]:
    return sorted(set(SpecialDay.objects.values_list("day__year", flat=True)))


def with_day(days: WorkingDays, day: date, *, is_working: bool | None) -> WorkingDays:
    """The table with one day otherwise; None: the day as its weekday says.

    >>> with_day(WorkingDays(), date(2026, 5, 29), is_working=False).is_working(date(2026, 5, 29))
    False
    """
    off, worked = days.off - {day}, days.worked - {day}
    if is_working is None:
        return replace(days, off=off, worked=worked)
    return (
        replace(days, off=off, worked=worked | {day}) if is_working else replace(days, off=off | {day}, worked=worked)
    )


def moved_by(province: Province, day: date, *, is_working: bool | None, on: date) -> list[Moved]:
    """What would fall due on another day, of what is not due yet."""
    last = date(on.year + LOOKS_AHEAD_YEARS, 12, 31)
    calendar = Calendar(province, on, on, last)
    before = _due_days(calendar)
    calendar.working_days = with_day(calendar.working_days, day, is_working=is_working)
    after = _due_days(calendar)
    found = {key: (was, after[key]) for key, was in before.items() if key in after and after[key] != was and was >= on}
    duties = {duty.pk: duty for directive in calendar.directives for duty in directive.tracked}
    counts = _open_counts(province, {duty for duty, _period in found})
    return [
        Moved(duties[duty], period, was, becomes, counts[duty, period])
        for (duty, period), (was, becomes) in sorted(found.items(), key=lambda pair: (pair[1], pair[0]))
    ]


def _due_days(calendar: Calendar) -> dict[tuple[int, str], date]:
    return {
        (duty.pk, one.period.key): one.due_on
        for directive in calendar.directives
        for duty in directive.tracked
        if duty.due
        for one in calendar.owed_by_rule(directive, duty)
        if one.due_on is not None
    }


def _open_counts(province: Province, duties: set[int]) -> Counter[tuple[int, str]]:
    rows = Obligation.objects.filter(province=province, duty__in=duties).open().order_by()
    return Counter(rows.values_list("duty_id", "period"))
