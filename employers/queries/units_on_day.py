"""Where a commune lay on a day: the unit that it was then, its district, its province. Rows keep the unit they were written
with; on another day that unit may have been several others, or have passed into one."""

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import NamedTuple

from agencies.models import AdminUnit, Province, UnitSuccession
from agencies.opening import short_of
from agencies.queries.functions import UNITS_KNOWN_FROM
from agencies.queries.territory import former_districts
from agencies.reference_files import slug

DISTRICT, PROVINCE = AdminUnit.Level.DISTRICT, AdminUnit.Level.PROVINCE


class Ground(NamedTuple):
    """Ids of the units of the day; no commune where several were what is one now, no district in two-tier times."""

    commune: int | None
    district: int | None
    province: int


class UnitsOnDay:
    """Answers for every commune of one province on one day; a handful of questions however many communes."""

    def __init__(self, province: Province, day: date) -> None:
        self.province, self.day = province, max(day, UNITS_KNOWN_FROM)
        self._grounds: dict[int | None, Ground] = {}

    @cached_property
    def _steps(self) -> list[UnitSuccession]:
        """Those into a province first, then by who got the main part, whole parts first."""
        steps = UnitSuccession.objects.select_related("predecessor", "successor")
        return list(steps.order_by("is_partial", "-is_main", "predecessor__code", "successor__code", "pk"))

    @cached_property
    def _before(self) -> dict[int, list[AdminUnit]]:
        found: dict[int, list[AdminUnit]] = defaultdict(list)
        for step in self._steps:
            found[step.successor_id].append(step.predecessor)
        return found

    @cached_property
    def _after(self) -> dict[int, AdminUnit]:
        """Unit -> the one that its main part passed into, by the day."""
        due = [step for step in self._steps if step.is_main and step.effective_on <= self.day]
        return {step.predecessor_id: step.successor for step in reversed(due)}

    @cached_property
    def provinces(self) -> dict[int, AdminUnit]:
        """The present province and those it came from."""
        found = {self.province.unit_id: self.province.unit}
        waiting = [self.province.unit_id]
        while waiting:
            for unit in self._before.get(waiting.pop(), ()):
                if unit.level == PROVINCE and unit.pk not in found:
                    found[unit.pk] = unit
                    waiting.append(unit.pk)
        return found

    @cached_property
    def main_province(self) -> int:
        """Whose agencies answer for what lies nowhere: the province of the day, before a merger the one of its name."""
        valid = [unit for unit in self.provinces.values() if self._is_on(unit)]
        if not valid or self.province.unit in valid:
            return self.province.unit_id
        return min(valid, key=lambda unit: (slug(short_of(unit)) != self.province.slug, unit.code)).pk

    @cached_property
    def _units(self) -> dict[int, AdminUnit]:
        return {unit.pk: unit for unit in AdminUnit.objects.filter(province__in=self.provinces)}

    @cached_property
    def _districts(self) -> dict[int, AdminUnit]:
        return former_districts(self.province.unit)

    def ground(self, commune: int | None) -> Ground:
        if commune not in self._grounds:
            unit = self._units.get(commune) if commune else None
            self._grounds[commune] = self._ground(unit) if unit else Ground(None, None, self.main_province)
        return self._grounds[commune]

    def _ground(self, unit: AdminUnit) -> Ground:
        while unit.valid_to is not None and unit.valid_to < self.day and unit.pk in self._after:
            unit = self._after[unit.pk]
        while unit.valid_from > self.day:
            district = self._districts.get(unit.pk)
            if district is not None and district.level == DISTRICT and self._is_on(district):
                return Ground(None, district.pk, self._province_of(district))
            if not self._before.get(unit.pk):
                break
            unit = self._before[unit.pk][0]
        parent = self._units.get(unit.parent_id or 0)
        district_id = parent.pk if parent is not None and parent.level == DISTRICT else None
        return Ground(unit.pk, district_id, self._province_of(unit))

    def _province_of(self, unit: AdminUnit) -> int:
        found = self.provinces.get(unit.province_id or 0)
        return found.pk if found is not None and self._is_on(found) else self.main_province

    def _is_on(self, unit: AdminUnit) -> bool:
        return unit.valid_from <= self.day and (unit.valid_to is None or unit.valid_to >= self.day)
