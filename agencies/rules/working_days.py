"""Working days of Vietnam: Monday to Friday, but for days off, and for Saturdays worked in exchange. Pure."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class WorkingDays:
    """The days that are not as their weekday says; the table behind is `SpecialDay`.

    >>> tet = WorkingDays(off=frozenset({date(2026, 2, 16)}), worked=frozenset({date(2026, 2, 28)}))
    >>> tet.is_working(date(2026, 2, 16)), tet.is_working(date(2026, 2, 28)), tet.is_working(date(2026, 2, 21))
    (False, True, False)
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.off

    def not_after(self, day: date) -> date:
        """The day itself if it is worked, else the last working day before it.

        >>> WorkingDays().not_after(date(2026, 5, 31))
        datetime.date(2026, 5, 29)
        """
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def not_before(self, day: date) -> date:
        """The day itself if it is worked, else the next working day.

        >>> WorkingDays().not_before(date(2026, 5, 30))
        datetime.date(2026, 6, 1)
        """
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def plus(self, day: date, count: int) -> date:
        """The working day that many working days later.

        >>> WorkingDays().plus(date(2026, 5, 29), 2)
        datetime.date(2026, 6, 2)
        """
        for _step in range(count):
            day = self.not_before(day + timedelta(days=1))
        return day

    def last_of_month(self, year: int, month: int) -> date:
        """
        >>> WorkingDays().last_of_month(2026, 5)
        datetime.date(2026, 5, 29)
        """
        return self.not_after(date(year, month, calendar.monthrange(year, month)[1]))
