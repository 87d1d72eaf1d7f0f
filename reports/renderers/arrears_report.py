"""The monthly arrears report (000:113-123) as a document: the letter of a page or two and its annex by employer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from portal.core.money import dong
from portal.core.periods import Month
from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature, shortest_date
from reports.renderers.long_table import Column, LongTable, Row, fitted, money_width
from reports.rules import Figures, moved, owed_by_report_fund, shown_funds

KIND = "Báo cáo"
SUBJECT = "Tình hình chậm đóng, trốn đóng BHXH, BHYT, BHTN"
CLASS_WORDS = {2: "Chậm đóng", 3: "Trốn đóng"}
UNPLACED = "Chưa gắn địa bàn"
HEADING_HEIGHT = 34.0
NOTHING_OWED = "Không có đơn vị chậm đóng, trốn đóng."


@dataclass(frozen=True)
class ReportContent:
    """What the letter says. `scope` names the agency of an extract; empty for the whole province."""

    month: Month
    version: int
    closed_on: date
    reason: str
    sources: tuple[str, ...]
    legal_basis: str
    issuer: str
    territory: str
    now: Figures
    before: Figures | None
    causes: tuple[tuple[str, int], ...] = ()
    scope: str = ""

    @property
    def month_words(self) -> str:
        return f"tháng {self.month.month} năm {self.month.year}".replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def last_day(self) -> str:
        return shortest_date(self.month.last_day)

    @property
    def closed_day(self) -> str:
        return shortest_date(self.closed_on)

    @property
    def source_words(self) -> str:
        return "; ".join(self.sources)

    @property
    def previous_label(self) -> str:
        return self.month.plus(-1).label

    @property
    def changes(self) -> dict[str, str]:
        if self.before is None:
            return {}
        known = {
            "owing": moved(self.now.owing, self.before.owing, "đơn vị"),
            "workers": moved(self.now.workers, self.before.workers, "lao động"),
            "owed": moved(self.now.owed, self.before.owed),
        }
        if self.now.long_owing is not None and self.before.long_owing is not None:
            known["long_owing"] = moved(self.now.long_owing, self.before.long_owing, "đơn vị")
        return known

    @property
    def fund_rows(self) -> list[dict[str, Any]]:
        return [self._fund_row(label, funds) for label, funds in shown_funds(self.now, self.before)]

    @property
    def sum_row(self) -> dict[str, Any]:
        return self._fund_row(
            "Cộng", tuple(fund for _label, funds in shown_funds(self.now, self.before) for fund in funds)
        )

    def _fund_row(self, label: str, funds: tuple[str, ...]) -> dict[str, Any]:
        late, evaded = self.now.of(funds)
        before = sum(self.before.of(funds)) if self.before else None
        return {
            "label": label,
            "late": late,
            "evaded": evaded,
            "owed": late + evaded,
            "before": before,
            "change": None if before is None else late + evaded - before,
        }


def letter(
    content: ReportContent,
    head: Letterhead,
    *,
    addressees: Sequence[str],
    recipients: Sequence[str],
    signature: Signature,
    is_draft: bool,
) -> OfficialDocument:
    """The report's letter, with its frame."""
    extract = f" (trích phần thuộc phạm vi quản lý của {content.scope})" if content.scope else ""
    return OfficialDocument(
        letterhead=head,
        kind=KIND,
        abstract=f"{SUBJECT} {content.month_words}{extract}",
        addressees=tuple(addressees),
        recipients=tuple(recipients),
        signature=signature,
        body="reports/document/arrears_report.html",
        content=content,  # type: ignore[arg-type]
        is_draft=is_draft,
    )


def annex(content: ReportContent, head: Letterhead, lines: Iterable[Any]) -> LongTable:
    """One row per owing employer: workers and money owed by fund; cause, measures and proposal beneath it; totals."""
    lines = list(lines)
    funds = shown_funds(content.now)
    columns = _columns(funds, lines)
    rows = [_row(place, line, funds) for place, line in enumerate(lines, 1)]
    heading = render_to_string(
        "reports/document/annex_heading.html",
        {
            "name": "Phụ lục",
            "abstract": f"Danh sách đơn vị chậm đóng, trốn đóng BHXH, BHYT, BHTN {content.month_words}",
            "with": f"Kèm theo Báo cáo số {head.full_number} {head.day_words} của {head.issuer}",
            "scope": content.scope,
            "height": HEADING_HEIGHT,
            "is_empty": not lines,
            "empty": NOTHING_OWED,
        },
    )
    return LongTable(columns, (*rows, _totals(lines, funds)) if lines else (), heading, HEADING_HEIGHT)


def _columns(funds: tuple, lines: Sequence[Any]) -> tuple[Column, ...]:
    sums = [sum(owed_by_report_fund(line, (fund,))[0] for line in lines) for fund in funds]
    owed = sum(line.owed for line in lines)
    money = [
        Column(label, max(17.0, min(21.2, 2.4 * len(label) + 2), money_width(total)), "right")
        for (label, _parts), total in zip(funds, sums, strict=True)
    ]
    return fitted(
        [
            Column("STT", 9.5, "center"),
            Column("Tên đơn vị", 48),
            Column("Mã đơn vị", code_width(lines), "center"),
            Column("Xã, phường", 22),
            Column("Số lao động bị nợ", 15, "right"),
            *money,
            Column("Tổng số tiền nợ", max(19.0, money_width(owed)), "right"),
            Column("Số tháng nợ", 12, "center"),
            Column("Phân loại", 13, "center"),
        ]
    )


def code_width(lines: Sequence[Any]) -> float:
    """Millimetres that the longest unit code needs."""
    return max(15.0, 2.2 * max((len(line.unit_code) for line in lines), default=0) + 3)


def _row(place: int, line: Any, funds: tuple) -> Row:
    notes = (
        ("Nguyên nhân", line.cause),
        ("Giải pháp thu hồi", line.solution),
        ("Biện pháp đã xử lý", line.measures),
        ("Ý kiến đề xuất của cơ quan BHXH", line.proposal),
        ("Ghi chú", line.remark),
    )
    return Row(
        (
            str(place),
            line.name,
            line.unit_code,
            line.commune.name if line.commune else UNPLACED,
            dong(line.workers),
            *map(dong, owed_by_report_fund(line, funds)),
            dong(line.owed),
            months_text(line.months),
            CLASS_WORDS.get(line.worst, ""),
        ),
        notes=tuple((label, text) for label, text in notes if text),
    )


def _totals(lines: Sequence[Any], funds: tuple) -> Row:
    sums = [sum(amounts) for amounts in zip(*(owed_by_report_fund(line, funds) for line in lines), strict=True)]
    workers, owed = sum(line.workers for line in lines), sum(line.owed for line in lines)
    return Row(
        ("", f"Tổng cộng: {dong(len(lines))} đơn vị", "", "", dong(workers), *map(dong, sums), dong(owed), "", ""),
        strong=True,
    )


def months_text(months: Any) -> str:
    """Whole months without a comma, others as supplied; nothing where it is not known.

    >>> from decimal import Decimal
    >>> months_text(Decimal("3.00")), months_text(Decimal("3.50")), months_text(None)
    ('3', '3,5', '')
    """
    if months is None:
        return ""
    text = f"{months:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
