"""Form B04a/B04b-TS written into the official workbook: units, workers and money by class (I) and by state of the unit (V).

Sections II to IV are about people who take part by themselves: the portal holds no such figures and says so."""

from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.core.periods import Month
from reports.renderers.workbook import ILLEGAL

FORM = Path(__file__).resolve().parents[2] / "reference" / "forms" / "B04-TS.xlsx"
SHEETS = {"b04a": "B04a-TS", "b04b": "B04b-TS"}
CLASS_ROWS = {1: 14, 2: 15, 3: 16}
STATE_ROWS = {2: 27, 5: 28, 6: 29, 7: 30, 8: 31, 9: 32, 10: 33, 11: 34, 3: 35, 4: 36}
"""State of a unit (columns 38 to 48 of form B03) -> its line 5.1 to 5.10."""
TOTAL_ROW, NOTE = 37, 37
OTHERS = (18, 19, 21, 22, 24, 25)
NOT_HELD = "Cổng không có số liệu"
_FIRST = {"not_due": 5, "late": 11, "evaded": 17, "charge_late": 24, "charge_evaded": 30}
"""Column of the sheet where the total of a part stands; its five funds follow."""
OWED, CHARGED = 23, 36
"""Columns 21 = 9 + 15 and 34 = 22 + 28."""


@dataclass(frozen=True)
class B04Document:
    """`sums` is reports.queries.official.ClassSums."""

    form: str
    month: Month
    superior: str
    issuer: str
    place_and_day: str
    sums: Any
    mark: str = ""


def write(document: B04Document, *, to: Path) -> int:
    """Fill in the form; returns how many units it counts."""
    book = load_workbook(FORM)
    for sheet in [sheet for sheet in book.worksheets if sheet.title != SHEETS[document.form]]:
        book.remove(sheet)
    sheet = book.worksheets[0]
    _head(sheet, document)
    sums = document.sums
    for worst, row in CLASS_ROWS.items():
        _line(sheet, row, sums.by_class[worst])
    for state, row in STATE_ROWS.items():
        _line(sheet, row, sums.by_state[state])
    for row in OTHERS:
        _note(sheet, row, NOT_HELD)
    _line(sheet, TOTAL_ROW, sums.total, _charged_only(sums.charged_only))
    _widen(sheet)
    book.save(to)
    return sums.total.units


def _charged_only(units: int) -> str:
    return f"Gồm tiền xử lý của {units} đơn vị không còn nợ gốc, không thuộc dòng nào ở mục I" if units else ""


def _head(sheet: Worksheet, document: B04Document) -> None:
    told = f"Tháng {document.month.month} năm {document.month.year}{document.mark and ' – '}{document.mark}"
    for cell, text in (("A1", document.superior.upper()), ("A2", document.issuer.upper()), ("A5", told)):
        _put(sheet[cell], text)
    day = next(cell for row in sheet["A38:AK41"] for cell in row if str(cell.value or "").startswith("Ngày "))
    _put(day, document.place_and_day)


def _line(sheet: Worksheet, row: int, sums: Any, more: str = "") -> None:
    """One line of the form with its own sums: 3, 9, 15, 22, 28 of their funds, 21 = 9 + 15, 34 = 22 + 28."""
    values = {3: sums.units, 4: sums.workers}
    for part, first in _FIRST.items():
        funds = sums.of(part)
        values |= {first: sum(funds)} | {first + place: value for place, value in enumerate(funds, 1)}
    values[OWED] = values[_FIRST["late"]] + values[_FIRST["evaded"]]
    values[CHARGED] = values[_FIRST["charge_late"]] + values[_FIRST["charge_evaded"]]
    for column, value in values.items():
        cell = sheet.cell(row, column)
        cell.value, cell.number_format = value, "#,##0"
    _note(sheet, row, "; ".join(filter(None, (sums.note, more))))


def _note(sheet: Worksheet, row: int, text: str) -> None:
    if text:
        cell = sheet.cell(row, NOTE)
        _put(cell, text)
        alignment = copy(cell.alignment)
        alignment.wrap_text, alignment.vertical = True, "top"
        cell.alignment = alignment


def _widen(sheet: Worksheet) -> None:
    """The printed blank leaves room for six digits."""
    for column in range(5, NOTE):
        sheet.column_dimensions[sheet.cell(12, column).column_letter].width = 16
    sheet.column_dimensions[sheet.cell(12, NOTE).column_letter].width = 40
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(cell, text: str) -> None:
    """Text stays text, whatever it begins with."""
    cell.value = ILLEGAL.sub("", text)
    cell.data_type = "s"
