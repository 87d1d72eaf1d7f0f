"""A month of an employer in figures: what falls due, what is paid, what is left and how old it is.

Everything is kept in thousands of dong of payroll: contributions are thousandths of the payroll, so each fund's money
is payroll x rate without a remainder, and two groups of funds (health; all others) are enough for five funds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from arrears.rules import RATE_BASE, Deadline, due_date
from portal.core.periods import Month
from portal.shell.demo.employers import Unit
from portal.shell.demo.stories import Story

# Thousandths of the payroll, employer and employee together
# (Law 41/2024/QH15, Art. 32-34; Decrees 188/2025, 374/2025, 58/2020).
RATES = {"odts": 30, "httt": 220, "bhyt": 45, "bhtn": 20, "tnld_bnn": 5}
WITHOUT = {4: ("bhtn",), 6: ("bhtn",), 7: ("bhtn", "tnld_bnn"), 11: ("odts", "bhyt", "bhtn", "tnld_bnn")}
"""Officials are outside unemployment insurance; people working abroad pay for their pension only."""

HEALTH = "bhyt"
DAYS_TO_EVASION = 60
RAISE_FROM = Month(2026, 1).index
RAISE_PERCENT = 6
ADJUSTED = 0.008
"""One month in so many brings a correction of earlier ones."""

# How many of a hundred people work in each month of the year, where the work follows the season.
SEASONS = {
    "A": (88, 82, 96, 104, 108, 104, 98, 96, 102, 112, 108, 102),
    "C": (101, 97, 98, 99, 100, 100, 101, 102, 102, 103, 103, 100),
    "F": (92, 80, 94, 102, 106, 106, 104, 104, 104, 106, 104, 100),
    "G": (104, 99, 99, 99, 99, 99, 99, 99, 100, 101, 103, 106),
    "I": (100, 94, 96, 100, 106, 110, 110, 108, 100, 96, 94, 96),
    "Q": (100, 100, 100, 100, 100, 97, 95, 96, 102, 103, 103, 103),
}


def rates_of(kind: int) -> dict[str, int]:
    """The funds an employer of the kind pays into, thousandths of the payroll."""
    return {fund: 0 if fund in WITHOUT.get(kind, ()) else rate for fund, rate in RATES.items()}


class Calendar:
    """Due days and month ends as ordinals, counted once for all employers."""

    def __init__(self, first: int, last: int, deadlines: Sequence[Deadline]) -> None:
        self.last_day = {month: Month.at(month).last_day.toordinal() for month in range(first - 1, last + 1)}
        self.due = {
            cycle: {
                month: due_date(Month.at(month), cycle, deadlines).toordinal() for month in range(first - 40, last + 1)
            }
            for cycle in (1, 3, 6)
        }


@dataclass(slots=True)
class Pile:
    """What is unpaid of a group of funds at a month's end, in thousands of dong of payroll."""

    left: int
    paid_to: int
    not_due: int = 0
    late: int = 0
    evaded: int = 0
    late_by_days: int = 0
    """Sum of what is late times its days: the charge is three ten-thousandths of it."""
    evaded_by_days: int = 0
    days_late: int = 0
    days_evaded: int = 0


@dataclass(slots=True)
class Figures:
    """One employer in one month: the movement of the month and the two piles before and after it."""

    unit: Unit
    month: int
    workers: int
    payable: int
    adjustment: int
    state: int
    before: tuple[Pile, Pile]
    after: tuple[Pile, Pile]
    """Of health insurance, and of all other funds."""

    @property
    def is_late(self) -> bool:
        return any(pile.late or pile.evaded for pile in self.after)

    def pile(self, fund: str) -> tuple[Pile, Pile]:
        side = 0 if fund == HEALTH else 1
        return self.before[side], self.after[side]


class Account:
    """The employer's books: ask for any month of the history."""

    def __init__(self, unit: Unit, story: Story, random: Random, last: int, calendar: Calendar) -> None:
        self.unit, self.story, self.calendar = unit, story, calendar
        self.start = max(min(story.cover[0], story.first - 2), story.opened)
        self.adjustment: dict[int, int] = {}
        self._workers: list[int] = []
        self._payroll: list[int] = []
        self._known: tuple[int, tuple[Pile, Pile]] | None = None
        self._live(random, last)

    def _live(self, random: Random, last: int) -> None:
        """Workers and payroll of each month, one month beyond the last. Small firms do not hire and dismiss by the
        season: their count moves only when it is off by more than one in six."""
        unit, story, headcount = self.unit, self.story, self.unit.size
        season, trend = SEASONS.get(unit.sector), random.uniform(-0.007, 0.011)
        for month in range(self.start, last + 2):
            busy = season[month % 12] if season else 100
            people = round(unit.size * busy * (1 + trend * (month - story.first)) / 100)
            if headcount > 30 or abs(people - headcount) * 6 > headcount:
                headcount = max(1, people)
            wage = unit.wage * (100 + RAISE_PERCENT) // 100 if month >= RAISE_FROM else unit.wage
            self._workers.append(headcount)
            self._payroll.append(0 if story.is_idle(month) else headcount * wage)
            if story.first <= month and month > story.opened and random.random() < ADJUSTED and self._payroll[-1]:
                self.adjustment[month] = random.choice((-1, 1, 1, 2)) * wage * max(1, headcount // 40) // 2

    def payroll(self, month: int) -> int:
        return self._payroll[month - self.start]

    def figures(self, month: int) -> Figures | None:
        """The month, or None while the employer is not (or no more) in BHXH's files."""
        story = self.story
        if not story.is_listed(month):
            return None
        known, before = self._known or (None, None)
        if known != month - 1:
            before = self._piles(month - 1)
        after = self._piles(month)
        self._known = month, after
        workers, payroll = self._workers[month - self.start], self._payroll[month - self.start]
        adjustment = self.adjustment.get(month, 0)
        return Figures(self.unit, month, workers, payroll, adjustment, story.state(month), before, after)

    def _piles(self, month: int) -> tuple[Pile, Pile]:
        """Health insurance and the other funds."""
        story, place = self.story, month - self.story.first + 1
        others = self._pile(story.cover[place], story.part[place], month)
        if story.health is None:
            return others, others
        return self._pile(story.health[place], 0, month), others

    def _pile(self, cover: int, part: int, month: int) -> Pile:
        if month < self.story.opened:
            return Pile(0, month)
        if cover >= month:
            return Pile(-(part * self.payroll(month + 1) // 1000), month) if part else Pile(0, month)
        pile = Pile(0, cover)
        due, today = self.calendar.due[self.unit.cycle], self.calendar.last_day[month]
        for owed_for in range(max(cover + 1, self.story.opened), month + 1):
            owed = self.payroll(owed_for) + self.adjustment.get(owed_for, 0)
            if owed_for == cover + 1:
                owed -= part * owed // 1000
            self._age(pile, owed, today - due[owed_for], month)
        if not (pile.late or pile.evaded):
            pile.paid_to = month  # the form confirms a unit that is not late up to the notice's month
        return pile

    def _age(self, pile: Pile, owed: int, days: int, month: int) -> None:
        pile.left += owed
        if days <= 0:
            pile.not_due += owed
        elif owed and days > DAYS_TO_EVASION and self.story.urged_from <= month:
            pile.evaded += owed
            pile.evaded_by_days += owed * days
            pile.days_evaded = max(pile.days_evaded, days)
        elif owed:
            pile.late += owed
            pile.late_by_days += owed * days
            pile.days_late = max(pile.days_late, days)


def charge(owed_by_days: int, rate: int, per_day: int) -> int:
    """The charge of a fund in whole dong: the rate of the fund, the daily rate in RATE_BASE parts."""
    return owed_by_days * rate * per_day // RATE_BASE
