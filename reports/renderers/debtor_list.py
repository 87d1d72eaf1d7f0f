"""The list of employers owing for N months and more, as an official document on landscape pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from portal.core.money import dong
from portal.core.periods import Month
from reports.renderers.arrears_report import CLASS_WORDS, UNPLACED, code_width, months_text
from reports.renderers.decree30 import Letterhead, Signature, shortest_date
from reports.renderers.long_table import Column, LongTable, Row, fitted, money_width

HEADING_HEIGHT = 76.0
CLOSING_HEIGHT = 58.0
SUPPLIED = 1
COMPUTED_MARK = "*"


@dataclass(frozen=True)
class ListContent:
    """What stands above the list. `scope` names the agency of an extract; empty for the whole province."""

    month: Month
    version: int
    closed_on: date
    sources: tuple[str, ...]
    threshold: int
    purpose: str
    territory: str
    scope: str = ""

    @property
    def title(self) -> str:
        month = f"tháng {self.month.month} năm {self.month.year}".replace(" ", "\N{NO-BREAK SPACE}")
        return f"Đơn vị nợ BHXH, BHYT, BHTN từ {self.threshold:02d} tháng trở lên, {month}"

    @property
    def basis(self) -> str:
        return (
            f"Tính đến hết ngày {shortest_date(self.month.last_day)}. Số liệu tháng {self.month.label}, phiên bản"
            f" {self.version}, khóa sổ ngày {shortest_date(self.closed_on)}; nguồn: {'; '.join(self.sources)}."
            f" Số tháng có dấu {COMPUTED_MARK} được tính từ hạn đóng của kỳ cũ nhất chưa đóng; số tháng khác do cơ quan"
            f" BHXH cung cấp. Danh sách dùng cho: {self.purpose}."
        )


def table(
    content: ListContent, head: Letterhead, entries: Iterable[Any], *, recipients: Sequence[str], signature: Signature
) -> LongTable:
    """Letterhead, list, totals, signature: the whole document on the pages of one long table."""
    entries = list(entries)
    frame = {"head": head, "content": content, "recipients": recipients, "signature": signature}
    return LongTable(
        _columns(entries),
        (*(_row(place, entry) for place, entry in enumerate(entries, 1)), _totals(entries)),
        heading=render_to_string("reports/document/list_heading.html", {**frame, "height": HEADING_HEIGHT}),
        heading_height=HEADING_HEIGHT,
        closing=render_to_string("reports/document/list_closing.html", {**frame, "height": CLOSING_HEIGHT}),
        closing_height=CLOSING_HEIGHT,
    )


def _columns(entries: Sequence[Any]) -> tuple[Column, ...]:
    widths = [
        max(20.0, money_width(sum(getattr(entry, name) for entry in entries))) for name in ("late", "evaded", "owed")
    ]
    return fitted(
        [
            Column("STT", 10, "center"),
            Column("Tên đơn vị", 60),
            Column("Mã đơn vị", code_width(entries), "center"),
            Column("Mã số thuế", 27, "center"),
            Column("Xã, phường", 28),
            Column("Số lao động", 15, "right"),
            Column("Số tháng nợ", 13, "center"),
            Column("Chậm đóng", widths[0], "right"),
            Column("Trốn đóng", widths[1], "right"),
            Column("Tổng số tiền nợ", widths[2], "right"),
            Column("Phân loại", 13, "center"),
        ]
    )


def _row(place: int, entry: Any) -> Row:
    mark = "" if entry.months_source == SUPPLIED else COMPUTED_MARK
    return Row(
        (
            str(place),
            entry.name,
            entry.unit_code,
            entry.tax_code,
            entry.commune.name if entry.commune else UNPLACED,
            dong(entry.workers),
            months_text(entry.months) + mark,
            dong(entry.late),
            dong(entry.evaded),
            dong(entry.owed),
            CLASS_WORDS.get(entry.worst, ""),
        )
    )


def _totals(entries: Sequence[Any]) -> Row:
    workers, late, evaded, owed = (
        dong(sum(getattr(entry, name) for entry in entries)) for name in ("workers", "late", "evaded", "owed")
    )
    return Row(
        ("", f"Tổng cộng: {dong(len(entries))} đơn vị", "", "", "", workers, "", late, evaded, owed, ""), strong=True
    )
