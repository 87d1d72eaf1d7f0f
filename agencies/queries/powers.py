"""The powers matrix: which role in which kind of agency may do which act, as rows for a page that is printed."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef, QuerySet

from agencies.models import AgencyKind, Power
from agencies.models.users import Role
from agencies.reference_files import rows
from portal.core.folding import sort_key


@functools.cache
def act_names() -> dict[str, str]:
    """What an act is called, from reference/acts.csv."""
    return {row["act"]: row["name"] for row in rows("agencies", "acts")}


def act_name(act: str) -> str:
    return act_names().get(act, act)


def acts_given() -> list[tuple[str, str]]:
    """(act, name) of every act that somebody may do, by name."""
    given = Power.objects.order_by("act").values_list("act", flat=True).distinct()
    return sorted(((act, act_name(act)) for act in given), key=lambda pair: sort_key(pair[1]))


def kinds_given() -> list[tuple[str, str]]:
    given = AgencyKind.objects.filter(powers__isnull=False).distinct().values_list("code", "name")
    return sorted(given, key=lambda pair: sort_key(pair[1]))


def powers_matrix(*, kind: str = "", role: str = "", act: str = "") -> QuerySet:
    """One row for each act and kind of agency, with a column for each role; narrowed to those that give what is asked."""
    given = Power.objects.all()
    for name, value in (("agency_kind", kind), ("act", act), ("role", role)):
        if value:
            given = given.filter(**{name: value})
    firsts = given.values("act", "agency_kind").annotate(first=Min("pk")).values("first")
    beside = Power.objects.filter(act=OuterRef("act"), agency_kind=OuterRef("agency_kind"))
    columns = {f"may_{name}": Exists(beside.filter(role=name)) for name in Role.values}
    found = Power.objects.filter(pk__in=firsts).annotate(**columns).select_related("agency_kind")
    return found.order_by("act", "agency_kind__name")


@dataclass(frozen=True)
class Line:
    """One act and the kinds of agency in which the same roles may do it: what a reader compares stands on one line."""

    act: str
    roles: frozenset[str]
    kinds: tuple[str, ...]


def lines(matrix: Iterable[Power]) -> list[Line]:
    """The rows drawn together for reading and printing, acts by name."""
    together: dict[tuple[str, frozenset[str]], list[str]] = {}
    for row in matrix:
        roles = frozenset(name for name in Role.values if getattr(row, f"may_{name}"))
        together.setdefault((row.act, roles), []).append(row.agency_kind.name)
    found = [Line(act, roles, tuple(sorted(kinds, key=sort_key))) for (act, roles), kinds in together.items()]
    return sorted(found, key=lambda line: (sort_key(act_name(line.act)), line.kinds))
