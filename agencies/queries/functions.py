"""Who holds a function on a day: agencies in charge of a territory, the parties of a duty, names as issued and as now.

A function passes on its own day, a territory on another: each answer is of one day, nothing is ever rewritten.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from agencies.models import (
    AdminUnit,
    Agency,
    AgencyKind,
    AgencyName,
    AgencyTerritory,
    Competence,
    Directive,
    Duty,
    DutyParty,
    FunctionHolder,
    Province,
)
from agencies.queries.territory import former_provinces, successors_on
from portal.core import sql

# The tables of units speak from this day on; before it they are taken to have been as on it.
UNITS_KNOWN_FROM = date(2025, 1, 1)
IN_PARTS = frozenset(
    {"local", "district", "commune"}
)  # tiers that have many agencies in a province, each with its part


def family(territory: AdminUnit, day: date) -> list[AdminUnit]:
    """The territory itself while it is valid; after it its successors, before it its predecessors."""
    day = max(day, UNITS_KNOWN_FROM)
    if territory.valid_from > day:
        return _predecessors_on(territory, day) or [territory]
    return successors_on(territory, day)


def _predecessors_on(unit: AdminUnit, day: date) -> list[AdminUnit]:
    before = RawSQL(sql.text("agencies", "predecessors"), [unit.pk])
    return list(AdminUnit.objects.as_of(day).filter(pk__in=before).order_by("code"))


@dataclass
class HolderBook:
    """Everything about holders of one province, read once; answers any day and territory without asking again."""

    province: Province
    _families: dict = field(default_factory=dict)

    @cached_property
    def agencies(self) -> list[Agency]:
        return list(
            self.province.agencies.order_by("code").prefetch_related("kind")
        )  # one kind, not one for each agency

    @cached_property
    def rows(self) -> list[FunctionHolder]:
        return list(self.province.function_holders.order_by("valid_from", "pk"))

    @cached_property
    def lying_in(self) -> dict[int, list[tuple[int, date, date | None]]]:
        """Agency id -> the former provinces that its units lie in, with the days."""
        former = {commune: unit.pk for commune, unit in former_provinces(self.province.unit).items()}
        found: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
        territories = AgencyTerritory.objects.filter(
            agency__province=self.province, agency__kind__tier__in=IN_PARTS, agency__area=None
        )
        for agency, unit, begun, ended in territories.values_list("agency_id", "unit_id", "valid_from", "valid_to"):
            if unit in former:
                found[agency].append((former[unit], begun, ended))
        return found

    @cached_property
    def _names(self) -> dict[int, list[AgencyName]]:
        found: dict[int, list[AgencyName]] = defaultdict(list)
        for called in AgencyName.objects.filter(agency__province=self.province).order_by("valid_from"):
            found[called.agency_id].append(called)
        return found

    def name_of(self, agency: Agency, day: date) -> str:
        """What Agency.name_on says, without asking anew for each agency."""
        named = [called.name for called in self._names.get(agency.pk, ()) if _is_on(called, day)]
        return named[-1] if named else agency.name

    def holders(self, function: str, territory: AdminUnit, day: date) -> list[Agency]:
        """The agencies that hold the function for the territory on the day, by code; none where nobody is named."""
        held = [row for row in self.rows if row.function_id == function and _is_on(row, day)]
        return self._of(held, territory, day)

    def on(self, territory: AdminUnit, day: date) -> dict[str, list[Agency]]:
        """Function code -> its holders; functions without a row on the day are left out."""
        held: dict[str, list[FunctionHolder]] = defaultdict(list)
        for row in self.rows:
            if _is_on(row, day):
                held[row.function_id].append(row)
        return {function: self._of(rows, territory, day) for function, rows in held.items()}

    def _of(self, held: list[FunctionHolder], territory: AdminUnit, day: date) -> list[Agency]:
        kinds = {row.kind_id for row in held if row.kind_id}
        named = {row.agency_id for row in held if row.agency_id}
        by_kind = self._standing(territory, day)
        found = [agency for kind in kinds for agency in by_kind.get(kind, ())]
        if named:
            others = (agency for kind, agencies in by_kind.items() if kind not in kinds for agency in agencies)
            found += [agency for agency in others if agency.pk in named]
        return sorted(found, key=lambda agency: agency.code) if len(kinds) + len(named) > 1 else found

    def _standing(self, territory: AdminUnit, day: date) -> dict[str, list[Agency]]:
        """By kind, the agencies of the day in charge of the territory, or of a part of it."""
        key = (territory.pk, day)
        if key not in self._families:
            areas = {unit.pk for unit in family(territory, day)}
            self._families[key] = defaultdict(list)
            for agency in self.agencies:
                if _is_on(agency, day) and self._is_in_charge(agency, territory, areas, day):
                    self._families[key][agency.kind_id].append(agency)
        return self._families[key]

    def is_in_charge(self, agency: Agency, territory: AdminUnit, day: date) -> bool:
        """Whether the agency acts in the territory, or in a part of it, on the day."""
        areas = {unit.pk for unit in family(territory, day)}
        return _is_on(agency, day) and self._is_in_charge(agency, territory, areas, day)

    def _is_in_charge(self, agency: Agency, territory: AdminUnit, areas: set[int], day: date) -> bool:
        if agency.area_id is not None:
            return agency.area_id in areas
        if self.province.unit_id not in areas:
            return False
        if territory.pk == self.province.unit_id or agency.kind.tier not in IN_PARTS:
            return True
        spans = self.lying_in.get(agency.pk, ())
        return any(
            unit == territory.pk and begun <= day and (ended is None or ended >= day) for unit, begun, ended in spans
        )


def _is_on(row: FunctionHolder | Agency | AgencyName | Competence, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)


def holders(function_code: str, territory: AdminUnit, province: Province, day: date) -> list[Agency]:
    """The agencies that hold the function for the territory on the day, ordered by code."""
    return HolderBook(province).holders(function_code, territory, day)


def holder_map(province: Province, territory: AdminUnit, day: date) -> dict[str, list[Agency]]:
    """Function code -> its holders on the day, for bulk work on one day; for many days keep one HolderBook."""
    return HolderBook(province).on(territory, day)


def bearers(duty: Duty, day: date, book: HolderBook | None = None) -> list[tuple[DutyParty, list[Agency]]]:
    """Each body that bears the duty, as issued, and the agencies that have to do it on the day."""
    return part_holders(duty, DutyParty.Part.BEARER, day, book)


def part_holders(
    duty: Duty, part: str, day: date, book: HolderBook | None = None
) -> list[tuple[DutyParty, list[Agency]]]:
    """Each body with this part in the duty and its agencies of the day; none for a body outside the portal."""
    directive = duty.directive
    book = book or HolderBook(directive.province)
    parties = [party for party in duty.parties.all() if party.part == part]
    return [
        (party, book.holders(party.function_id, directive.territory, day) if party.function_id else [])
        for party in sorted(parties, key=lambda party: party.pk)
    ]


def now_named(directive: Directive, day: date) -> dict[str, list[str]]:
    """Slug of each body of the directive -> what those in charge are called on the day; empty where nobody is stated.

    Where a kind has an agency in every commune or district, its name stands for all of them.
    """
    book = HolderBook(directive.province)
    held = book.on(directive.territory, day)
    return {
        slug: _names(book, held.get(body["function"], []), day)
        for slug, body in directive.parties.items()
        if body.get("function")
    }


def _names(book: HolderBook, agencies: Iterable[Agency], day: date) -> list[str]:
    agencies = list(agencies)
    many = {agency.kind_id: agency.kind.name for agency in agencies if agency.kind.tier in IN_PARTS}
    single = [book.name_of(agency, day) for agency in agencies if agency.kind_id not in many]
    return [*single, *sorted(many.values())]


def held_in_province(province: Province, day: date) -> dict[str, tuple[str, ...]]:
    """Function code -> names of the agencies that hold it for the whole province on the day; two questions, for lists.

    Kinds that have an agency in every commune are left out, and so are agencies of a former province.
    """
    rows = province.function_holders.on(day).values_list("function_id", "kind_id", "agency_id")
    agencies = list(province.agencies.as_of(day).filter(area=None).exclude(kind__tier__in=IN_PARTS).order_by("code"))
    held: dict[str, tuple[str, ...]] = {}
    for function, kind, named in rows:
        found = (one.name for one in agencies if one.pk == named or (kind and one.kind_id == kind))
        held[function] = (*held.get(function, ()), *found)
    return held


def unheld(province: Province, day: date) -> list[str]:
    """Codes of the functions that have a row on the day, but nobody in it who stands: the administrator is asked."""
    held = HolderBook(province).on(province.unit, day)
    return sorted(function for function, agencies in held.items() if not agencies)


def may_take(kind: str, measure: str, day: date) -> bool:
    """Whether agencies of the kind may take the measure (Competence.Measure) on the day."""
    return (
        Competence.objects.filter(kind=kind, measure=measure, valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gte=day))
        .exists()
    )


def competences_on(day: date) -> list[tuple[AgencyKind, Competence | None, Competence | None]]:
    """Each kind that ever may inspect or check, with what lets it do so on the day."""
    lines: dict[str, dict[str, Competence]] = defaultdict(dict)
    kinds: dict[str, AgencyKind] = {}
    for row in Competence.objects.select_related("kind").order_by("kind__name", "valid_from"):
        kinds[row.kind_id] = row.kind
        if _is_on(row, day):
            lines[row.kind_id][row.measure] = row
    measures = Competence.Measure
    return [(kinds[kind], lines[kind].get(measures.INSPECT), lines[kind].get(measures.CHECK)) for kind in kinds]


def competence_rows() -> QuerySet[Competence]:
    """All of them over time."""
    return Competence.objects.select_related("kind").order_by("kind__name", "measure", "valid_from")
