"""Opening a province: the tenant itself, its agencies by kind, what each oversees, and its settings.

Reference files say what is opened and how it is called; this room says who oversees what.
"""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import AdminUnit, Agency, AgencyTerritory, Province, ProvinceSetting
from agencies.queries.territory import former_districts
from agencies.reference_files import day, rows, slug
from agencies.reference_loading import default_settings
from portal.core.acts import NotPossible, act
from portal.core.folding import fold

# From when the tables of units and agencies speak: the last arrangement of the three-tier time.
KNOWN_FROM = date(2025, 1, 1)


@act(may=permissions.open_province)
def open_province(unit: AdminUnit, *, by, on: date, is_demo: bool = False) -> Province:
    """Open a province of the portal: its agencies, their territories and its settings. Safe to run again."""
    if unit.level != AdminUnit.Level.PROVINCE or not _valid(unit, on):
        raise NotPossible(_("Chỉ mở được một tỉnh, thành phố đang có hiệu lực."))
    province, created = Province.objects.get_or_create(
        unit=unit, defaults={"slug": slug(_short(unit)), "name": unit.name, "is_demo": is_demo}
    )
    agencies = _open_agencies(province, [*_provincial(unit), *_local_offices(unit, on), *_commune_committees(unit, on)])
    _open_territories(agencies)
    if created:
        ProvinceSetting.objects.bulk_create(
            ProvinceSetting(province=province, **values) for values in default_settings(unit.code)
        )
    return province


def _valid(unit: AdminUnit, on: date) -> bool:
    return unit.valid_from <= on and (unit.valid_to is None or unit.valid_to >= on)


def _short(unit: AdminUnit) -> str:
    """The proper name without the word for its kind."""
    words = ("Thành phố ", "Tỉnh ", "Thị xã ", "Quận ", "Huyện ")
    return next((unit.name.removeprefix(word) for word in words if unit.name.startswith(word)), unit.name)


def _inside(name: str) -> str:
    """As the name stands inside another: "tỉnh Bắc Ninh"."""
    return name[:1].lower() + name[1:]


def _kinds(tier: str) -> list[dict[str, str]]:
    return [row for row in rows("agencies", "agency_kinds") if row["tier"] == tier and row["agency_code"]]


def _described(kind: dict[str, str], valid_from: date, units: list[AdminUnit], **words: str) -> dict:
    """What an agency of this kind is called here, and the units it oversees."""
    return {
        "kind_id": kind["code"],
        "code": kind["agency_code"].format(**words),
        "name": kind["agency_name"].format(**words),
        "short_name": kind["agency_short"].format(**words),
        "parent": kind["agency_parent"],
        "valid_from": max(valid_from, day(kind["valid_from"]) or KNOWN_FROM),
        "valid_to": day(kind["valid_to"]),
        "units": units,
    }


def _provincial(unit: AdminUnit) -> list[dict]:
    words = {"province": _inside(unit.name), "short": _short(unit)}
    kinds = _kinds("province")
    found = [_described(kind, KNOWN_FROM, [] if kind["valid_to"] else [unit], **words) for kind in kinds]
    own = {row["agency_code"]: row for row in rows("agencies", "agency_names") if row["province_code"] == unit.code}
    for row in found:
        if row["code"] in own:
            row.update(name=own[row["code"]]["name"], short_name=own[row["code"]]["short_name"])
    return found


def _communes(unit: AdminUnit, on: date) -> list[AdminUnit]:
    return list(AdminUnit.objects.as_of(on).communes().filter(province=unit).order_by("code"))


def _local_offices(unit: AdminUnit, on: date) -> list[dict]:
    """One office for each former district, until the province says otherwise; without a recorded past one for all."""
    districts = former_districts(unit)
    areas: dict[AdminUnit, list[AdminUnit]] = defaultdict(list)
    for commune in _communes(unit, on):
        areas[districts.get(commune.pk, unit)].append(commune)
    kind = _kinds("local")[0]
    return [
        _described(kind, unit.valid_from, communes, office=_short(area), slug=slug(_short(area)))
        for area, communes in sorted(areas.items(), key=lambda pair: pair[0].code)
    ]


def _commune_committees(unit: AdminUnit, on: date) -> list[dict]:
    kind = _kinds("commune")[0]
    return [
        _described(kind, commune.valid_from, [commune], unit=_inside(commune.name), code=commune.code)
        for commune in _communes(unit, on)
    ]


def _open_agencies(province: Province, wanted: list[dict]) -> list[tuple[Agency, list[AdminUnit]]]:
    """The agencies with what each oversees. One already here keeps its row, its name and its own history."""
    here = {agency.code: agency for agency in province.agencies.all()}
    for with_parent in (False, True):  # a parent stands before its children
        new = [
            Agency(
                province=province,
                parent=here[row["parent"]] if with_parent else None,
                folded=fold(row["name"]),
                **{name: row[name] for name in ("kind_id", "code", "name", "short_name", "valid_from", "valid_to")},
            )
            for row in wanted
            if bool(row["parent"]) == with_parent and row["code"] not in here
        ]
        here.update((agency.code, agency) for agency in Agency.objects.bulk_create(new))
    return [(here[row["code"]], row["units"]) for row in wanted]


def _open_territories(agencies: list[tuple[Agency, list[AdminUnit]]]) -> None:
    """Each agency without any territory gets its own; one that was configured since is left as it is."""
    placed = set(
        AgencyTerritory.objects.filter(agency__in=[agency.pk for agency, _units in agencies]).values_list(
            "agency_id", flat=True
        )
    )
    AgencyTerritory.objects.bulk_create(
        AgencyTerritory(agency=agency, unit=unit, valid_from=max(agency.valid_from, unit.valid_from))
        for agency, units in agencies
        if agency.pk not in placed
        for unit in units
    )
