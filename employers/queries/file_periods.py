"""Which periods a file may be sent for on a day: those that have begun, newest first."""

from collections.abc import Collection
from datetime import date

from agencies.rules.wording import period_words
from employers.rules.file_kinds import MONTH, QUARTER, YEAR
from portal.core.periods import Month

MONTHS, QUARTERS, YEARS = 18, 8, 6


def choices_for(lengths: Collection[str], on: date) -> list[tuple[str, str]]:
    """(key, words), as obligations write periods."""
    now = Month.of(on)
    keys: list[str] = []
    if MONTH in lengths:
        keys += [str(now.plus(-back)) for back in range(MONTHS)]
    if QUARTER in lengths:
        quarters = [now.plus(-3 * back) for back in range(QUARTERS)]
        keys += [f"{month.year}-Q{(month.month + 2) // 3}" for month in quarters]
    if YEAR in lengths:
        keys += [str(now.year - back) for back in range(YEARS)]
    return [(key, words[:1].upper() + words[1:]) for key, words in ((key, period_words(key)) for key in keys)]
