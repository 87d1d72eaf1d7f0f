"""What an employer of the demo owes, by the law's arithmetic: the same as arrears.rules tells of the same files, month by month
at the price of one walk (tests/portal/demo/test_books.py holds the two together).

Everything is kept in thousands of dong of payroll, of which each fund has its own thousandths: so one book speaks for all funds
that are paid together, and their money is that book's times the fund's rate, without a remainder.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from arrears.imports.columns import UNSPLIT
from arrears.rules import RATE_BASE, due_date
from arrears.rules.bookkeeping import Line, book_of
from arrears.rules.law import Kind, Law
from arrears.rules.reckoning import half_up
from portal.core.periods import Month

Laws = Callable[[date], Law]
HEALTH_SIDE, OTHERS = 0, 1
OLDEST_DEBT = 40
"""No debt is older than so many months before the first one of the demo."""


class Calendar:
    """Due days and month ends as ordinals and the law of each month's end, counted once for all employers."""

    def __init__(self, first: int, last: int, laws: Laws) -> None:
        self.first = first
        self.last_day = {month: Month.at(month).last_day.toordinal() for month in range(first - 1, last + 1)}
        self.laws = {month: laws(Month.at(month).last_day) for month in range(first, last + 1)}
        newest, months = self.laws[last], range(first - OLDEST_DEBT, last + 1)
        due = {cycle: {at: due_date(Month.at(at), cycle, newest.deadlines) for at in months} for cycle in (1, 3, 6)}
        self.due = {cycle: {at: day.toordinal() for at, day in days.items()} for cycle, days in due.items()}
        day0 = newest.day0.toordinal()
        self.clock = {cycle: {at: max(day, day0) for at, day in days.items()} for cycle, days in self.due.items()}
        """From which day days and charge count. Before the law of `day0` nothing is charged, so it counts for all months."""


@dataclass(slots=True)
class Pile:
    """What is unpaid at a month's end, in thousands of dong of payroll; `charge_days`: the sum of dong times their days late,
    of what has been paid since too, `evaded_days` of that what is evasion now."""

    left: int
    paid_to: int
    not_due: int = 0
    late: int = 0
    evaded: int = 0
    charge_days: int = 0
    evaded_charge_days: int = 0
    days_late: int = 0
    days_evaded: int = 0

    @property
    def days(self) -> int:
        return max(self.days_late, self.days_evaded)


Piles = tuple[Pile, Pile]
"""Of health insurance, and of all other funds."""


@dataclass(slots=True)
class Owed:
    """What is left of one contribution month; `dong_days`: of what was settled late of it."""

    month: int
    left: int
    dong_days: int = 0


class Book:
    """The oldest is paid first; money that finds nothing waits."""

    def __init__(self, calendar: Calendar, cycle: int) -> None:
        self.calendar, self.clock, self.due = calendar, calendar.clock[cycle], calendar.due[cycle]
        self.open: deque[Owed] = deque()
        self.credit = self.settled_days = 0

    def owe(self, month: int, amount: int) -> None:
        """The month's contribution; what waits settles it before it is due."""
        used = min(self.credit, amount)
        self.credit -= used
        if amount > used:
            self.open.append(Owed(month, amount - used))

    def pay(self, amount: int, day: int, *, newest_first: bool = False) -> None:
        """Settle on the day, by its ordinal."""
        while amount and self.open:
            one = self.open[-1 if newest_first else 0]
            part = min(amount, one.left)
            amount -= part
            one.left -= part
            one.dong_days += part * max(0, day - self.clock[one.month])
            if not one.left:
                self.settled_days += (self.open.pop() if newest_first else self.open.popleft()).dong_days
        self.credit += amount

    def overdue_since(self, day: int) -> int | None:
        """The day from which the oldest of what is overdue on the day counts."""
        return next((self.clock[one.month] for one in self.open if self.due[one.month] < day), None)

    def pile(self, month: int, urged: Sequence[int], *, is_ground: bool = False) -> Pile:
        """Where everything stands at the month's end; `is_ground`: a ground of evasion that needs no urging."""
        law, today = self.calendar.laws[month], self.calendar.last_day[month]
        pile = Pile(-self.credit, month)
        settled = self.settled_days
        for one in self.open:
            days = self._days(one, today, law)
            dong_days = one.dong_days + one.left * max(0, today - self.clock[one.month])
            settled += dong_days
            pile.left += one.left
            if today <= self.due[one.month]:
                pile.not_due += one.left
                continue
            pile.paid_to = min(pile.paid_to, one.month - 1)
            is_urged = is_ground or any(self.clock[one.month] < day <= today for day in urged)
            if law.evasion_after is not None and days > law.evasion_after and is_urged:
                pile.evaded += one.left
                pile.evaded_charge_days += dong_days
                pile.days_evaded = max(pile.days_evaded, days)
            else:
                pile.late += one.left
                pile.days_late = max(pile.days_late, days)
        pile.charge_days = settled if law.rate else 0
        pile.evaded_charge_days *= bool(law.rate)
        return pile

    def _days(self, one: Owed, today: int, law: Law) -> int:
        return max(0, today - max(self.due[one.month], law.day0.toordinal()))


def opened(book: Book, line: Line) -> Book:
    """A new book that knows of the time before its first month what that month's line tells, as the portal reads it."""
    fresh = Book(book.calendar, 1)
    fresh.clock, fresh.due = book.clock, book.due
    for entry in book_of(UNSPLIT, [line]).entries:
        if entry.kind == Kind.PAYABLE and entry.month is not None:
            fresh.owe(entry.month.index, entry.amount)
        else:
            fresh.pay(entry.amount, entry.on.toordinal())
    return fresh


def charge(dong_days: int, rate: int, per_day: int) -> int:
    """The charge of a fund in whole dong, rounded half up once: the rate of the fund, the daily rate in RATE_BASE parts."""
    return half_up(dong_days * rate * per_day, RATE_BASE)
