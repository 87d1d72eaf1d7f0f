"""Form D15-TS: employers that evade, as BHXH publishes them on its site, written into the official workbook."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.core.periods import Month
from reports.renderers.workbook import ILLEGAL

FORM = Path(__file__).resolve().parents[2] / "reference" / "forms" / "D15-TS.xlsx"
FIRST, LAST, WIDTH = 11, 19, 7  # the rows that the form leaves open, its foot included; its columns
FOOT = (17, 18, 19)


@dataclass(frozen=True)
class D15Row:
    """One employer: name, code, address, workers, what it owes late and by evading together, note."""

    name: str
    unit_code: str
    address: str
    workers: int
    owed: int
    note: str = ""


@dataclass(frozen=True)
class D15Form:
    """What stands around the rows."""

    superior: str
    issuer: str
    month: Month
    place_and_day: str
    signer: str = "Giám đốc"
    mark: str = ""


def write_d15(form: D15Form, rows: Iterable[D15Row], *, to: Path) -> int:
    """Fill the form; returns how many employers."""
    book = load_workbook(FORM)
    sheet = book.active
    like = [copy(sheet.cell(FIRST, column)._style) for column in range(1, WIDTH + 1)]
    foot = [(sheet.cell(row, 6).value, copy(sheet.cell(row, 6)._style)) for row in FOOT]
    for row in range(FIRST, LAST + 1):
        for column in range(1, WIDTH + 1):
            sheet.cell(row, column).value = None
            sheet.cell(row, column).style = "Normal"
    _head(sheet, form)
    last = FIRST - 1
    for last, row in enumerate(rows, FIRST):
        _write(sheet, last, row, like)
    _foot(sheet, last + 2, form, foot)
    book.save(to)
    return last - FIRST + 1


def _head(sheet: Worksheet, form: D15Form) -> None:
    _put(sheet, "A1", form.superior.upper())
    _put(sheet, "A2", form.issuer.upper())
    _put(sheet, "A5", f"Tháng {form.month.month:02d} năm {form.month.year}")
    if form.mark:
        _put(sheet, "F2", form.mark)


def _write(sheet: Worksheet, number: int, row: D15Row, like: list[Any]) -> None:
    values = (number - FIRST + 1, row.name, row.unit_code, row.address, row.workers, row.owed, row.note)
    for column, (value, style) in enumerate(zip(values, like, strict=True), 1):
        cell = sheet.cell(number, column)
        cell._style = copy(style)
        cell.value = ILLEGAL.sub("", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # text stays text, whatever it begins with
        elif column > 1:
            cell.number_format = "#,##0"
        cell.alignment = copy(cell.alignment) if column in (1, 5) else _wrapped(cell.alignment)


def _wrapped(alignment):
    fresh = copy(alignment)
    fresh.wrap_text, fresh.vertical = True, "center"
    return fresh


def _foot(sheet: Worksheet, row: int, form: D15Form, foot: list[tuple[Any, Any]]) -> None:
    words = (form.place_and_day, form.signer.upper(), foot[2][0])
    for at, (text, (_was, style)) in enumerate(zip(words, foot, strict=True), row):
        cell = sheet.cell(at, 6, text)
        cell._style = copy(style)


def _put(sheet: Worksheet, address: str, text: str) -> None:
    sheet[address].value = ILLEGAL.sub("", text)
    sheet[address].data_type = "s"
