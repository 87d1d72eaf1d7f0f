"""Months, as the portal counts them: a month is its first day in the database and "2026-10" in an address."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"^(\d{4})-(\d{2})$")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month.

    >>> str(Month(2026, 10)), Month(2026, 10).label, str(Month(2026, 12).plus(1))
    ('2026-10', '10/2026', '2027-01')
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9998 and 1 <= self.month <= 12):
            raise ValueError(f"not a month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read "2026-10". Raises ValueError for anything else."""
        match = _ISO.match(text)
        if not match:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def at(cls, index: int) -> Month:
        """The month of an `index`: 12 x year + month - 1."""
        return cls(index // 12, index % 12 + 1)

    @property
    def index(self) -> int:
        return 12 * self.year + self.month - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def label(self) -> str:
        return f"{self.month:02d}/{self.year}"

    def plus(self, months: int) -> Month:
        return Month.at(self.index + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


class MonthConverter:
    """URL converter: /thang/2026-10/ gives Month(2026, 10)."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | date | str) -> str:
        if isinstance(value, date):
            value = Month.of(value)
        return str(value)
