"""Loads who held what: functions, their holders in each province, competences, and the agencies of the time before the
merger of provinces (reference/former_agencies.csv), which a province that opens gets with its own.

Holders and names are only added, never corrected here: an administrator may have ended one and named another.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from agencies.models import (
    AdminUnit,
    Agency,
    AgencyName,
    FunctionHolder,
    Province,
    UnitSuccession,
)
from agencies.opening import inside, make_agencies, make_territories, short_of
from agencies.reference_files import day, rows, slug


def functions() -> list[dict[str, Any]]:
    return [
        {"code": row["code"], "name": row["name"], "english": row["english"], "order": int(row["order"])}
        for row in rows("agencies", "functions")
    ]


def competences() -> list[dict[str, Any]]:
    return [
        {
            "kind_id": row["kind"],
            "measure": row["measure"],
            "valid_from": day(row["valid_from"]),
            "valid_to": day(row["valid_to"]),
            "source": f"{row['source']} (giả định)" if row["is_assumed"] == "1" else row["source"],
        }
        for row in rows("agencies", "competences")
    ]


COMPETENCE_KEY = ("kind_id", "measure", "valid_from")


def reach_open_provinces() -> int:
    """A release's new rows reach the provinces already open; the number of holders added."""
    open_ones = Province.objects.select_related("unit")
    for province in open_ones:
        _keep_the_past_apart(province)
        open_former(province)
        name_formerly(province)
    return give_holders(open_ones)


def give_holders(provinces: Iterable[Province]) -> int:
    """The default holders of every function, where the province does not have the row; how many were added."""
    key = ("province_id", "function_id", "kind_id", "valid_from")
    provinces = list(provinces)
    held = set(FunctionHolder.objects.filter(province__in=provinces).values_list(*key))
    wanted = [FunctionHolder(province=province, **values) for province in provinces for values in _holders(province)]
    missing = [row for row in wanted if tuple(getattr(row, name) for name in key) not in held]
    FunctionHolder.objects.bulk_create(missing)
    return len(missing)


def _holders(province: Province) -> list[dict[str, Any]]:
    """What is said of this province stands instead of what is said of all, function by function."""
    given = rows("agencies", "function_holders")
    own = {row["function"] for row in given if row["province_code"] == province.unit.code}
    mine = [row for row in given if row["province_code"] == (province.unit.code if row["function"] in own else "")]
    return [
        {
            "function_id": row["function"],
            "kind_id": row["kind"] or None,
            "valid_from": day(row["valid_from"]),
            "valid_to": day(row["valid_to"]),
            "source": row["source"],
            "is_assumed": row["is_assumed"] == "1",
        }
        for row in mine
    ]


def predecessors(unit: AdminUnit) -> list[AdminUnit]:
    """The provinces that became this one, by code; none where the tables know none."""
    steps = UnitSuccession.objects.filter(successor=unit, predecessor__level=AdminUnit.Level.PROVINCE)
    return [step.predecessor for step in steps.select_related("predecessor").order_by("predecessor__code")]


def open_former(province: Province) -> list[Agency]:
    """The agencies of the former provinces as they were, each with its `area`. Safe to run again."""
    wanted = [row for unit in predecessors(province.unit) for row in _former(province, unit)]
    if not wanted:
        return []
    agencies = make_agencies(province, wanted)
    make_territories(agencies)
    return [agency for agency, _units in agencies]


def _former(province: Province, unit: AdminUnit) -> list[dict[str, Any]]:
    """Province-level agencies of a former province, then those of each of its districts."""
    prefix, words = slug(short_of(unit)), {"province": inside(unit.name), "short": short_of(unit)}
    given = rows("agencies", "former_agencies")
    found = [_described(row, prefix, unit, [unit], words) for row in given if row["tier"] == "province"]
    communes = _communes_by_district(unit)
    for district in unit.children.filter(level=AdminUnit.Level.DISTRICT).order_by("code"):
        inner = {"code": district.code, "unit": inside(district.name), **words}
        for row in (row for row in given if row["tier"] == "district"):
            collects = communes[district.pk] if row["kind"] == "social_insurance_local" else []
            found.append(_described(row, prefix, unit, [district, *collects], inner))
    own = rows("agencies", "agency_names")
    named = {row["agency_code"]: row for row in own if row["province_code"] == province.unit.code}
    for row in found:
        if row["code"] in named:
            row.update(name=named[row["code"]]["name"], short_name=named[row["code"]]["short_name"])
    return found


def _communes_by_district(province: AdminUnit) -> dict[int, list[AdminUnit]]:
    """A district's social insurance collected in its communes, so that the local offices of today can be found as its heirs."""
    found: dict[int, list[AdminUnit]] = defaultdict(list)
    for commune in AdminUnit.objects.communes().filter(province=province).order_by("code"):
        found[commune.parent_id].append(commune)
    return found


def _described(row: dict[str, str], prefix: str, area: AdminUnit, units: list[AdminUnit], words: dict) -> dict:
    parent = row["agency_parent"]
    return {
        "kind_id": row["kind"],
        "code": f"{prefix}-{row['agency_code'].format(**words)}",
        "name": row["agency_name"].format(**words),
        "short_name": row["agency_short"].format(**words),
        "parent": f"{prefix}-{parent}" if parent else "",
        "valid_from": day(row["valid_from"]),
        "valid_to": day(row["valid_to"]),
        "area": area,
        "units": units,
    }


def _keep_the_past_apart(province: Province) -> None:
    """A province opened by an earlier release had its own agencies since before the merger, and departments that had ended
    by then: the former become what they are, agencies since the merger; the latter belong to the former province."""
    same = [unit for unit in predecessors(province.unit) if slug(short_of(unit)) == province.slug]
    if not same:
        return
    begun = province.unit.valid_from
    for agency in province.agencies.filter(area=None, valid_to__lt=begun):
        agency.area, agency.code = same[0], f"{province.slug}-{agency.code}"
        agency.save(update_fields=["area", "code"])
    province.agencies.filter(area=None, valid_from__lt=begun).update(valid_from=begun)


def name_formerly(province: Province) -> None:
    """Names that agencies of the present province had before (reference/former_agency_names.csv)."""
    words = {"province": inside(province.unit.name), "short": short_of(province.unit)}
    here = {agency.kind_id: agency for agency in province.agencies.filter(area=None, parent=None)}
    wanted = [
        AgencyName(
            agency=here[row["kind"]],
            name=row["agency_name"].format(**words),
            short_name=row["agency_short"].format(**words),
            valid_from=day(row["valid_from"]),
            valid_to=day(row["valid_to"]),
            source=row["source"],
        )
        for row in rows("agencies", "former_agency_names")
        if row["kind"] in here and here[row["kind"]].valid_from < day(row["valid_to"])
    ]
    held = set(AgencyName.objects.filter(agency__province=province).values_list("agency_id", "valid_from"))
    AgencyName.objects.bulk_create(row for row in wanted if (row.agency_id, row.valid_from) not in held)
