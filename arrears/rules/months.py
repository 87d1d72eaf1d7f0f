"""Arithmetic of due dates and months owed. Pure: the figures of the law come in as rows (reference/legal_rules.csv).

A contribution month is due on the last day of its period, or of the month after it (Law 41/2024/QH15, Art. 34.4; Decision
595/QĐ-BHXH, Art. 7 before 7/2025). What is due on a month's last day is not late at that month's end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.periods import Month

CYCLES = (1, 3, 6)
RATE_BASE = 100_000
"""The daily charge is kept as a whole number per this many dong: 0.03 % is 30."""

EARLIEST = Month(1995, 1)
"""Compulsory social insurance is collected since 1995 (Decree 12/CP): no paid-through month lies before it."""


@dataclass(frozen=True)
class Deadline:
    """How many months after the end of its period a contribution is due, for contribution months from `first` on."""

    first: Month
    months_after: int


def end_of_period(month: Month, cycle: int) -> Month:
    """The last month of the calendar period of 1, 3 or 6 months that the contribution month lies in.

    >>> str(end_of_period(Month(2026, 4), 3)), str(end_of_period(Month(2026, 7), 6)), str(end_of_period(Month(2026, 5), 1))
    ('2026-06', '2026-12', '2026-05')
    """
    return month.plus(cycle - 1 - (month.month - 1) % cycle)


def due_date(month: Month, cycle: int, deadlines: Sequence[Deadline]) -> date:
    """The day by which the contribution of the month is to be paid.

    >>> law = (Deadline(Month(1995, 1), 0), Deadline(Month(2025, 7), 1))
    >>> [str(due_date(Month(y, m), c, law)) for y, m, c in ((2025, 6, 1), (2025, 7, 1), (2026, 4, 3), (2026, 1, 6))]
    ['2025-06-30', '2025-08-31', '2026-07-31', '2026-07-31']
    """
    in_force = max((deadline for deadline in deadlines if deadline.first <= month), key=lambda found: found.first)
    return end_of_period(month, cycle).plus(in_force.months_after).last_day


def first_not_overdue(month: Month, cycle: int, deadlines: Sequence[Deadline]) -> Month:
    """The oldest contribution month that is not yet overdue at the end of the month.

    >>> law = (Deadline(Month(1995, 1), 0), Deadline(Month(2025, 7), 1))
    >>> [str(first_not_overdue(Month(y, m), c, law)) for y, m, c in ((2026, 10, 1), (2026, 10, 3), (2025, 7, 1))]
    ['2026-09', '2026-07', '2025-07']
    """
    oldest = month
    while due_date(oldest.plus(-1), cycle, deadlines) >= month.last_day:
        oldest = oldest.plus(-1)
    return oldest


def months_overdue(due_on: date, month: Month) -> int:
    """Whole calendar months from the due date to the month's end, counted as 12 x year + month.

    >>> months_overdue(date(2026, 7, 31), Month(2026, 10)), months_overdue(date(2025, 11, 30), Month(2026, 2))
    (3, 3)
    """
    return max(0, month.index - Month.of(due_on).index)


def due_from_days(month: Month, days: int) -> date:
    """The due date that a number of days late at the month's end speaks of."""
    return month.last_day - timedelta(days=days)


def charge_fits(charge: int, owed: int, days: int, rate: int) -> bool:
    """Whether the charge can be that of this money, none of it later than `days`: between one day and all days of charge,
    one part in 200 and 1,000 dong forgiven (Art. 40.1, 41.1: 0.03 % a day, each obligation by its own days).

    >>> charge_fits(2_700_000, 100_000_000, 90, 30), charge_fits(5_000_000, 100_000_000, 90, 30)
    (True, False)
    """
    most = owed * days * rate // RATE_BASE
    least = owed * min(days, 1) * rate // RATE_BASE
    return least - least // 200 - 1000 <= charge <= most + most // 200 + 1000
