"""The periods that a count of people may be of: a year, a quarter or a month, as "2026", "2026-Q4", "2026-10"."""

import re
from datetime import date

from portal.core.periods import Month

_PERIOD = re.compile(r"^(?P<year>(?:19|20)\d{2})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?$")


def first_day(period: str) -> date:
    """Its first day. Raises ValueError for anything else.

    >>> first_day("2026-Q4"), first_day("2026")
    (datetime.date(2026, 10, 1), datetime.date(2026, 1, 1))
    """
    match = _PERIOD.match(period)
    if not match:
        raise ValueError(f"not a period: {period!r}")
    month = 3 * int(match["quarter"]) - 2 if match["quarter"] else int(match["month"] or 1)
    return date(int(match["year"]), month, 1)


def ends_with(period: str) -> Month | int:
    """What duties of the period end with: the year, or the last month of a quarter, or the month.

    >>> str(ends_with("2026-Q4")), ends_with("2026")
    ('2026-12', 2026)
    """
    match = _PERIOD.match(period)
    if not match:
        raise ValueError(f"not a period: {period!r}")
    if match["quarter"]:
        return Month(int(match["year"]), 3 * int(match["quarter"]))
    return Month.parse(period) if match["month"] else int(match["year"])
