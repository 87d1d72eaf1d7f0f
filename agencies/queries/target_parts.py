"""A target of the province and what its communes were given: whether the parts make the whole."""

from dataclasses import dataclass
from datetime import date

from agencies.models import Actual, AdminUnit, Target
from agencies.queries.targets import Denominators, actuals_of, denominators_of, live
from agencies.queries.territory import communes_of, former_provinces
from agencies.rules.targets import PERCENT, Part, Sum, people_at, together

TOLERANCE = PERCENT // 100  # a whole of ratios may differ by what rounding to 0,01 % makes


@dataclass(frozen=True)
class Share:
    """One commune: what it was given, who answers for it, the people that a ratio is of, what it reached."""

    unit: AdminUnit
    target: Target | None
    denominator: int | None
    actual: Actual | None

    @property
    def value(self) -> int | None:
        return self.target.value if self.target else None

    @property
    def people(self) -> int | None:
        """How many people its ratio is."""
        if self.target is None or self.denominator is None or self.target.indicator.unit != "ratio":
            return None
        return people_at(self.target.value, self.denominator)

    @property
    def gap(self) -> int | None:
        return None if self.target is None or self.actual is None else self.target.value - self.actual.value


@dataclass(frozen=True)
class Cascade:
    """A target and its parts. Whole when every commune has its part and together they are at least the target."""

    target: Target
    shares: list[Share]
    made: Sum
    denominator: int | None  # of the whole, as recorded; the parts' should add up to it

    @property
    def given(self) -> int:
        return sum(share.target is not None for share in self.shares)

    @property
    def difference(self) -> int | None:
        """What the parts make beyond the whole; negative where they fall short."""
        return None if self.made.value is None else self.made.value - self.target.value

    @property
    def is_whole(self) -> bool | None:
        if self.difference is None:
            return None
        allowed = TOLERANCE if self.target.indicator.unit == "ratio" else 0
        return self.difference >= -allowed

    @property
    def unlike_denominators(self) -> int | None:
        """How far the parts' people are from those recorded for the whole."""
        if self.denominator is None or not self.made.denominator:
            return None
        return self.made.denominator - self.denominator

    @property
    def without_accountable(self) -> int:
        return sum(share.target is not None and not share.target.accountable for share in self.shares)


def cascade_of(target: Target, on: date) -> Cascade:
    """The communes of the target's area on the day, those that have a part before those that have none counted as missing."""
    units = _communes(target, on)
    parts = {part.territory_id: part for part in live(target.parts.all(), on).select_related("indicator")}
    people = denominators_of(target.province)
    reached = _reached(target, on)
    shares = [
        Share(unit, parts.get(unit.pk), _people(people, target, unit, on), reached.get(unit.pk)) for unit in units
    ]
    made = together([Part(share.value, share.denominator) for share in shares], target.indicator.unit)
    return Cascade(target, shares, made, _people(people, target, target.territory, on))


def _communes(target: Target, on: date) -> list[AdminUnit]:
    found = list(communes_of(target.province, on))
    if target.territory_id == target.province.unit_id:
        return found
    former = former_provinces(target.province.unit)
    return [unit for unit in found if unit.pk in former and former[unit.pk].pk == target.territory_id]


def _reached(target: Target, on: date) -> dict[int, Actual]:
    """The latest of each commune; of one day the last recorded."""
    rows = actuals_of(target.province, on).filter(
        indicator=target.indicator, agency=None, territory__level=AdminUnit.Level.COMMUNE
    )
    return {row.territory_id: row for row in rows}


def _people(people: Denominators, target: Target, unit: AdminUnit, on: date) -> int | None:
    """By the target's own method where it names one, else by the newest version."""
    if target.denominator_method_id is not None:
        row = people.by_method(target.denominator_method_id, unit.pk, until=on)
        return row.value if row else None
    rows = people.of(target.indicator.denominator, unit.pk, until=on)
    return rows[-1].value if rows else None
