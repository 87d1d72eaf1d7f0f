"""The table of coverage by commune: counted, divided and sorted by the database, in whole numbers."""

from collections.abc import Sequence
from datetime import date

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from agencies.models import AdminUnit, Denominator, DenominatorMethod, Indicator, Province, Target
from agencies.rules.targets import MILLION
from employers.models import CoverageFigure, SyncCount
from employers.queries.coverage import communes_on, current, targets_shown
from employers.rules.coverage import COUNTED
from portal.core.periods import Month

BIG = BigIntegerField()
MEASURES = tuple(CoverageFigure.Measure.values)


def figures_by_commune(province: Province, month: Month, *, methods: dict[str, DenominatorMethod | None]) -> QuerySet:
    """Each commune of the month with what a file of coverage has of it: participants, people, not in step."""
    rows = communes_on(province, month.last_day)
    told = {measure: _figure(province, month, measure) for measure in MEASURES}
    people = {code: _people(method, month.last_day) for code, method in methods.items()}
    counts = SyncCount.objects.filter(province=province, territory=OuterRef("pk"), as_of__lte=month.last_day)
    unsynced = Subquery(counts.order_by("-as_of").values("unsynced")[:1])
    return rows.annotate(**told, **people, unsynced=unsynced)


def shares_by_commune(
    province: Province, month: Month, indicator: Indicator, methods: Sequence[DenominatorMethod], on: date
) -> QuerySet:
    """Each commune of the month with `people`, and for the nth method `base_n` and `ratio_n` in millionths; `assigned`, `own`
    and how far the first share is from the assigned one."""
    rows = communes_on(province, month.last_day)
    parts = {measure: _figure(province, month, measure) for measure in COUNTED[indicator.pk]}
    rows = rows.annotate(**parts)
    people = sum(
        (Cast(F(measure), BIG) for measure in COUNTED[indicator.pk][1:]), Cast(F(COUNTED[indicator.pk][0]), BIG)
    )
    rows = rows.annotate(people=people)
    for at, method in enumerate(methods):
        rows = rows.annotate(**{f"base_{at}": _people(method, month.last_day)})
        rows = rows.annotate(**{f"ratio_{at}": divided_in_sql("people", f"base_{at}")})
    shown = [target.pk for target in targets_shown(province, month.year, on)]
    given = Target.objects.filter(pk__in=shown, indicator=indicator, territory=OuterRef("pk")).order_by("-pk")
    own, assigned = given.filter(set_by=Target.SetBy.OWN), given.exclude(set_by=Target.SetBy.OWN)
    rows = rows.annotate(
        assigned=Subquery(assigned.values("value")[:1], output_field=BIG),
        own=Subquery(own.values("value")[:1], output_field=BIG),
    )
    return rows.annotate(short=F("assigned") - F("ratio_0") if methods else Value(None, output_field=BIG))


def divided_in_sql(people: str, base: str) -> Case:
    """What rules.coverage.rate says, for whole numbers that are not negative: rounded once, a half up."""
    twice = Cast(F(base), BIG) * 2
    return Case(
        When(**{f"{base}__gt": 0}, then=(F(people) * 2 * MILLION + Cast(F(base), BIG)) / twice),
        default=None,
        output_field=BIG,
    )


def _figure(province: Province, month: Month, measure: str) -> Subquery:
    told = current(province).filter(territory=OuterRef("pk"), month=month.first_day, measure=measure)
    return Subquery(told.values("value")[:1])


def _people(method: DenominatorMethod | None, until: date) -> Subquery | Value:
    """By this very method, of this very commune; of one day the last recorded."""
    if method is None:
        return Value(None, output_field=BIG)
    told = Denominator.objects.filter(method=method, territory=OuterRef("pk"), as_of__lte=until)
    return Subquery(told.order_by("-as_of", "-pk").values("value")[:1], output_field=BIG)


def commune_named(province: Province, pk: int, day: date) -> AdminUnit | None:
    return communes_on(province, day).filter(pk=pk).first()
