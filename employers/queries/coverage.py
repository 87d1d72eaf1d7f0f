"""Who takes part, of how many: participants of a place and month under each version of the denominator, against the targets.

A commune's share is of the commune's own people; where those are not recorded, there is no share and the page says so."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import AdminUnit, Denominator, DenominatorMethod, Indicator, Province, ProvinceSetting, Target
from agencies.queries.functions import family
from agencies.queries.targets import Base, Denominators, denominators_of, targets_of
from employers.models import CoverageFigure
from employers.rules.coverage import COUNTED, Together, people_of, rate, together
from portal.core.periods import Month

SOURCE_SETTING, SHOWN_SETTING = "coverage.denominator_source", "targets.shown"
TREND_MONTHS = 24
LABOUR_FORCE, POPULATION = "labour_force", "population"


@dataclass(frozen=True)
class Share:
    """The participants under one version of one way of counting, and their share of its people."""

    base: Base
    people: int
    ratio: int
    is_first: bool


@dataclass
class Cover:
    """One indicator of one place at the end of one month."""

    indicator: Indicator
    territory: AdminUnit
    month: Month
    figures: list[CoverageFigure]
    people: int | None
    targets: list[Target] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    sum: Together | None = None

    @property
    def first(self) -> Share | None:
        """Under the way of counting that the province's setting prefers."""
        return self.shares[0] if self.shares else None

    @property
    def is_summed(self) -> bool:
        """The province itself said nothing; its communes did."""
        return self.sum is not None and self.sum.own is None and self.people is not None


def current(province: Province) -> QuerySet[CoverageFigure]:
    return CoverageFigure.objects.filter(province=province, is_current=True, withdrawn_at=None)


def indicators() -> list[Indicator]:
    return list(Indicator.objects.filter(pk__in=COUNTED))


def months_of(province: Province) -> list[Month]:
    """Months with a figure, newest first."""
    days = current(province).order_by("-month").values_list("month", flat=True).distinct()
    return [Month.of(day) for day in days]


def communes_on(province: Province, day: date) -> QuerySet[AdminUnit]:
    """The communes of the day in the present province, or in those from which it was made."""
    wholes = [unit.pk for unit in family(province.unit, day)]
    return AdminUnit.objects.as_of(day).communes().filter(province__in=wholes)


def first_method(province: Province, code: str, on: date) -> int | None:
    """The version that the setting prefers: the newest published one, the newest with exclusions of its own, or the newest
    whose people the labour agency supplied. None where the province has none such; then all stand in their order."""
    return first_methods(province, [code], on).get(code)


def first_methods(province: Province, codes: Collection[str], on: date) -> dict[str, int]:
    """The preferred version of each way of counting that has one."""
    wanted = setting_or(province, SOURCE_SETTING, on, "published")
    methods = province.denominator_methods.filter(code__in=codes).order_by("version")
    if wanted == "supplied":
        kinds = province.function_holders.filter(function="labour_management", kind__isnull=False).values("kind")
        supplied = Denominator.objects.filter(recorded_by__posts__agency__kind__in=kinds).values("method")
        return {method.code: method.pk for method in methods.filter(pk__in=supplied)}
    return {method.code: method.pk for method in methods if bool(method.exclusions) == (wanted == "recomputed")}


def setting_or(province: Province, key: str, on: date, otherwise: str) -> str:
    found = ProvinceSetting.objects.filter(province=province).valid_on(key, on).values_list("value", flat=True).first()
    return otherwise if found is None else found


def methods_of(province: Province, code: str, on: date) -> list[DenominatorMethod]:
    """Every version, the preferred one first, then the newest."""
    methods = list(province.denominator_methods.filter(code=code).order_by("-version"))
    first = first_method(province, code, on)
    return sorted(methods, key=lambda method: method.pk != first)


def targets_shown(province: Province, year: int, on: date) -> list[Target]:
    """Assigned and own ones, or those alone that the province has settled on."""
    found = targets_of(province, year, on).filter(Q(agency=None) | Q(set_by=Target.SetBy.OWN))
    shown = setting_or(province, SHOWN_SETTING, on, "both")
    if shown == "own":
        found = found.filter(set_by=Target.SetBy.OWN)
    elif shown == "assigned":
        found = found.exclude(set_by=Target.SetBy.OWN)
    return sorted(found.exclude(period="week"), key=lambda target: (target.set_by == "own", target.period, target.pk))


def board(province: Province, unit: AdminUnit, month: Month, on: date) -> list[Cover]:
    """Every indicator that has a figure of the place in the month."""
    asked = indicators()
    book = _Book(province, month, on, {indicator.denominator for indicator in asked})
    return [cover for indicator in asked if (cover := book.of(indicator, unit)) is not None]


class _Book:
    """What the board of one month asks, read once."""

    def __init__(self, province: Province, month: Month, on: date, codes: Collection[str]):
        self.province, self.month, self.on = province, month, on
        self.denominators = denominators_of(province)
        self.targets = targets_shown(province, month.year, on)
        self.figures: dict[int, dict[str, CoverageFigure]] = defaultdict(dict)
        for figure in current(province).filter(month=month.first_day).select_related("batch"):
            self.figures[figure.territory_id][figure.measure] = figure
        self.communes = set(communes_on(province, month.last_day).values_list("pk", flat=True))
        self.first = first_methods(province, codes, month.last_day)

    def of(self, indicator: Indicator, unit: AdminUnit) -> Cover | None:
        own = self.people(indicator, unit.pk)
        sum_ = None
        if unit.level == AdminUnit.Level.PROVINCE:
            sum_ = together(own, [self.people(indicator, pk) for pk in sorted(self.communes)])
        people = sum_.people if sum_ else own
        mine = self.figures.get(unit.pk, {})
        said = [mine[measure] for measure in COUNTED[indicator.pk] if measure in mine]
        if people is None and not said and not (sum_ and sum_.known):
            return None
        targets = [row for row in self.targets if (row.indicator_id, row.territory_id) == (indicator.pk, unit.pk)]
        first = self.first.get(indicator.denominator)
        shares = shares_of(self.denominators, indicator, unit.pk, people, until=self.month.last_day, first=first)
        return Cover(indicator, unit, self.month, said, people, targets, shares, sum_)

    def people(self, indicator: Indicator, unit: int) -> int | None:
        return people_of(indicator.pk, {name: row.value for name, row in self.figures.get(unit, {}).items()})


def shares_of(
    denominators: Denominators, indicator: Indicator, unit: int, people: int | None, *,
    until: date, first: int | None,
) -> list[Share]:  # fmt: skip
    """The share under each version that has counted this very place up to the day, the preferred one first."""
    rows = denominators.of(indicator.denominator, unit, until=until)
    found = []
    for row in sorted(rows, key=lambda row: (row.method_id != first, -row.method.version)):
        ratio = rate(people, row.value)
        if ratio is not None:
            base = Base(row.value, row.as_of, row.source, row.method, row.is_derived)
            found.append(Share(base, people or 0, ratio, row.method_id == first))
    return found


@dataclass(frozen=True)
class Point:
    """One month of a trend: the participants and their share under the preferred way of counting, where there is one."""

    month: Month
    people: int | None
    ratio: int | None


def trends(province: Province, unit: AdminUnit, covers: list[Cover]) -> dict[str, list[Point]]:
    """By indicator the last months with a figure of the place, oldest first, all under the way of counting that is preferred
    in the month of the board. The province as it said itself, not as its communes add up."""
    by_month: dict[date, dict[str, int]] = defaultdict(dict)
    for month, measure, value in current(province).filter(territory=unit).values_list("month", "measure", "value"):
        by_month[month][measure] = value
    denominators = denominators_of(province) if covers else Denominators({})
    found: dict[str, list[Point]] = {}
    for cover in covers:
        first = cover.first.base.method.pk if cover.first and cover.first.base.method else None
        points = (_point(cover.indicator, unit, day, by_month[day], denominators, first) for day in sorted(by_month))
        found[cover.indicator.pk] = [point for point in points if point.people is not None][-TREND_MONTHS:]
    return found


def _point(
    indicator: Indicator,
    unit: AdminUnit,
    day: date,
    told: dict[str, int],
    denominators: Denominators,
    first: int | None,
) -> Point:
    month = Month.of(day)
    people = people_of(indicator.pk, told)
    row = denominators.by_method(first, unit.pk, until=month.last_day) if first else None
    return Point(month, people, rate(people, row.value) if row else None)
