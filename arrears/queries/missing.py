"""Months that should have figures by now and have none."""

from datetime import date

from agencies.models import Province
from arrears.models import LedgerMonth
from portal.core.periods import Month

_MOST = 24


def missing_months(province: Province, *, on: date) -> list[Month]:
    """Months from the province's first one to the month before the day, without any applied file; newest first."""
    known = LedgerMonth.objects.filter(province=province).exclude(rebuilt_at=None)
    have = {Month.of(day) for day in known.values_list("month", flat=True)}
    last = Month.of(on).plus(-1)
    first = max(min(have, default=last), last.plus(1 - _MOST))
    due = (first.plus(n) for n in range(last.index - first.index + 1))
    return sorted((month for month in due if month not in have), reverse=True)
