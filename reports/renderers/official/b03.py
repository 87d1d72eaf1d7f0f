"""Form B03a/B03b-TS written from a closed version, in BHXH's own workbook: what goes out reads back unchanged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arrears.imports.b03_workbook import write_b03
from arrears.imports.kinds import PEOPLE
from portal.core.money import SPLIT_FUNDS, dong
from portal.core.periods import Month

NOT_HELD = "Cổng không có số liệu nhóm này"


@dataclass(frozen=True)
class B03Document:
    """Form B03a of an office (`form` b03a, its name first in `offices`), or B03b of the province or of a part of it."""

    form: str
    month: Month
    province: str
    offices: Sequence[str]
    units: Iterable[dict[str, Any]] = field(repr=False)
    mark: str = ""


def write(document: B03Document, *, to: Path) -> int:
    """Fill in the form; returns how many units."""
    rows = list(document.units)
    write_b03(
        to,
        document.form,
        str(document.month),
        document.province,
        document.offices,
        rows,
        mark=document.mark,
        notes=dict.fromkeys(PEOPLE, NOT_HELD),
        total_note=_left_out(rows),
    )
    return len(rows)


def _left_out(rows: Sequence[dict[str, Any]]) -> str:
    """Units whose money is not split stand in the form with notes: the total says how many there are."""
    units = [row for row in rows if row["note"] and "Chưa tách quỹ" in row["note"]]
    bare = sum(not any(row[f"{name}_{fund}"] for name in ("late", "evaded") for fund in SPLIT_FUNDS) for row in units)
    return (
        f"{dong(len(units))} đơn vị có tiền chưa tách quỹ (xem ghi chú từng dòng), trong đó {dong(bare)} chưa tách hết"
        if units
        else ""
    )
