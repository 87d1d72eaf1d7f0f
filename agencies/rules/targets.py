"""Arithmetic of targets: percentages, gaps in people, forecast, pace, and whether parts make the whole. Exact, whole numbers.

A ratio is kept in millionths of one (22,76 % = 227600). Halves are rounded up, in what is counted and in what is shown.
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MILLION = 1_000_000
PERCENT = 10_000  # millionths in one percent
# The count of people that a ratio divides, where it is counted by itself.
PEOPLE_OF = {"bhxh_ratio": "bhxh_people", "bhyt_ratio": "bhyt_people"}
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*%?", re.ASCII)
_COUNT = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+", re.ASCII)


def divided(numerator: int, denominator: int) -> int:
    """Rounded to the nearest whole, a half up; for negative numerators as well.

    >>> divided(5, 2), divided(-5, 2), divided(7, 3)
    (3, -2, 2)
    """
    return (2 * numerator + denominator) // (2 * denominator)


def ratio_of(text: str) -> int:
    """A percentage as people write it, in millionths.

    >>> ratio_of("22,76 %"), ratio_of("100")
    (227600, 1000000)
    """
    found = _PERCENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    value = int(found[1]) * PERCENT + int((found[2] or "").ljust(4, "0"))
    if value > MILLION:
        raise ValueError(text)
    return value


def count_of(text: str) -> int:
    """A number as people write it.

    >>> count_of("264.650"), count_of("12")
    (264650, 12)
    """
    if not _COUNT.fullmatch(text.strip()):
        raise ValueError(text)
    return int(text.strip().replace(".", ""))


def percent_words(millionths: int) -> str:
    """As many decimals as the value has.

    >>> percent_words(227600), percent_words(-40300), percent_words(350000)
    ('22,76%', '-4,03%', '35%')
    """
    return f"{number_words(millionths)}%"


def number_words(millionths: int) -> str:
    """The same without the sign: of a distance in points, of a field to fill in."""
    whole, rest = divmod(abs(millionths), PERCENT)
    decimals = f"{rest:04d}".rstrip("0")
    return f"{'-' if millionths < 0 else ''}{whole}{',' if decimals else ''}{decimals}"


def people_at(ratio: int, denominator: int) -> int:
    """How many people a ratio is.

    >>> people_at(227600, 1412974)
    321593
    """
    return divided(ratio * denominator, MILLION)


def ratio_at(people: int, denominator: int) -> int:
    """
    >>> ratio_at(264650, 1412974)
    187300
    """
    return divided(people * MILLION, denominator)


def denominator_of(people: int, ratio: int) -> int:
    """The denominator that a text must have used, where it gives both numbers but not it (suy ra).

    >>> denominator_of(264650, 187300), denominator_of(2808377, 881800)
    (1412974, 3184823)
    """
    return divided(people * MILLION, ratio)


@dataclass(frozen=True)
class Reading:
    """What was reached by a day: in millionths, or counted."""

    as_of: date
    value: int


def begin_of_run(readings: Sequence[Reading], latest: Reading) -> Reading | None:
    """Where the run of the year begins: the last reading up to the year's beginning, else the first one of the year."""
    before = [reading for reading in readings if reading.as_of < latest.as_of]
    old = [reading for reading in before if reading.as_of.year < latest.as_of.year]
    inside = [reading for reading in before if reading.as_of.year == latest.as_of.year]
    last_year = date(latest.as_of.year - 1, 12, 1)
    if old and old[-1].as_of >= last_year:
        return old[-1]
    return inside[0] if inside else (old[-1] if old else None)


def forecast(readings: Sequence[Reading], year: int) -> int | None:
    """The value at the end of the year if it goes on as it went: a line through two recorded readings, in order of days.

    Nothing can be said of a year without a reading in it, or from a single one.

    >>> forecast([Reading(date(2024, 12, 31), 100), Reading(date(2025, 6, 30), 281)], 2025)
    465
    """
    known = [reading for reading in readings if reading.as_of.year <= year]
    if not known or known[-1].as_of.year != year:
        return None
    latest = known[-1]
    first = begin_of_run(known, latest)
    if first is None:
        return None
    days = (latest.as_of - first.as_of).days
    left = (date(year, 12, 31) - latest.as_of).days
    return max(0, latest.value + divided((latest.value - first.value) * left, days))


def months_left(as_of: date, year: int) -> tuple[int, int]:
    """Months from a day to the end of a year as a fraction: whole months, and the rest of the day's month by its days.

    >>> months_left(date(2025, 7, 31), 2025)
    (155, 31)
    """
    days = calendar.monthrange(as_of.year, as_of.month)[1]
    return ((year - as_of.year) * 12 + 12 - as_of.month) * days + days - as_of.day, days


def pace_needed(gap: int, as_of: date, year: int) -> int | None:
    """How much each remaining month must bring, rounded up: less would not do. None when no time is left.

    >>> pace_needed(56943, date(2025, 7, 31), 2025)
    11389
    """
    numerator, denominator = months_left(as_of, year)
    if numerator <= 0:
        return None
    return -(-max(0, gap) * denominator // numerator)


@dataclass(frozen=True)
class Part:
    """One part of a whole: its value, and for ratios the people it is of; None where that is not known."""

    value: int | None
    denominator: int | None = None


@dataclass(frozen=True)
class Sum:
    """What parts make together. `value` is None while a part, or a denominator of a ratio, is missing."""

    value: int | None
    missing: int
    without_denominator: int
    denominator: int


def together(parts: Sequence[Part], unit: str) -> Sum:
    """Counts add up; ratios are weighted by the people they are of.

    >>> together([Part(500000, 100), Part(200000, 300)], "ratio").value
    275000
    """
    known = [part for part in parts if part.value is not None]
    missing = len(parts) - len(known)
    if unit != "ratio":
        return Sum(None if missing or not parts else sum(part.value or 0 for part in known), missing, 0, 0)
    unweighted = sum(not part.denominator for part in parts)
    weight = sum(part.denominator or 0 for part in parts)
    if missing or unweighted or not weight:
        return Sum(None, missing, unweighted, weight)
    people = sum((part.value or 0) * (part.denominator or 0) for part in known)
    return Sum(divided(people, weight), 0, 0, weight)
