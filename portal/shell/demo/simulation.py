"""The whole demo before any database: places in, employers, stories and books out; any month can be asked for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from portal.core.periods import Month
from portal.shell.demo.books import Calendar, Laws
from portal.shell.demo.contributions import Account, Figures
from portal.shell.demo.employers import Place, Unit, ZonePlan, make_employers, plan_zones
from portal.shell.demo.odd import Oddity, choose
from portal.shell.demo.stories import tell


@dataclass(frozen=True)
class Plan:
    """What a demo is made of. The same plan makes the same demo."""

    province: str
    employers: int
    months: int
    seed: int
    as_of: date

    @property
    def last(self) -> Month:
        """The newest month that is over: the one a newcomer imports."""
        return Month.of(self.as_of).plus(-1)

    @property
    def first(self) -> Month:
        return self.last.plus(1 - self.months)

    @property
    def history(self) -> list[Month]:
        """The months that are imported and closed, oldest first."""
        return [self.first.plus(n) for n in range(self.months - 1)]


class Simulation:
    """The employers of a plan and their books."""

    def __init__(self, plan: Plan, province_name: str, places: Sequence[Place], laws: Laws) -> None:
        self.plan, self.per_day = plan, laws(plan.last.last_day).rate
        self.zones: list[ZonePlan] = plan_zones(plan.seed, places, province_name)
        self.units: list[Unit] = make_employers(
            plan.seed, plan.province, province_name, places, self.zones, plan.employers
        )
        first, last = plan.first.index, plan.last.index
        calendar = Calendar(first, last, laws)
        luck = [Random(f"{plan.seed}/{unit.unit_code}") for unit in self.units]
        stories = [tell(unit, random, first, last) for unit, random in zip(self.units, luck, strict=True)]
        can_be_odd = (story if unit.cycle == 1 else None for unit, story in zip(self.units, stories, strict=True))
        odd = choose(can_be_odd, first, last)
        self.accounts = [
            Account(unit, stories[place], luck[place], last, calendar, odd.get(place))
            for place, unit in enumerate(self.units)
        ]

    def odd_ones(self, oddity: Oddity) -> list[str]:
        """Unit codes of those that BHXH reckons otherwise in this way."""
        return [account.unit.unit_code for account in self.accounts if account.odd == oddity]

    def month(self, month: Month) -> Iterator[Figures]:
        """Every employer that BHXH's files of the month name."""
        return (figures for account in self.accounts if (figures := account.figures(month.index)) is not None)

    def busiest_places(self, count: int) -> list[Place]:
        """The communes with the most employers."""
        tally = Counter(unit.place.code for unit in self.units)
        by_code = {unit.place.code: unit.place for unit in self.units}
        return [by_code[code] for code, _number in sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))[:count]]
