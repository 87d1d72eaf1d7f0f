"""The demo's month before its first, as form B03-TS of Decision 595 told it: sections by age, BHXH in one sum, no classes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook

from arrears.imports.columns import FUNDS
from arrears.rules import months_overdue
from portal.core.periods import Month
from portal.shell.demo.contributions import Figures, rates_of
from portal.shell.demo.month_road import send

if TYPE_CHECKING:
    from portal.shell.demo.register import Register

LAST_OF_FORM = Month(2026, 4)
SECTIONS = (("I", "Nợ chậm đóng", 1), ("II", "Nợ đọng", 2), ("III", "Nợ kéo dài", 3))
HEADER = ["STT", "Tên đơn vị", "Mã đơn vị", "Số lao động", "Địa chỉ", "Số tháng nợ BHXH", "Số tiền nợ"]
TAIL = ["Biện pháp", "Văn bản", None, "Ghi chú"]
PARTS = ["Tổng số", "BHXH", "BHYT", "BHTN", "BHTNLĐ, BNN", "Lãi"]
NUMBERS = ["A", "B", "C", 1, 2, 3, "4=5+6+7+8+9", 5, 6, 7, 8, 9, 10, 11, 12, 13]
INTEREST_PER_MONTH = 7
"""Thousandths of what is owed, a month."""


def old_month(register: Register) -> None:
    """BHXH hands the month in when it begins to work with the portal."""
    plan = register.simulation.plan
    month = min(plan.first.plus(-1), LAST_OF_FORM)
    units = list(_units(register, month))
    if units:
        by, at = register.person("bhxh.canbo"), register.at(plan.first.plus(1).first_day + timedelta(days=13))
        content = _workbook(f"BẢO HIỂM XÃ HỘI {register.province.name}".upper(), month, units)
        send("b03-595", by, month=month, name=f"B03-TS-595-{month.month:02d}-{month.year}.xlsx", content=content, at=at)


def _units(register: Register, month: Month) -> Iterator[list]:
    """Who had been owing for so long by the first month that it owed in this one too, with its share of the debt."""
    first = register.simulation.plan.first
    for each in register.simulation.month(first):
        days = max(each.after[1].days_late, each.after[1].days_evaded)
        owed_at_first = months_overdue(first.last_day - timedelta(days=days), first) if days else 0
        months = owed_at_first - (first.index - month.index)
        if months > 0:
            yield _unit(each, months, owed_at_first)


def _unit(each: Figures, months: int, of: int) -> list:
    rates, owed = rates_of(each.unit.kind), {}
    for fund in FUNDS:
        pile = each.pile(fund)[1]
        owed[fund] = (pile.late + pile.evaded) * rates[fund] * months // of
    parts = [owed["odts"] + owed["httt"], owed["bhyt"], owed["bhtn"], owed["tnld_bnn"]]
    parts.append(sum(parts) * months * INTEREST_PER_MONTH // 1000)
    measures = "Đã gửi văn bản đôn đốc (mô phỏng)" if months >= 3 else ""
    return [each.unit.name, each.unit.unit_code, each.workers, each.unit.address, months, sum(parts), *parts, measures]


def _workbook(office: str, month: Month, units: list[list]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "B03-TS"
    letterhead = ["BẢO HIỂM XÃ HỘI VIỆT NAM", office, "BÁO CÁO CHI TIẾT ĐƠN VỊ NỢ BHXH, BHYT, BHTN, BHTNLĐ, BNN"]
    for line in (*letterhead, f"Tháng {month.month} năm {month.year} – Dữ liệu mô phỏng"):
        sheet.append([line])
    sheet.append([*HEADER, *[None] * 5, *TAIL])
    sheet.append([*[None] * 6, *PARTS, None, "Số", "Ngày"])
    sheet.append(NUMBERS)
    for code, title, months in SECTIONS:
        own = [unit for unit in units if (min(unit[4], 3)) == months]
        sheet.append([code, title, *[None] * 4, *_sums(own)])
        for place, unit in enumerate(own, 1):
            sheet.append([place, *unit])
    sheet.append([None, "Tổng cộng", *[None] * 4, *_sums(units)])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _sums(units: list[list]) -> list[int]:
    return [sum(unit[place] for unit in units) for place in range(5, 11)]
