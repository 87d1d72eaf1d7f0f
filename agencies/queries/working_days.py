"""The table of days off and Saturdays worked, as the arithmetic of due dates wants it."""

from datetime import date

from agencies.models import SpecialDay
from agencies.rules.working_days import WorkingDays


def working_days() -> WorkingDays:
    """All of the table: some hundred rows."""
    off, worked = set(), set()
    for day, is_working in SpecialDay.objects.values_list("day", "is_working"):
        (worked if is_working else off).add(day)
    return WorkingDays(frozenset(off), frozenset(worked))


def special_days(first: date, last: date) -> dict[date, SpecialDay]:
    """The days off and the days worked in exchange between the two, by day."""
    return {row.day: row for row in SpecialDay.objects.filter(day__range=(first, last))}
