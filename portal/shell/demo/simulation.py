"""The whole demo before any database: places in, employers, stories and books out; any month can be asked for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from arrears.rules import Deadline
from portal.core.periods import Month
from portal.shell.demo.contributions import Account, Calendar, Figures
from portal.shell.demo.employers import Place, Unit, ZonePlan, make_employers, plan_zones
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

    def __init__(
        self, plan: Plan, province_name: str, places: Sequence[Place], deadlines: Sequence[Deadline], per_day: int
    ) -> None:
        self.plan, self.per_day = plan, per_day
        self.zones: list[ZonePlan] = plan_zones(plan.seed, places, province_name)
        self.units: list[Unit] = make_employers(
            plan.seed, plan.province, province_name, places, self.zones, plan.employers
        )
        first, last = plan.first.index, plan.last.index
        calendar = Calendar(first, last, deadlines)
        self.accounts = [self._account(unit, first, last, calendar) for unit in self.units]

    def _account(self, unit: Unit, first: int, last: int, calendar: Calendar) -> Account:
        random = Random(f"{self.plan.seed}/{unit.unit_code}")
        return Account(unit, tell(unit, random, first, last), random, last, calendar)

    def month(self, month: Month) -> Iterator[Figures]:
        """Every employer that BHXH's files of the month name."""
        return (figures for account in self.accounts if (figures := account.figures(month.index)) is not None)

    def busiest_places(self, count: int) -> list[Place]:
        """The communes with the most employers."""
        tally = Counter(unit.place.code for unit in self.units)
        by_code = {unit.place.code: unit.place for unit in self.units}
        return [by_code[code] for code, _number in sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))[:count]]
