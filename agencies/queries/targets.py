"""What was set and what was reached: targets of a year side by side, distance, forecast, the rate under each denominator."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Actual, AdminUnit, Denominator, DenominatorMethod, Indicator, Province, Target
from agencies.rules.targets import (
    PEOPLE_OF,
    Reading,
    denominator_of,
    forecast,
    pace_needed,
    people_at,
    ratio_at,
)

EACH = ("year", "week")  # a target of each year, of each week


@dataclass(frozen=True)
class Base:
    """The people that a ratio is of. Derived where the text gives the ratio and the people but not this (suy ra)."""

    value: int
    as_of: date
    source: str
    method: DenominatorMethod | None = None
    is_derived: bool = False


@dataclass(frozen=True)
class MethodRate:
    """What was reached, under one version of one way of counting the denominator."""

    base: Base
    ratio: int
    points: list[int]  # to each target of the standing, in its order


@dataclass(frozen=True)
class Line:
    """One target against what was reached; `gap` in the unit of the indicator, `people` in people."""

    target: Target
    gap: int | None
    people: int | None
    pace: int | None  # a month, in people or in what is counted
    pace_points: int | None  # a month, of ratios
    missed_by: int | None  # of the forecast

    @property
    def is_reached(self) -> bool:
        return self.gap is not None and self.gap <= 0

    @property
    def still_people(self) -> int | None:
        return None if self.people is None else max(0, self.people)


@dataclass
class Standing:
    """One indicator of one area in one year."""

    indicator: Indicator
    territory: AdminUnit
    year: int
    targets: list[Target] = field(default_factory=list)
    actuals: list[Actual] = field(default_factory=list)  # up to this year, by day; of one day the last recorded
    is_ahead: bool = False  # a year to come is measured from what is known today
    people: int | None = None
    is_people_derived: bool = False
    base: Base | None = None
    lines: list[Line] = field(default_factory=list)
    rates: list[MethodRate] = field(default_factory=list)

    @property
    def actual(self) -> Actual | None:
        """The latest of the year."""
        latest = self.actuals[-1] if self.actuals else None
        return latest if latest and (self.is_ahead or latest.as_of.year == self.year) else None

    @property
    def is_ratio(self) -> bool:
        return self.indicator.unit == "ratio"

    @property
    def forecast(self) -> int | None:
        value = forecast([Reading(actual.as_of, actual.value) for actual in self.actuals], self.year)
        return value if value is None or not self.is_ratio else min(value, 1_000_000)


@dataclass(frozen=True)
class Denominators:
    """The denominators of a province: by code of what is counted and by area, newest version of the method first."""

    values: dict[tuple[str, int], list[Denominator]]

    def of(self, code: str, territory_id: int, *, until: date) -> list[Denominator]:
        """For each version of the method the latest value up to the day; versions in order."""
        latest: dict[int, Denominator] = {}
        for value in self.values.get((code, territory_id), []):
            if value.as_of <= until:
                latest[value.method_id] = value
        return sorted(latest.values(), key=lambda value: value.method.version)

    def by_method(self, method_id: int, territory_id: int, *, until: date) -> Denominator | None:
        """The latest value up to the day by one version of one method."""
        rows = [row for (_code, unit), found in self.values.items() if unit == territory_id for row in found]
        mine = [row for row in rows if row.method_id == method_id and row.as_of <= until]
        return mine[-1] if mine else None


def live(rows: QuerySet[Target], on: date) -> QuerySet[Target]:
    """Targets that count on the day: a corrected one has ended."""
    return rows.filter(Q(ended_on=None) | Q(ended_on__gte=on))


def targets_of(province: Province, year: int, on: date) -> QuerySet[Target]:
    """Those of the year itself, and those of each year from the one on in which their document is in force."""
    each = Q(period__in=EACH) & (Q(directive=None) | Q(directive__in_force_from__year__lte=year))
    each &= Q(set_on=None) | Q(set_on__year__lte=year)
    mine = live(Target.objects.filter(province=province), on).filter(Q(period=str(year)) | each)
    return mine.select_related("indicator", "territory", "agency", "directive", "denominator_method")


def actuals_of(province: Province, until: date) -> QuerySet[Actual]:
    mine = Actual.objects.filter(province=province, as_of__lte=until)
    return mine.select_related("directive", "denominator_method").order_by("as_of", "pk")


def denominators_of(province: Province) -> Denominators:
    rows = Denominator.objects.filter(method__province=province).select_related("method").order_by("as_of", "pk")
    found: dict[tuple[str, int], list[Denominator]] = defaultdict(list)
    for row in rows:
        found[row.method.code, row.territory_id].append(row)
    return Denominators(dict(found))


def counted_by(methods: QuerySet[DenominatorMethod]) -> QuerySet[Denominator]:
    """What was counted by these ways of counting."""
    return Denominator.objects.filter(method__in=methods).select_related("method", "territory")


def years_of(province: Province, on: date) -> list[int]:
    """Years that have targets or something reached, and the present one; newest first."""
    periods = live(Target.objects.filter(province=province), on).values_list("period", flat=True).distinct()
    reached = Actual.objects.filter(province=province).values_list("as_of__year", flat=True).distinct()
    years = {int(period) for period in periods if period.isdecimal()} | set(reached) | {on.year}
    return sorted(years, reverse=True)


def board(province: Province, year: int, on: date, *, units: Sequence[int] | None = None) -> list[Standing]:
    """All indicators of the year that somebody set or reached, for the province and its former parts, or for `units`."""
    until = min(on, date(year, 12, 31))
    here = {"territory__in": units} if units is not None else {"territory__level": AdminUnit.Level.PROVINCE}
    targets = list(targets_of(province, year, on).filter(**here))
    actuals = list(actuals_of(province, until).filter(**here).select_related("indicator", "territory"))
    denominators = denominators_of(province)
    standings = _standings(targets, actuals, year, is_ahead=year > on.year)
    by_key = {(standing.indicator.pk, standing.territory.pk): standing for standing in standings}
    told = set()  # people counted stand with the ratio that they are of
    for standing in standings:
        pair = by_key.get((PEOPLE_OF.get(standing.indicator.pk, ""), standing.territory.pk))
        complete(standing, pair.actuals if pair else [], denominators)
        told |= {id(pair)} if pair and standing.people is not None else set()
    shown = [one for one in standings if one.targets or (one.actual and not one.is_ahead)]
    return [one for one in shown if one.targets or id(one) not in told]


def _standings(targets: Iterable[Target], actuals: Iterable[Actual], year: int, *, is_ahead: bool) -> list[Standing]:
    found: dict[tuple, Standing] = {}

    def of(row) -> Standing:
        key = (row.indicator_id, row.territory_id)
        return found.setdefault(key, Standing(row.indicator, row.territory, year, is_ahead=is_ahead))

    for target in targets:
        of(target).targets.append(target)
    for actual in actuals:
        if actual.agency_id is None:
            _keep_last(of(actual).actuals, actual)
    return sorted(found.values(), key=_place)


def _place(standing: Standing) -> tuple:
    """The present province first, then its former parts; indicators in their order."""
    territory = standing.territory
    return territory.valid_to is not None, territory.sort_key, territory.pk, standing.indicator.order


def _keep_last(actuals: list[Actual], actual: Actual) -> None:
    """A correction is another row of the same day; it takes the place of the one before it."""
    if actuals and actuals[-1].as_of == actual.as_of:
        actuals.pop()
    actuals.append(actual)


def complete(standing: Standing, people: Sequence[Actual], denominators: Denominators) -> None:
    """Say how far it is: to each target, under each denominator, at this pace."""
    actual = standing.actual
    standing.targets.sort(key=lambda target: (target.period, target.set_by, target.pk))
    if actual is not None and standing.is_ratio:
        _measure(standing, actual, people, denominators)
    standing.lines = [_line(standing, target) for target in standing.targets]


def _measure(standing: Standing, actual: Actual, people: Sequence[Actual], denominators: Denominators) -> None:
    counted = next((one for one in people if one.as_of == actual.as_of), None)
    standing.base = _base(standing, actual, people, denominators)
    if counted is not None:
        standing.people = counted.value
    elif standing.base is not None:
        standing.people, standing.is_people_derived = people_at(actual.value, standing.base.value), True
    if standing.people is None:
        return
    until = date(standing.year, 12, 31)
    for row in denominators.of(standing.indicator.denominator, standing.territory.pk, until=until):
        ratio = ratio_at(standing.people, row.value)
        points = [target.value - ratio for target in standing.targets]
        standing.rates.append(MethodRate(_as_base(row), ratio, points))


def _base(standing: Standing, actual: Actual, people: Sequence[Actual], denominators: Denominators) -> Base | None:
    """What the stated ratio is of: by its own method, else as follows from a text that gives ratio and people, of this day
    or the last before it; else what is recorded."""
    territory, until = standing.territory.pk, date(standing.year, 12, 31)
    if actual.denominator_method_id is not None:
        row = denominators.by_method(actual.denominator_method_id, territory, until=until)
        if row is not None:
            return _as_base(row)
    rows = denominators.of(standing.indicator.denominator, territory, until=until)
    derived = _derived(standing.actuals, people)
    if derived is not None and (derived.as_of == actual.as_of or not rows):
        return derived
    return _as_base(rows[-1]) if rows else None


def _derived(ratios: Sequence[Actual], people: Sequence[Actual]) -> Base | None:
    counted = {one.as_of: one.value for one in people}
    for one in reversed(ratios):
        if one.value and one.as_of in counted:
            return Base(denominator_of(counted[one.as_of], one.value), one.as_of, one.source, is_derived=True)
    return None


def _as_base(row: Denominator) -> Base:
    return Base(row.value, row.as_of, row.source, row.method, row.is_derived)


def _line(standing: Standing, target: Target) -> Line:
    actual = standing.actual
    if actual is None:
        return Line(target, None, None, None, None, None)
    gap = target.value - actual.value
    people = gap if not standing.is_ratio else None
    if standing.base is not None and standing.people is not None:
        people = people_at(target.value, standing.base.value) - standing.people
    end = int(target.period) if target.period.isdecimal() else standing.year
    weekly = target.period == "week"
    ahead = standing.forecast if end == standing.year else None
    return Line(
        target,
        gap,
        people,
        None if people is None or weekly else pace_needed(people, actual.as_of, end),
        pace_needed(gap, actual.as_of, end) if standing.is_ratio else None,
        None if ahead is None else target.value - ahead,
    )
