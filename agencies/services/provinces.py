"""Opening a province: the tenant itself, its agencies by kind, what each oversees, and its settings.

Reference files say what is opened and how it is called; this room says who oversees what.
"""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import AdminUnit, Province, ProvinceSetting
from agencies.opening import inside, make_agencies, make_territories, short_of
from agencies.packs.applying import apply_released
from agencies.passing_on import ask_search_to_follow
from agencies.queries.territory import former_districts
from agencies.reference_files import day, rows, slug
from agencies.reference_holders import give_holders, name_formerly, open_former, predecessors
from agencies.reference_loading import default_settings
from portal.core.acts import NotPossible, act

# From when the tables of units and agencies speak: the last arrangement of the three-tier time.
KNOWN_FROM = date(2025, 1, 1)


@act(may=permissions.open_province)
def open_province(unit: AdminUnit, *, by, on: date, is_demo: bool = False) -> Province:
    """Open a province of the portal: its agencies and those before the merger, who holds what, its settings and the
    directives that concern it. Safe to run again."""
    if unit.level != AdminUnit.Level.PROVINCE or not _valid(unit, on):
        raise NotPossible(_("Chỉ mở được một tỉnh, thành phố đang có hiệu lực."))
    province, created = Province.objects.get_or_create(
        unit=unit, defaults={"slug": slug(short_of(unit)), "name": unit.name, "is_demo": is_demo}
    )
    wanted = [*_provincial(unit), *_local_offices(unit, on), *_commune_committees(unit, on)]
    make_territories(make_agencies(province, wanted))
    open_former(province)
    name_formerly(province)
    give_holders([province])
    if created:
        ProvinceSetting.objects.bulk_create(
            ProvinceSetting(province=province, **values) for values in default_settings(unit.code)
        )
    apply_released(province, on=on)
    if created and not is_demo:  # the demo counts its own words when all its names are there
        ask_search_to_follow(province)
    return province


def _valid(unit: AdminUnit, on: date) -> bool:
    return unit.valid_from <= on and (unit.valid_to is None or unit.valid_to >= on)


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
    words = {"province": inside(unit.name), "short": short_of(unit)}
    begun = unit.valid_from if predecessors(unit) else KNOWN_FROM  # what was before a merger, others did
    kinds = [kind for kind in _kinds("province") if not kind["valid_to"]]
    found = [_described(kind, begun, [unit], **words) for kind in kinds]
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
        _described(kind, unit.valid_from, communes, office=short_of(area), slug=slug(short_of(area)))
        for area, communes in sorted(areas.items(), key=lambda pair: pair[0].code)
    ]


def _commune_committees(unit: AdminUnit, on: date) -> list[dict]:
    kind = _kinds("commune")[0]
    return [
        _described(kind, commune.valid_from, [commune], unit=inside(commune.name), code=commune.code)
        for commune in _communes(unit, on)
    ]
