"""An edition as an official list on landscape pages, with the QR by which a copy is checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from arrears.models import Edition, EditionLine
from portal.core.money import dong
from reports.renderers.arrears_report import months_text
from reports.renderers.decree30 import Letterhead, Signature, shortest_date
from reports.renderers.long_table import Column, LongTable, Row, fitted, money_width

HEADING_HEIGHT = 60.0  # letterhead, one line of the title, the place; what is long adds to it
CLOSING_HEIGHT = 62.0


@dataclass(frozen=True)
class Proof:
    """How whoever holds a copy finds out whether it is genuine and still counts."""

    code: str
    address: str
    picture: str
    content_hash: str

    @property
    def spaced_code(self) -> str:
        return "-".join(self.code[place : place + 4] for place in range(0, len(self.code), 4))


def table(
    edition: Edition, lines: Sequence[EditionLine], head: Letterhead, signature: Signature, proof: Proof, *, left: int
) -> LongTable:
    """Letterhead, list, sums, QR and signature on the pages of one long table."""
    is_praise = edition.what == "praise"
    columns, cells = (_praise_columns(), _praise_cells) if is_praise else (_columns(lines), _cells)
    said = basis(edition, left)
    height = HEADING_HEIGHT + 6 * (len(edition.title) // 85) + 4.8 * math.ceil(len(said) / 130)
    frame = {"head": head, "edition": edition, "basis": said, "signature": signature, "proof": proof}
    return LongTable(
        columns,
        (*(Row(cells(line)) for line in lines), Row(_totals(lines, is_praise), strong=True)),
        heading=render_to_string("reports/document/edition_heading.html", {**frame, "height": height}),
        heading_height=height,
        closing=render_to_string("reports/document/edition_closing.html", {**frame, "height": CLOSING_HEIGHT}),
        closing_height=CLOSING_HEIGHT,
    )


def basis(edition: Edition, left: int) -> str:
    said = [
        f"Số liệu đến hết ngày {shortest_date(edition.data_on)}; nguồn: {edition.source}. Căn cứ: {edition.legal_basis}."
    ]
    if edition.rule_text:
        said.append(f"Quy tắc: {edition.rule_text}.")
    if left:
        said.append(f"Từ lúc công khai, {left} đơn vị đã được đưa ra khỏi danh sách; số thứ tự giữ như lúc công khai.")
    return " ".join(said)


def _columns(lines: Sequence[EditionLine]) -> tuple[Column, ...]:
    widths = [max(18.0, money_width(sum(getattr(line, name) for line in lines))) for name in ("late", "evaded", "owed")]
    return fitted(
        [
            Column("STT", 9, "center"),
            Column("Tên đơn vị", 44),
            Column("Mã đơn vị", 19, "center"),
            Column("Mã số thuế", 24, "center"),
            Column("Địa chỉ", 37),
            Column("Số lao động", 12, "right"),
            Column("Số tháng", 12, "center"),
            Column("Chậm đóng", widths[0], "right"),
            Column("Trốn đóng", widths[1], "right"),
            Column("Tổng", widths[2], "right"),
            Column("Phân loại", 37),  # the class with its article: "Trốn đóng (Luật BHXH, Điều 39, điểm đ khoản 1)"
        ]
    )


def _cells(line: EditionLine) -> tuple[str, ...]:
    return (
        *(str(line.place), line.name, line.unit_code, line.tax_code, line.address, dong(line.workers)),
        *(months_text(line.months), dong(line.late), dong(line.evaded), dong(line.owed), line.class_word),
    )


def _praise_columns() -> tuple[Column, ...]:
    return fitted(
        [
            Column("STT", 12, "center"),
            Column("Tên đơn vị", 90),
            Column("Mã đơn vị", 28, "center"),
            Column("Mã số thuế", 30, "center"),
            Column("Địa chỉ", 70),
            Column("Số lao động", 20, "right"),
        ]
    )


def _praise_cells(line: EditionLine) -> tuple[str, ...]:
    return str(line.place), line.name, line.unit_code, line.tax_code, line.address, dong(line.workers)


def _totals(lines: Sequence[Any], is_praise: bool) -> tuple[str, ...]:
    def total(name: str) -> str:
        return dong(sum(getattr(line, name) for line in lines))

    start = ("", f"Tổng cộng: {dong(len(lines))} đơn vị", "", "", "", total("workers"))
    return start if is_praise else (*start, "", total("late"), total("evaded"), total("owed"), "")
