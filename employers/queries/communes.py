"""Which communes a file means by a code or a name: those of today, of before the mergers, and what became of them."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from agencies.models import AdminUnit, Province, UnitSuccession
from portal.core.folding import fold

KINDS = ("phuong ", "xa ", "thi tran ", "dac khu ", "p ", "tt ")


@dataclass
class CommuneBook:
    """Communes of one province with their past, read once; answers without asking again."""

    province: Province

    @cached_property
    def _families(self) -> dict[int, frozenset[int]]:
        """Unit -> itself with everything that it came from or became, any number of steps."""
        steps = UnitSuccession.objects.values_list("predecessor_id", "successor_id")
        before, after = defaultdict(list), defaultdict(list)
        for old, new in steps:
            before[new].append(old)
            after[old].append(new)
        return {unit: frozenset(_reach(unit, before) | _reach(unit, after)) for unit in self._units}

    @cached_property
    def _units(self) -> dict[int, tuple[str, str]]:
        """The province's own communes and those that passed into them."""
        ours = AdminUnit.objects.communes().filter(province=self.province.unit_id)
        units = {unit.pk: (unit.code, unit.folded) for unit in ours}
        frontier = list(units)
        while frontier:
            steps = UnitSuccession.objects.filter(successor__in=frontier, predecessor__level=AdminUnit.Level.COMMUNE)
            found = {step.predecessor_id: step.predecessor for step in steps.select_related("predecessor")}
            frontier = [pk for pk in found if pk not in units]
            units |= {pk: (unit.code, unit.folded) for pk, unit in found.items()}
        return units

    @cached_property
    def _by_name(self) -> dict[str, frozenset[int]]:
        return self._index(lambda code, folded: {folded, bare(folded)})

    @cached_property
    def _by_code(self) -> dict[str, frozenset[int]]:
        return self._index(lambda code, folded: {code})

    def _index(self, keys) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for pk, (code, folded) in self._units.items():
            for key in keys(code, folded):
                found[key] |= self._families[pk]
        return {key: frozenset(units) for key, units in found.items()}

    def units(self, code: str, name: str) -> frozenset[int]:
        """Every unit that the code or else the name may mean; several communes may have borne one name."""
        if code and code in self._by_code:
            return self._by_code[code]
        folded = fold(name)
        return self._by_name.get(folded) or self._by_name.get(bare(folded)) or frozenset()


def bare(folded: str) -> str:
    """The name without what kind of unit it is.

    >>> bare("phuong vo cuong"), bare("vo cuong")
    ('vo cuong', 'vo cuong')
    """
    return next((folded[len(kind) :] for kind in KINDS if folded.startswith(kind)), folded)


def _reach(unit: int, steps: dict[int, list[int]]) -> set[int]:
    reached, frontier = {unit}, [unit]
    while frontier:
        frontier = [after for one in frontier for after in steps[one] if after not in reached]
        reached.update(frontier)
    return reached
