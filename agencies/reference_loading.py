"""Loads the given data of this storey: units with their days and successors, kinds of agency, powers, default settings.

Safe to run again: rows are matched by their natural key, only differences are written, and nothing is deleted but a
power that the matrix no longer gives (a power has no days: left in place it would stay in force).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.timezone import localdate

from agencies import reference_holders, reference_packs
from agencies.models import (
    AdminUnit,
    AgencyKind,
    Competence,
    Function,
    Indicator,
    Power,
    Province,
    ProvinceSetting,
    SpecialDay,
    UnitSuccession,
)
from agencies.reference_files import day, rows, typed
from portal.core.folding import fold, sort_key

LEVELS = {level.name.lower(): level for level in AdminUnit.Level}  # a parent is loaded before its children


@dataclass
class Settled:
    """What one table needed: rows added, rows corrected."""

    added: int = 0
    corrected: int = 0


def settle(
    model: type[models.Model],
    key: tuple[str, ...],
    wanted: Iterable[dict[str, Any]],
    among: models.QuerySet | None = None,
) -> Settled:
    """Make the table hold the wanted rows, matched by the key; all rows name the same columns. `among`: the rows that are
    the portal's own, where people enter others beside them."""
    ours = model._base_manager.all() if among is None else among
    found = {tuple(getattr(row, name) for name in key): row for row in ours}
    added, corrected, columns = [], [], set()
    for values in wanted:
        row = found.get(tuple(values[name] for name in key))
        if row is None:
            added.append(model(**values))
            continue
        changed = {name for name, value in values.items() if getattr(row, name) != value}
        if changed:
            for name in changed:
                setattr(row, name, values[name])
            corrected.append(row)
            columns |= changed
    model._base_manager.bulk_create(added, batch_size=1000)
    if corrected:
        model._base_manager.bulk_update(corrected, sorted(columns), batch_size=1000)
    return Settled(len(added), len(corrected))


def load() -> dict[str, Settled]:
    """Load everything of this storey; what each table needed, by table."""
    with transaction.atomic():
        return {
            "admin_units": _units(),
            "unit_successions": _successions(),
            "agency_kinds": _kinds(),
            "functions": settle(Function, ("code",), reference_holders.functions()),
            "competences": settle(Competence, reference_holders.COMPETENCE_KEY, reference_holders.competences()),
            "powers": _powers(),
            "settings": _default_settings(),
            "function_holders": Settled(reference_holders.reach_open_provinces()),
            "indicators": settle(Indicator, ("code",), reference_packs.indicators()),
            "special_days": settle(SpecialDay, ("day",), reference_packs.special_days()),
            "directives": _directives(),
        }


def _directives() -> Settled:
    """Dated by the day of the deploy: what a release changes in a duty already asked for ends the day before."""
    applied = reference_packs.reach_open_provinces(localdate())
    return Settled(applied.added, applied.corrected)


def _units() -> Settled:
    total = Settled()
    for level, number in LEVELS.items():
        parents = {(unit.code, unit.valid_from): unit for unit in AdminUnit.objects.filter(level__lt=number)}
        wanted = [_unit(row, number, parents) for row in rows("agencies", "admin_units") if row["level"] == level]
        settled = settle(AdminUnit, ("code", "level", "valid_from"), wanted)
        total.added += settled.added
        total.corrected += settled.corrected
    return total


def _unit(row: dict[str, str], level: int, parents: dict) -> dict[str, Any]:
    parent = parents[row["parent_code"], day(row["parent_valid_from"])] if row["parent_code"] else None
    return {
        "code": row["code"],
        "name": row["name"],
        "level": level,
        "parent_id": parent and parent.pk,
        "province_id": parent and (parent.province_id or parent.pk),
        "valid_from": day(row["valid_from"]),
        "valid_to": day(row["valid_to"]),
        "folded": fold(row["name"]),
        "sort_key": sort_key(row["short_name"]),
        "latitude": int(row["latitude_e6"]) if row["latitude_e6"] else None,
        "longitude": int(row["longitude_e6"]) if row["longitude_e6"] else None,
    }


def _successions() -> Settled:
    units = {(code, begun): pk for pk, code, begun in AdminUnit.objects.values_list("pk", "code", "valid_from")}
    wanted = [
        {
            "predecessor_id": units[row["predecessor_code"], day(row["predecessor_valid_from"])],
            "successor_id": units[row["successor_code"], day(row["successor_valid_from"])],
            "effective_on": day(row["effective_on"]),
            "is_partial": row["is_partial"] == "1",
            "is_main": row["is_main"] == "1",
        }
        for row in rows("agencies", "unit_successions")
    ]
    return settle(UnitSuccession, ("predecessor_id", "successor_id"), wanted)


def _kinds() -> Settled:
    wanted = [
        {"code": row["code"], "name": row["name"], "english": row["name_en"], "tier": row["tier"]}
        for row in rows("agencies", "agency_kinds")
    ]
    return settle(AgencyKind, ("code",), wanted)


def _powers() -> Settled:
    key = ("agency_kind_id", "role", "act")
    wanted = [
        {"agency_kind_id": row["agency_kind"], "role": row["role"], "act": row["act"]}
        for row in rows("agencies", "powers")
    ]
    given = {tuple(values.values()) for values in wanted}
    withdrawn = [power.pk for power in Power.objects.all() if tuple(getattr(power, name) for name in key) not in given]
    Power.objects.filter(pk__in=withdrawn).delete()
    settled = settle(Power, key, wanted)
    settled.corrected = len(withdrawn)
    return settled


def _default_settings() -> Settled:
    """A key that a release adds reaches the provinces already open; a value a province has is never touched."""
    held = set(ProvinceSetting.objects.values_list("province_id", "key", "valid_from"))
    missing = [
        ProvinceSetting(province=province, **values)
        for province in Province.objects.select_related("unit")
        for values in default_settings(province.unit.code)
        if (province.pk, values["key"], values["valid_from"]) not in held
    ]
    ProvinceSetting.objects.bulk_create(missing)
    return Settled(len(missing))


def default_settings(unit_code: str) -> list[dict[str, Any]]:
    """The rows a province starts with: the defaults, what held before them where something else did, then what the
    documents of that province say from their day on."""
    definitions = rows("agencies", "settings")
    kinds = {row["key"]: row["type"] for row in definitions}
    own = [row for row in rows("agencies", "province_settings") if row["province_code"] == unit_code]
    before = [(row, row["value"]) for row in rows("agencies", "earlier_settings")]
    given = [*before, *((row, row["default"]) for row in definitions), *((row, row["value"]) for row in own)]
    return [
        {
            "key": row["key"],
            "value": typed(kinds[row["key"]], text),
            "valid_from": day(row["valid_from"]),
            "reason": row["reason"],
        }
        for row, text in given
    ]
