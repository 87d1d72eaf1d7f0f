"""Agencies and what they oversee, made in one go from described ones: for a province that opens, and for its past."""

from typing import Any

from agencies.models import AdminUnit, Agency, AgencyTerritory, Province
from portal.core.folding import fold

COLUMNS = ("kind_id", "code", "name", "short_name", "valid_from", "valid_to")


def short_of(unit: AdminUnit) -> str:
    """The proper name without the word for its kind."""
    words = ("Thành phố ", "Tỉnh ", "Thị xã ", "Quận ", "Huyện ")
    return next((unit.name.removeprefix(word) for word in words if unit.name.startswith(word)), unit.name)


def inside(name: str) -> str:
    """As the name stands inside another: "tỉnh Bắc Ninh"."""
    return name[:1].lower() + name[1:]


def make_agencies(province: Province, wanted: list[dict[str, Any]]) -> list[tuple[Agency, list[AdminUnit]]]:
    """The agencies with what each oversees. One already here keeps its row, its name and its own history."""
    here = {agency.code: agency for agency in province.agencies.all()}
    for with_parent in (False, True):  # a parent stands before its children
        new = [
            Agency(
                province=province,
                parent=here[row["parent"]] if with_parent else None,
                area=row.get("area"),
                folded=fold(row["name"]),
                **{name: row[name] for name in COLUMNS},
            )
            for row in wanted
            if bool(row["parent"]) == with_parent and row["code"] not in here
        ]
        here.update((agency.code, agency) for agency in Agency.objects.bulk_create(new))
    return [(here[row["code"]], row["units"]) for row in wanted]


def make_territories(agencies: list[tuple[Agency, list[AdminUnit]]]) -> None:
    """Each agency without any territory gets its own; one that was configured since is left as it is."""
    placed = set(
        AgencyTerritory.objects.filter(agency__in=[agency.pk for agency, _units in agencies]).values_list(
            "agency_id", flat=True
        )
    )
    AgencyTerritory.objects.bulk_create(
        AgencyTerritory(
            agency=agency, unit=unit, valid_from=max(agency.valid_from, unit.valid_from), valid_to=agency.valid_to
        )
        for agency, units in agencies
        if agency.pk not in placed
        for unit in units
    )
