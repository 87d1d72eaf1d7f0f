"""The table of days off and Saturdays worked, as the arithmetic of due dates wants it; which estimates are left."""

from datetime import date

from agencies.models import SpecialDay
from agencies.rules.working_days import WorkingDays


def working_days() -> WorkingDays:
    """All of the table: some hundred rows."""
    off, worked = set(), set()
    for day, is_working in SpecialDay.objects.values_list("day", "is_working"):
        (worked if is_working else off).add(day)
    return WorkingDays(frozenset(off), frozenset(worked))


def estimated_years(since: date) -> list[int]:
    """Years from the day's on whose official notice is not out: their special days are estimates."""
    rows = SpecialDay.objects.filter(is_estimate=True, day__gte=since).values_list("day__year", flat=True)
    return sorted(set(rows))
