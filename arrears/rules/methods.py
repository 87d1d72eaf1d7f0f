"""Ways to say how many months an employer owes; which counts is a setting, and BHXH's own figure comes before all of them.

No text states a formula (Decision 595/QĐ-BHXH, form B03-TS column 3, speaks of "số tháng nợ BHXH" only): all count BHXH alone.
"""

from collections.abc import Sequence
from fractions import Fraction

from arrears.rules.law import Status
from arrears.rules.months import months_overdue
from arrears.rules.reckoning import Reckoned, Standing
from portal.core.money import BHXH_FUNDS
from portal.core.periods import Month

OVERDUE = (Status.LATE, Status.EVASION)


def overdue_age(found: Reckoned) -> int:
    """Whole calendar months from the real due day of the oldest unpaid BHXH obligation to the month of the day."""
    oldest = found.oldest_bhxh_due
    return 0 if oldest is None else months_overdue(oldest, Month.of(found.on))


def overdue_months(found: Reckoned) -> int:
    """How many contribution months have BHXH money unpaid past its due day."""
    return len({one.month for one in _bhxh(found) if one.status in OVERDUE})


def paid_through(found: Reckoned) -> Month | None:
    """The last contribution month up to which all BHXH is covered; None where the first known month is not.

    For display only: since 7/2025 it runs two months ahead of the others at a month's end.
    """
    open_months = {one.month for one in _bhxh(found) if one.outstanding}
    covered: Month | None = None
    for month in sorted({one.month for one in _bhxh(found)}):
        if month in open_months:
            break
        covered = month
    return covered


def months_after_paid_through(found: Reckoned) -> int | None:
    """Months after the last covered one, up to the month of the day; None where nothing is covered."""
    covered = paid_through(found)
    return None if covered is None else max(0, Month.of(found.on).index - covered.index)


def amount_ratio(found: Reckoned, payables: Sequence[int]) -> Fraction | None:
    """Overdue BHXH over the average of the monthly BHXH payables given (whole dong); None where nothing was payable.

    Unrounded: a threshold is compared with the fraction itself.
    """
    total = sum(payables)
    if total <= 0:
        return None
    owed = sum(one.outstanding for one in _bhxh(found) if one.status in OVERDUE)
    return Fraction(owed * len(payables), total)


def _bhxh(found: Reckoned) -> list[Standing]:
    return [one for one in found.standings if one.fund in BHXH_FUNDS]
