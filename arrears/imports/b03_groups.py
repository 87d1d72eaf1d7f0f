"""What a form B03-TS adds up: its groups by kind, their sub-rows per office, the total row. Each printed figure of such
a row must be the sum of what stands beneath it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from arrears.imports.b03_layout import MONEY_COLUMNS, Layout
from arrears.imports.kinds import KINDS, PEOPLE
from arrears.imports.problems import Problems, dong
from portal.core.tabular.cells import whole_column

SUMMED = (1, *MONEY_COLUMNS)


@dataclass
class Block:
    """A group, an office within a group, or the whole form: what its row says, and what its rows add up to."""

    name: str
    row: int | None = None
    found: dict[int, int] = field(default_factory=dict)
    sums: dict[int, int] = field(default_factory=lambda: dict.fromkeys(SUMMED, 0))
    again: dict[int, int] = field(default_factory=lambda: dict.fromkeys(SUMMED, 0))
    """Of rows that repeat another: a printed sum may or may not count them."""
    units: int = 0
    tainted: bool = False
    """Some cell beneath it could not be read: its sum proves nothing."""

    def add(self, columns: dict[int, Sequence[int]], start: int, end: int) -> None:
        sums = self.sums
        for label in SUMMED:
            sums[label] += sum(columns[label][start:end])
        self.units += end - start

    def value(self) -> dict[int, int]:
        """What it stands for when rows above it are added up: its own figures where it has any."""
        return self.sums | self.found if self.found and not self.units else self.sums

    def check(self, problems: Problems, layout: Layout) -> None:
        if self.row is None or self.tainted:
            return
        for label, found in self.found.items():
            if found not in (self.sums[label], self.sums[label] + self.again[label]):
                problems.error(
                    "sum_down",
                    self.row,
                    layout.columns[label],
                    name=self.name,
                    number=label,
                    expected=dong(self.sums[label]),
                    found=dong(found),
                )


@dataclass
class Group(Block):
    """One of the fifteen kinds, with its offices."""

    kind: int | None = None
    offices: list[Block] = field(default_factory=list)

    @property
    def is_people(self) -> bool:
        return self.kind in PEOPLE

    def settle(self) -> None:
        """Groups of people: what the members or the offices say is the sum, unless only the group's own row speaks."""
        if not self.is_people:
            return
        for office in self.offices:
            for label, value in office.value().items():
                self.sums[label] += value
            self.units += office.units or bool(office.found)

    def check_all(self, problems: Problems, layout: Layout) -> None:
        if not self.is_people or self.units:
            self.check(problems, layout)
        for office in self.offices:
            if not self.is_people or office.units:
                office.check(problems, layout)


def figures(row: Sequence, number: int, layout: Layout, problems: Problems) -> dict[int, int]:
    """The figures that a group, office, member or total row carries; cells left blank are not given."""
    found: dict[int, int] = {}
    for label in SUMMED:
        place = layout.columns[label]
        value = row[place] if place < len(row) else ""
        if value == "" or value is None:
            continue
        values, odd = whole_column([value], None)
        problems.cells(odd, [number], place, f"cột {label}")
        if values[0] is not None:
            found[label] = values[0]
    return found


def check_sums(groups: list[Group], totals: list[Block], problems: Problems, layout: Layout) -> None:
    """Sums down: groups over their units, offices over theirs, the total over the groups."""
    for group in groups:
        group.settle()
        group.check_all(problems, layout)
    for total in totals:
        for group in groups:
            for label, value in group.value().items():
                total.sums[label] += value
                total.again[label] += group.again[label]
            total.tainted = total.tainted or group.tainted
        total.check(problems, layout)


def control(groups: list[Group], totals: list[Block]) -> dict:
    """The figures to set beside last month's: by kind of employer, by kind of people, and the total row as printed."""
    answer: dict = {"groups": {}, "people": {}, "total": _figures(totals[-1].found, 0) if totals else None}
    for group in groups:
        value = group.value()
        if group.kind is None or not any(value.values()):
            continue
        side = answer["people" if group.is_people else "groups"]
        entry = _figures(value, group.units) | {"name": KINDS[group.kind - 1]}
        earlier = side.get(str(group.kind), {})
        side[str(group.kind)] = {k: v + earlier.get(k, 0) if k != "name" else v for k, v in entry.items()}
    return answer


def _figures(value: dict[int, int], units: int) -> dict:
    names = {"workers": 1, "not_due": 5, "late": 12, "evaded": 19, "charge": 25}
    return {"units": units} | {name: value.get(label, 0) for name, label in names.items()}
