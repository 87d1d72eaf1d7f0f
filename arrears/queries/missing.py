"""Months that should have figures by now and have none."""

from collections.abc import Iterable
from datetime import date

from agencies.models import Province
from arrears.models import LedgerMonth
from portal.core.periods import Month

_MOST = 24


def missing_months(province: Province, *, on: date, known: set[date] | None = None) -> list[Month]:
    """Months from the province's first one to the month before the day, without any applied file; newest first. `known`: the
    months that have figures, where they were read already."""
    if known is None:
        rows = LedgerMonth.objects.filter(province=province).exclude(rebuilt_at=None)
        known = set(rows.values_list("month", flat=True))
    have = set(map(Month.of, known))
    last = Month.of(on).plus(-1)
    first = max(min(have, default=last), last.plus(1 - _MOST))
    due = (first.plus(n) for n in range(last.index - first.index + 1))
    return sorted((month for month in due if month not in have), reverse=True)


def not_yet_shown(closed: Iterable[date], *, on: date) -> list[Month]:
    """Months from the first one a reader sees `closed` to the month before the day, of which no closed version is theirs
    to see."""
    seen = set(map(Month.of, closed))
    last = Month.of(on).plus(-1)
    first = max(min(seen, default=last), last.plus(1 - _MOST))
    return [month for month in map(Month.at, range(first.index, last.index + 1)) if month not in seen]
