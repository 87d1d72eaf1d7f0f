"""Questions of territory: which unit is this one today, what was here before, who oversees it."""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from agencies.models import AdminUnit, Agency, AgencyTerritory, Province, UnitSuccession
from portal.core import sql


def province_units(day: date):
    """The provinces of the day."""
    return AdminUnit.objects.as_of(day).filter(level=AdminUnit.Level.PROVINCE)


def communes_of(province: Province, day: date):
    """The communes of a province on the day, in the Vietnamese order of names."""
    return AdminUnit.objects.as_of(day).communes().filter(province=province.unit_id)


def successors_on(unit: AdminUnit, day: date) -> list[AdminUnit]:
    """The units valid on the day into which this one passed, whole or in part, main one first; itself while valid."""
    places = {unit.pk: 0}
    frontier = [unit.pk]
    while frontier:
        steps = UnitSuccession.objects.filter(predecessor__in=frontier, effective_on__lte=day)
        frontier = []
        for step in steps.order_by("-is_main", "successor"):
            if step.successor_id not in places:
                places[step.successor_id] = len(places)
                frontier.append(step.successor_id)
    return sorted(AdminUnit.objects.as_of(day).filter(pk__in=places), key=lambda found: places[found.pk])


def current_units(day: date) -> dict[int, tuple[int, bool]]:
    """Unit id -> (id of the unit of the day that its main part belongs to, whether it was divided on the way)."""
    found = sql.rows("agencies", "current_units", {"day": day})
    return {row["unit_id"]: (row["current_id"], row["is_split"]) for row in found}


def former_districts(province_unit: AdminUnit) -> dict[int, AdminUnit]:
    """Commune id -> the former district that most of its predecessors belonged to (ties: whole ones, then the code).

    A district that had no communes (an island) counts as itself. Communes without a recorded past are left out.
    """
    votes: dict[int, dict[AdminUnit, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    steps = UnitSuccession.objects.filter(
        successor__province=province_unit, successor__level=AdminUnit.Level.COMMUNE
    ).select_related("predecessor__parent")
    for step in steps:
        before = step.predecessor
        district = before if before.level == AdminUnit.Level.DISTRICT else before.parent
        count = votes[step.successor_id][district]
        count[0] += 1
        count[1] += not step.is_partial
    return {commune: max(seen, key=lambda unit: (seen[unit], unit.code)) for commune, seen in votes.items()}


def former_provinces(province_unit: AdminUnit) -> dict[int, AdminUnit]:
    """Commune id -> the province it belonged to before the merger."""
    districts = former_districts(province_unit)
    provinces = AdminUnit.objects.in_bulk({district.province_id for district in districts.values()})
    return {commune: provinces[district.province_id] for commune, district in districts.items()}


def overseers(province: Province, kind: str, day: date) -> dict[int, int]:
    """Commune id -> the agency of this kind that oversees it on the day."""
    current = Q(valid_to=None) | Q(valid_to__gte=day)
    territories = AgencyTerritory.objects.filter(
        current, agency__province=province, agency__kind=kind, valid_from__lte=day
    )
    return dict(territories.values_list("unit_id", "agency_id"))


def office_of(province: Province, commune: AdminUnit, day: date) -> Agency | None:
    """The local BHXH office that collects in the commune on the day."""
    agency_id = overseers(province, "social_insurance_local", day).get(commune.pk)
    return Agency.objects.get(pk=agency_id) if agency_id else None


def province_named(slug: str, day: date) -> AdminUnit | None:
    """The province of the day whose name, written without marks, is the slug: "bac-ninh"."""
    words = slug.replace("-", " ")
    names = {f"tinh {words}", f"thanh pho {words}"}
    return province_units(day).filter(folded__in=names).first()
