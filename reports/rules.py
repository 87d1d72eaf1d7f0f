"""What a report says of a month in figures, and how two months compare. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from portal.core.money import FUNDS, dong

BHXH_PARTS = ("odts", "httt")

REPORT_FUNDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("BHXH", BHXH_PARTS),
    ("BHYT", ("bhyt",)),
    ("BHTN", ("bhtn",)),
    ("TNLĐ-BNN", ("tnld_bnn",)),
    ("Chưa tách quỹ", ("unsplit",)),
)
"""The funds as a report shows them: BHXH is sickness and maternity together with retirement and survivors."""


@dataclass(frozen=True)
class Figures:
    """A month's arrears of a province, or of the part one agency oversees. Money is whole dong by fund."""

    owing: int = 0
    workers: int = 0
    late_employers: int = 0
    evading_employers: int = 0
    late: Mapping[str, int] = field(default_factory=dict)
    evaded: Mapping[str, int] = field(default_factory=dict)
    charge: int = 0
    threshold: int = 3
    long_owing: int | None = None
    long_owed: int | None = None
    unplaced: int = 0
    newly_owing: int | None = None
    cleared: int | None = None
    recovered: int | None = None
    is_recovered_estimated: bool = False

    @property
    def late_total(self) -> int:
        return sum(self.late.values())

    @property
    def evaded_total(self) -> int:
        return sum(self.evaded.values())

    @property
    def owed(self) -> int:
        return self.late_total + self.evaded_total

    def of(self, funds: tuple[str, ...]) -> tuple[int, int]:
        """Late and evaded money of some funds."""
        return sum(self.late.get(fund, 0) for fund in funds), sum(self.evaded.get(fund, 0) for fund in funds)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Figures:
        return cls(**{name: value for name, value in kept.items() if name in cls.__dataclass_fields__})


def shown_funds(*figures: Figures | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The report's funds; money not split by fund only where there is some."""
    has_unsplit = any(sum(known.of(("unsplit",))) for known in figures if known)
    return REPORT_FUNDS if has_unsplit else REPORT_FUNDS[:-1]


def owed_by_report_fund(row: Any, funds: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[int, ...]:
    """A row's money in the report's funds; the row carries one number for each of FUNDS."""
    return tuple(sum(getattr(row, fund) for fund in parts) for _label, parts in funds)


def moved(now: int, before: int, unit: str = "đồng") -> str:
    """How a figure moved, in the words of a report.

    >>> moved(120, 100, "đơn vị"), moved(75, 100), moved(5, 5), moved(5, 0)
    ('tăng 20 đơn vị (20,0%)', 'giảm 25 đồng (25,0%)', 'không đổi', 'tăng 5 đồng')
    """
    if now == before:
        return "không đổi"
    size = abs(now - before)
    share = f" ({percent(size, before)})" if before else ""
    return f"{'tăng' if now > before else 'giảm'} {dong(size)} {unit}{share}"


def percent(part: int, whole: int) -> str:
    """One decimal, half up, in integers.

    >>> percent(1, 3), percent(1, 2000)
    ('33,3%', '0,1%')
    """
    tenths = (abs(part) * 2000 + abs(whole)) // (2 * abs(whole))
    return f"{dong(tenths // 10)},{tenths % 10}%"


def signing_offices(title: str, head: str = "Giám đốc", body: str = "") -> tuple[str, ...]:
    """In whose office a person signs (Decree 30/2020, annex I): KT. for a deputy of the head, TL. for others, TM. for a
    `body` that decides together.

    >>> signing_offices("Giám đốc"), signing_offices("Phó Giám đốc")
    (('Giám đốc',), ('KT. Giám đốc', 'Phó Giám đốc'))
    >>> signing_offices("Trưởng phòng Quản lý thu")
    ('TL. Giám đốc', 'Trưởng phòng Quản lý thu')
    >>> signing_offices("Phó Chủ tịch UBND phường", "Chủ tịch", "Ủy ban nhân dân")
    ('TM. Ủy ban nhân dân', 'KT. Chủ tịch', 'Phó Chủ tịch')
    """
    for_all = (f"TM. {body}",) if body else ()
    if title.startswith(f"Phó {head}"):
        return (*for_all, f"KT. {head}", f"Phó {head}" if body else title)
    if not title or title.startswith(head):
        return (*for_all, head)
    return (f"TL. {head}", title)


assert set(FUNDS) == {fund for _label, parts in REPORT_FUNDS for fund in parts}


@dataclass(frozen=True)
class Record:
    """What an agency was expected to do by now and did: whole obligations."""

    expected: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
    returned: int = 0
    nothing: int = 0

    @property
    def timely_tenths(self) -> int:
        """On time of what was expected, in tenths of a percent, rounded down: never above 1000.

        >>> Record(expected=3, on_time=2).timely_tenths, Record().timely_tenths
        (666, 0)
        """
        return 1000 * self.on_time // self.expected if self.expected else 0

    @classmethod
    def sum(cls, records: Iterable[Record]) -> Record:
        """All of them together."""
        parts = list(records)
        return cls(*(sum(getattr(part, name.name) for part in parts) for name in fields(cls)))


GRADES = ("Tốt", "Khá", "Trung bình", "Yếu")


def grade_of(record: Record, bounds: Sequence[int]) -> str:
    """The grade of a record by its percentage on time; `bounds` are the three lowest percentages of the first three grades.

    >>> grade_of(Record(expected=10, on_time=9), (90, 70, 50)), grade_of(Record(expected=10, on_time=4), (90, 70, 50))
    ('Tốt', 'Yếu')
    """
    reached = (grade for grade, bound in zip(GRADES, bounds, strict=False) if record.timely_tenths >= 10 * bound)
    return next(reached, GRADES[-1])
