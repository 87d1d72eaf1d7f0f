"""What the forms B03-TS and B04-TS of Decision 366 say of a closed version: unit by unit, and summed by class and by state.

Money that nobody has split by fund (`unsplit`) stands in no fund's column: the note says how much there is of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from agencies.models import Agency
from arrears.models import B03Row, LedgerRow, LedgerVersion, Reckoning
from portal.core.money import FUNDS, SPLIT_FUNDS, dong
from reports.queries.scopes import within

PARTS = ("not_due", "late", "evaded", "charge_late", "charge_evaded")
OWED = PARTS[:3]
STATES = tuple(range(2, 12))
NOTE_LIMIT = 500
"""What the import of the same form takes."""
UNPARTED = "tiền xử lý chưa tách chậm đóng, trốn đóng"
_LABELS = {"not_due": "chưa đến hạn", "late": "chậm đóng", "evaded": "trốn đóng", "charge": "tiền xử lý"}


def owing_rows(version: LedgerVersion, scope: Agency | None) -> QuerySet[LedgerRow]:
    """Those that owe late or evade, and those with nothing but a charge left."""
    charged = Q(**{f"charge_{FUNDS[0]}__gt": 0})
    for fund in FUNDS[1:]:
        charged |= Q(**{f"charge_{fund}__gt": 0})
    return within(LedgerRow.objects.of(version).filter(Q(owed__gt=0) | charged), scope)


def units_of(version: LedgerVersion, scope: Agency | None) -> Iterator[dict[str, Any]]:
    """Each unit of form B03, named as arrears.imports.columns.B03_COLUMNS, the largest debt first."""
    charges = _Charges(version)
    rows = owing_rows(version, scope).select_related("employer", "office")
    for row in rows.order_by("-owed", "employer__unit_code").iterator(2000):
        yield _unit(row, charges)


def _unit(row: LedgerRow, charges: "_Charges") -> dict[str, Any]:
    told = {
        "unit_code": row.employer.unit_code,
        "name": row.employer.name,
        "address": row.employer.address,
        "workers": row.workers,
        "kind": row.kind,
        "office_name": row.office.name if row.office else None,
        "days_late": row.days_late,
        "days_evaded": row.days_evaded,
        "state": row.state,
    }
    parts = charges.of(row)
    for fund in SPLIT_FUNDS:
        told |= {f"{name}_{fund}": getattr(row, f"{name}_{fund}") for name in OWED}
        told[f"charge_late_{fund}"], told[f"charge_evaded_{fund}"] = parts.by_fund[fund]
    told["note"] = "; ".join(filter(None, (charges.note_of(row), unsplit_words(_unsplit(row)), parts.note)))[
        :NOTE_LIMIT
    ]
    return told


def _unsplit(row: LedgerRow) -> dict[str, int]:
    return {name: getattr(row, f"{name}_unsplit") for name in _LABELS}


def unsplit_words(sums: dict[str, int]) -> str:
    """How the note tells money that stands in no fund's column.

    >>> unsplit_words({"not_due": 0, "late": 1500, "evaded": 0, "charge": 20}), unsplit_words({"late": 0})
    ('Chưa tách quỹ, không ghi ở các cột: chậm đóng 1.500, tiền xử lý 20', '')
    """
    told = ", ".join(f"{_LABELS[name]} {dong(value)}" for name, value in sums.items() if value)
    return f"Chưa tách quỹ, không ghi ở các cột: {told}" if told else ""


@dataclass(frozen=True)
class Parted:
    """A unit's charge of each fund, for late payment and for evasion."""

    by_fund: dict[str, tuple[int, int]]
    note: str = ""


class _Charges:
    """How the charge of a row parts into columns 26 and 32: as BHXH's own B03 said it, else by the class of the fund's debt,
    else as the portal reckoned it; where none of them tells, it stands with late payment and the note says so."""

    def __init__(self, version: LedgerVersion):
        files = [source["batch"] for source in version.sources if source["kind"] == "b03"]
        columns = [f"{name}_{fund}" for name in PARTS[3:] for fund in SPLIT_FUNDS]
        said = B03Row.objects.filter(batch__in=files).values("batch", "unit_code", "note", *columns)
        self.said = {(row["batch"], row["unit_code"]): row for row in said.iterator(5000)}
        reckoned = Reckoning.objects.filter(run__version=version).values("employer", *columns)
        self.reckoned = {row["employer"]: row for row in reckoned.iterator(5000)}

    def note_of(self, row: LedgerRow) -> str:
        """The note of BHXH's own form."""
        said = self.said.get((row.b03_batch, row.employer.unit_code))
        return (said["note"] or "") if said else ""

    def of(self, row: LedgerRow) -> Parted:
        said = self.said.get((row.b03_batch, row.employer.unit_code))
        found = {fund: self._parted(row, fund, said) for fund in SPLIT_FUNDS}
        is_guess = any(parts is None for parts in found.values())
        whole = {fund: parts or (getattr(row, f"charge_{fund}"), 0) for fund, parts in found.items()}
        return Parted(whole, UNPARTED if is_guess else "")

    def _parted(self, row: LedgerRow, fund: str, said: dict | None) -> tuple[int, int] | None:
        charge = getattr(row, f"charge_{fund}")
        for source in (said, self.reckoned.get(row.employer_id)):
            if source is not None:
                parts = source[f"charge_late_{fund}"] or 0, source[f"charge_evaded_{fund}"] or 0
                if sum(parts) == charge:
                    return parts
        late, evaded = getattr(row, f"late_{fund}"), getattr(row, f"evaded_{fund}")
        if not evaded or not charge:
            return charge, 0
        return None if late else (0, charge)


@dataclass
class Sums:
    """One line of form B04: units, workers and the money of its columns by part and fund."""

    units: int = 0
    workers: int = 0
    money: dict[str, int] = field(default_factory=lambda: {f"{p}_{f}": 0 for p in PARTS for f in SPLIT_FUNDS})
    unsplit: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_LABELS, 0))
    is_unparted: bool = False

    def add(self, other: "Sums") -> None:
        self.units += other.units
        self.workers += other.workers
        for mine, more in ((self.money, other.money), (self.unsplit, other.unsplit)):
            for name, value in more.items():
                mine[name] += value
        self.is_unparted = self.is_unparted or other.is_unparted

    def of(self, part: str) -> list[int]:
        return [self.money[f"{part}_{fund}"] for fund in SPLIT_FUNDS]

    @property
    def note(self) -> str:
        return "; ".join(filter(None, (unsplit_words(self.unsplit), UNPARTED if self.is_unparted else "")))


@dataclass
class ClassSums:
    """Form B04: section I by worst class, section V by state, the total of section I; units left with a charge only."""

    by_class: dict[int, Sums]
    by_state: dict[int, Sums]
    total: Sums
    charged_only: int = 0


def class_sums(version: LedgerVersion, scope: Agency | None) -> ClassSums:
    """Each unit once, in its worst class. By state those of form B03: late or evading."""
    found = ClassSums({worst: Sums() for worst in (1, 2, 3)}, {state: Sums() for state in STATES}, Sums())
    rows = within(LedgerRow.objects.of(version), scope)
    for worst, state, sums in _grouped(rows.filter(worst__gt=0)):
        _put(found, worst, state, sums)
    charges = _Charges(version)
    for row in owing_rows(version, scope).select_related("employer").iterator(2000):
        found.charged_only += row.worst == LedgerRow.Class.NONE
        _put(found, row.worst, row.state, _charged(row, charges.of(row)))
    return found


def _put(found: ClassSums, worst: int, state: int | None, sums: Sums) -> None:
    if worst in found.by_class:
        found.by_class[worst].add(sums)
    found.total.add(sums)
    if worst >= LedgerRow.Class.LATE and state in found.by_state:
        found.by_state[state].add(sums)


def _grouped(rows: QuerySet[LedgerRow]) -> Iterable[tuple[int, int | None, Sums]]:
    """Units, workers and what is owed, by class and state: one question."""
    names = [f"{name}_{fund}" for name in OWED for fund in FUNDS]
    sums = {f"sum_{name}": Coalesce(Sum(F(name)), 0) for name in names}
    for row in (
        rows.order_by()
        .values("worst", "state")
        .annotate(units=Count("employer_id"), people=Coalesce(Sum("workers"), 0), **sums)
    ):
        told = Sums(units=row["units"], workers=row["people"])
        told.money |= {f"{name}_{fund}": int(row[f"sum_{name}_{fund}"]) for name in OWED for fund in SPLIT_FUNDS}
        told.unsplit |= {name: int(row[f"sum_{name}_unsplit"]) for name in OWED}
        yield row["worst"], row["state"], told


def _charged(row: LedgerRow, parts: Parted) -> Sums:
    told = Sums(is_unparted=bool(parts.note))
    for fund, (late, evaded) in parts.by_fund.items():
        told.money[f"charge_late_{fund}"], told.money[f"charge_evaded_{fund}"] = late, evaded
    told.unsplit["charge"] = row.charge_unsplit
    return told
