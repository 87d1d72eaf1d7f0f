"""A month of an employer in figures: what falls due, what is paid, what is left and how old it is.

Everything is kept in thousands of dong of payroll: contributions are thousandths of the payroll, so each fund's money
is payroll x rate without a remainder, and two groups of funds (health; all others) are enough for five funds.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from portal.core.periods import Month
from portal.shell.demo.books import HEALTH_SIDE, OTHERS, Calendar, Pile, Piles
from portal.shell.demo.employers import Unit
from portal.shell.demo.odd import LAW_SINCE, Oddity
from portal.shell.demo.stories import PUNCTUAL, Story
from portal.shell.demo.walked import Walk

# Thousandths of the payroll, employer and employee together
# (Law 41/2024/QH15, Art. 32-34; Decrees 188/2025, 374/2025, 58/2020).
RATES = {"odts": 30, "httt": 220, "bhyt": 45, "bhtn": 20, "tnld_bnn": 5}
WITHOUT = {4: ("bhtn",), 6: ("bhtn",), 7: ("bhtn", "tnld_bnn"), 11: ("odts", "bhyt", "bhtn", "tnld_bnn")}
"""Officials are outside unemployment insurance; people working abroad pay for their pension only."""

HEALTH = "bhyt"
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


@dataclass(slots=True)
class Figures:
    """One employer in one month: the movement of the month and the two piles before and after it."""

    unit: Unit
    month: int
    workers: int
    payable: int
    adjustment: int
    state: int
    before: Piles
    after: Piles
    """Of health insurance, and of all other funds."""
    odd: Oddity | None = None
    is_first: bool = False

    @property
    def is_late(self) -> bool:
        return any(pile.late or pile.evaded for pile in self.after)

    def pile(self, fund: str) -> tuple[Pile, Pile]:
        side = HEALTH_SIDE if fund == HEALTH else OTHERS
        return self.before[side], self.after[side]

    @property
    def months_told(self) -> int | None:
        """Few files tell months: since the last one paid, or since the oldest one unpaid was due."""
        after_paid = self.month - self.after[1].paid_to
        if self.odd == Oddity.OPENING:
            return max(0, after_paid - (1 if self.after[1].paid_to + 1 < LAW_SINCE else 2))
        return after_paid if self.odd == Oddity.MONTHS else None

    @property
    def is_paid_to_told(self) -> bool:
        return not (self.is_first and self.odd == Oddity.OPENING)


class Account:
    """The employer's books: ask for any month of the history, in order for little."""

    def __init__(
        self, unit: Unit, story: Story, random: Random, last: int, calendar: Calendar, odd: Oddity | None = None
    ) -> None:
        self.unit, self.story, self.calendar, self.odd = unit, story, calendar, odd
        self.start = max(min(story.cover[0], story.first - 2), story.opened)
        self.adjustment: dict[int, int] = {}
        self._workers: list[int] = []
        self._payroll: list[int] = []
        self._live(random, last)
        self._flatten()
        self._walk: Walk | None = None

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
        if self.odd == Oddity.REVERSAL:
            self.adjustment[last - 4] = -self.payroll(last - 4) // 3

    def _flatten(self) -> None:
        """Before the first month every month was like it: the first file tells no more than a sum and how far it is paid."""
        first = self.story.first
        flat = self._payroll[max(0, first - self.start)] or self._workers[max(0, first - self.start)] * self.unit.wage
        if not self.payroll(max(first, self.start)):
            self.story.part = [0] * len(self.story.part)
        for month in range(self.start, first):
            self._payroll[month - self.start] = flat

    def payroll(self, month: int) -> int:
        return self._payroll[month - self.start]

    @property
    def urged(self) -> list[date]:
        """The days on which BHXH's notices reached the employer, in all months asked for so far."""
        return [] if self._walk is None else [date.fromordinal(day) for day in self._walk.urged]

    def figures(self, month: int) -> Figures | None:
        """The month, or None while the employer is not (or no more) in BHXH's files."""
        story = self.story
        if not story.is_listed(month):
            return None
        before, after = self._plain(month) if story.name in PUNCTUAL else self._walked(month)
        workers, payroll = self._workers[month - self.start], self._payroll[month - self.start]
        adjustment = self.adjustment.get(month, 0)
        return Figures(
            self.unit, month, workers, payroll, adjustment, story.state(month), before, after,
            self.odd, month == story.first,
        )  # fmt: skip

    def _plain(self, month: int) -> tuple[Piles, Piles]:
        """Who is never late: what is open is not due."""
        before, after = self.left(month - 1, OTHERS), self.left(month, OTHERS)
        opening, closing = Pile(before, month - 1), Pile(after, month, not_due=max(after, 0))
        return (opening, opening), (closing, closing)

    def _walked(self, month: int) -> tuple[Piles, Piles]:
        if self._walk is None or month < self._walk.month:
            self._walk = Walk(self)
        return self._walk.to(month)

    def left(self, month: int, side: int) -> int:
        """What is unpaid at the month's end by the story, below zero what waits: of health insurance, or of the others."""
        story, place = self.story, month - self.story.first + 1
        by_story = story.health is None or side == OTHERS
        cover, part = (story.cover[place], story.part[place]) if by_story else (story.health[place], 0)
        if month < story.opened:
            return 0
        if cover >= month:
            return -(part * self.payroll(month + 1) // 1000)
        months = range(max(cover + 1, story.opened), month + 1)
        owed = [self.payroll(at) + self.adjustment.get(at, 0) for at in months]
        return sum(owed) - (part * owed[0] // 1000 if months[0] == cover + 1 else 0)
