"""An employer of the demo that is late now and then, month by month: what falls due, what is paid, when BHXH urged it, and what
BHXH's files say of it, with the oddity of its office."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from arrears.rules.bookkeeping import Line
from portal.core.periods import Month
from portal.shell.demo.books import HEALTH_SIDE, OTHERS, Book, Pile, Piles, opened
from portal.shell.demo.employers import Unit
from portal.shell.demo.odd import LAW_SINCE, Oddity

if TYPE_CHECKING:
    from portal.shell.demo.contributions import Account

EARLIER = 16
"""Days before the month's end on which the money came, where an office counts by it."""

FIRST_URGING = date(2025, 7, 21).toordinal()
"""Urging in writing as the Law of 2024 has it (Art. 35) begins three weeks after that law."""

URGED_EVERY = 3


class Walk:
    """An employer that is late now and then, from the first month on: what each month's file says, BHXH's urging included."""

    def __init__(self, account: Account) -> None:
        self.account, self.calendar, self.story = account, account.calendar, account.story
        self.month = self.story.first - 1
        sides = (HEALTH_SIDE, OTHERS) if self.story.health is not None else (OTHERS,)
        self.books = {side: self._begun(side) for side in sides}
        self.piles: dict[int, Pile] = {side: Pile(account.left(self.month, side), self.month) for side in sides}
        self.before = self.piles
        self.urged: list[int] = []
        self._urge_before()

    def _begun(self, side: int) -> Book:
        """What was unpaid before the first month."""
        account, story, book = self.account, self.story, Book(self.calendar, self.account.unit.cycle)
        left = account.left(self.month, side)
        book.credit = max(0, -left)
        cover = story.cover[0] if side == OTHERS or story.health is None else story.health[0]
        months = range(cover + 1, self.month + 1)
        rest = [account.payroll(month) for month in months[1:]]
        for month, amount in zip(months, [left - sum(rest), *rest], strict=False):
            book.owe(month, amount)
        return book

    def to(self, month: int) -> tuple[Piles, Piles]:
        while self.month < month:
            self.month += 1
            self._urge()
            self.before, self.piles = self.piles, {side: self._step(side) for side in self.books}
        return self._both(self.before), self._both(self.piles)

    def _both(self, piles: dict[int, Pile]) -> Piles:
        return piles.get(HEALTH_SIDE, piles[OTHERS]), piles[OTHERS]

    def _step(self, side: int) -> Pile:
        """A month: what falls due in it, what is paid at its end."""
        account, month, book, odd = self.account, self.month, self.books[side], self.account.odd
        payable, adjustment, opening = account.payroll(month), account.adjustment.get(month, 0), self.piles[side].left
        closing, today = account.left(month, side), self.calendar.last_day[month]
        paid = opening + payable + adjustment - closing
        is_first = month == self.story.first
        book.owe(month, payable + max(adjustment, 0))
        book.pay(max(-adjustment, 0), today, newest_first=odd == Oddity.REVERSAL and not is_first)
        book.pay(paid, today - (EARLIER if odd == Oddity.PAYMENT_DAY and not is_first else 0))
        if is_first and odd != Oddity.OPENING:
            through = Month.at(book.pile(month, self.urged).paid_to)
            line = Line(Month.at(month), opening, payable, adjustment, paid, closing, through)
            book = self.books[side] = opened(book, line)
        return self._said(book.pile(month, self.urged, is_ground=odd == Oddity.GROUND), side)

    def _said(self, pile: Pile, side: int) -> Pile:
        """The days as this employer's office counts them."""
        if self.account.odd == Oddity.RESTARTED and pile.days_evaded:
            pile.days_evaded -= self.calendar.laws[self.month].evasion_after or 0
        if self.account.odd == Oddity.CYCLE and pile.days_late:
            quarterly = self.calendar.last_day[self.month] - self.calendar.clock[3][pile.paid_to + 1]
            pile.days_late = quarterly if quarterly > 0 else pile.days_late
        return pile

    def _urge_before(self) -> None:
        """Notices of the months before the first, as far as the law goes back."""
        begun = max(self.story.urged_from, LAW_SINCE)
        for month in range(begun, self.month + 1, URGED_EVERY):
            day = urging_day(month, self.account.unit)
            if any(since < day for book in self.books.values() if (since := book.overdue_since(day)) is not None):
                self.urged.append(day)

    def _urge(self) -> None:
        """A notice when the story says so, another when a quarter has gone by and something is still overdue."""
        day = urging_day(self.month, self.account.unit)
        is_time = self.month >= max(self.story.urged_from, LAW_SINCE) and (
            not self.urged or day - self.urged[-1] > URGED_EVERY * 30 - 10
        )
        if is_time and any(book.overdue_since(day) is not None for book in self.books.values()):
            self.urged.append(day)


def urging_day(month: int, unit: Unit) -> int:
    """The day of the month on which a notice reaches the employer."""
    day = Month.at(month).first_day.toordinal() + 4 + unit.number % 16
    return max(day, FIRST_URGING) if month == LAW_SINCE else day
