"""What a file may call the communes and zones of a province: codes, names, names of before, each to today's code."""

from collections import defaultdict
from datetime import date
from typing import Any

from agencies.models import AdminUnit, Province, UnitSuccession
from employers.models import Zone
from employers.rules.place_names import place_key

SHOWN = 4


def places_of(province: Province, on: date) -> dict[str, Any]:
    """Options of the parser. `communes`: key -> code where there is one; `communes_known`: key -> names where many."""
    units = {unit.pk: unit for unit in AdminUnit.objects.as_of(on).communes().filter(province=province.unit_id)}
    meant: dict[str, set[int]] = defaultdict(set)
    codes: dict[str, str] = {}
    for unit in units.values():
        codes[unit.code] = unit.code
        for name in (unit.name, _bare(unit.name)):
            meant[place_key(name)].add(unit.pk)
    _add_former(units, meant, set(codes))
    one = {key: units[next(iter(pks))].code for key, pks in meant.items() if len(pks) == 1}
    many = {key: sorted(units[pk].name for pk in pks)[:SHOWN] for key, pks in meant.items() if len(pks) > 1}
    return {"communes": one | codes, "communes_known": many, "zones": _zones(province)}


def _add_former(units: dict[int, AdminUnit], meant: dict[str, set[int]], codes: set[str]) -> None:
    """Names and codes of communes that passed into today's; one that was divided means each of its parts."""
    steps = UnitSuccession.objects.filter(successor__in=units, predecessor__level=AdminUnit.Level.COMMUNE)
    before: dict[str, set[int]] = defaultdict(set)
    old_codes: dict[str, set[int]] = defaultdict(set)
    for step in steps.select_related("predecessor"):
        old_codes[step.predecessor.code].add(step.successor_id)
        for name in (step.predecessor.name, _bare(step.predecessor.name)):
            before[place_key(name)].add(step.successor_id)
    for key, pks in before.items():
        meant.setdefault(key, pks)  # a name of today means today's unit, whatever was called so before
    for code in old_codes.keys() - codes:
        meant[code] = old_codes[code]


def _bare(name: str) -> str:
    """Without "Xã", "Phường", "Thị trấn", "Đặc khu"."""
    for word in ("Phường ", "Xã ", "Thị trấn ", "Đặc khu "):
        if name.startswith(word):
            return name.removeprefix(word)
    return name


def _zones(province: Province) -> dict[str, str]:
    known: dict[str, str] = {}
    for code, name in Zone.objects.filter(province=province).order_by("pk").values_list("code", "name"):
        known.setdefault(place_key(name), code)
    for code in Zone.objects.filter(province=province).values_list("code", flat=True):
        known[place_key(code)] = code
    return known
