"""Interest on late payment before 1/7/2025 (Law 58/2014, Art. 122.3; Decision 595/QĐ-BHXH, Art. 37), as its examples count it.

The portal keeps the balances that were carried over and never counts them again; this checks a figure of an old file.
"""

from arrears.rules.reckoning import half_up

PERCENT = 10_000
"""Rates are kept in ten-thousandths of a percent: 6.39 % is 63900."""


def monthly_factor(yearly_rate: int) -> int:
    """k = 2 x rate / 12, four decimals of a percent.

    >>> monthly_factor(63_900), monthly_factor(65_000)
    (10650, 10833)
    """
    return half_up(2 * yearly_rate, 12)


def interest_of_month(cumulative: int, not_overdue: int, factor: int) -> int:
    """Interest of one month, counted on its first day: (what was payable until last month's end - what is not overdue) x k.

    >>> interest_of_month(200_000_000, 100_000_000, 10_650), interest_of_month(15_000_000, 0, 10_833)
    (1065000, 162495)
    """
    return half_up(max(0, cumulative - not_overdue) * factor, 100 * PERCENT)
