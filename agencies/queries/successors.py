"""Which one agency has to do on a day what another began: the one that holds the function now, for the same places."""

from collections import Counter
from datetime import date
from functools import cached_property

from agencies.models import AdminUnit, AgencyTerritory
from agencies.queries.functions import HolderBook
from agencies.queries.territory import current_units


class Successors:
    """Answers for one province and one day; reads territories only where several agencies hold a function."""

    def __init__(self, book: HolderBook, day: date) -> None:
        self.book, self.day = book, day
        self._held: dict[int, dict[str, list[int]]] = {}

    def holder(self, function: str, territory: AdminUnit, *, began: int, now: int | None) -> int | None:
        """Who holds it now: whoever has it, if still in charge, else the one who began, else the successor; nobody where
        none is stated or several have an equal claim."""
        held = self._on(territory).get(function, [])
        for agency in (now, began):
            if agency in held:
                return agency
        return held[0] if len(held) == 1 else self._in_the_same_places(now or began, held)

    def _on(self, territory: AdminUnit) -> dict[str, list[int]]:
        if territory.pk not in self._held:
            held = self.book.on(territory, self.day)
            self._held[territory.pk] = {code: [agency.pk for agency in agencies] for code, agencies in held.items()}
        return self._held[territory.pk]

    def _in_the_same_places(self, former: int, held: list[int]) -> int | None:
        """The one of several that has most of the former one's units, in what they have become."""
        votes: Counter[int] = Counter()
        for unit in self._units.get(former, ()):
            current = self._current.get(unit, (unit, False))[0]
            votes.update(agency for agency in held if current in self._units.get(agency, ()))
        ranked = votes.most_common(2)
        if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]

    @cached_property
    def _units(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        territories = AgencyTerritory.objects.filter(agency__province=self.book.province)
        for agency, unit in territories.values_list("agency_id", "unit_id"):
            found.setdefault(agency, set()).add(unit)
        return found

    @cached_property
    def _current(self) -> dict[int, tuple[int, bool]]:
        return current_units(self.day)
