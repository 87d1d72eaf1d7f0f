"""Forms B10a-TS and B10b-TS (results of urging) written into the official workbook: of an office unit by unit, of the province
office by office."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import arrears
from portal.core.periods import Month
from reports.renderers.workbook import ILLEGAL

FORM = Path(arrears.__file__).resolve().parent / "reference" / "forms" / "B10-TS.xlsx"
TOTAL, FIRST = 12, 13


@dataclass(frozen=True)
class UnitLine:
    """One unit of form B10a; `crosses` are its columns 1 to 6."""

    name: str
    unit_code: str
    crosses: tuple[bool, ...]
    note: str = ""


@dataclass(frozen=True)
class OfficeLine:
    """One office of form B10b, columns 1 to 7."""

    name: str
    total: int = 0
    late: int = 0
    evading: int = 0
    inspected: int = 0
    referred: int = 0
    prosecuted: int = 0
    note: str = ""

    @property
    def counts(self) -> tuple[int, ...]:
        return (self.total, self.late, self.evading, self.inspected, self.referred, self.prosecuted)


@dataclass(frozen=True)
class B10Form:
    """What stands around the rows."""

    superior: str
    issuer: str
    month: Month
    place_and_day: str
    mark: str = ""


def write_b10a(form: B10Form, units: Iterable[UnitLine], *, to: Path) -> int:
    """Fill in form B10a; returns how many units."""
    sums = [0] * 6
    rows = []
    for number, unit in enumerate(units, 1):
        sums = [was + now for was, now in zip(sums, unit.crosses, strict=True)]
        rows.append((number, unit.name, unit.unit_code, *("x" if cross else None for cross in unit.crosses), unit.note))
    _write("B10a-TS", form, rows, (None, *sums, None), foot=(19, 20, 21), width=10, mark="I1", to=to)
    return len(rows)


def write_b10b(form: B10Form, offices: Iterable[OfficeLine], *, to: Path) -> int:
    """Fill in form B10b; returns how many offices."""
    lines = list(offices)
    rows = [(number, line.name, *line.counts, line.note) for number, line in enumerate(lines, 1)]
    sums = [sum(column) for column in zip(*(line.counts for line in lines), strict=True)] or [0] * 6
    _write("B10b-TS", form, rows, (*sums, None), foot=(18, 19, 20), width=9, mark="H1", to=to)
    return len(rows)


def _write(
    name: str,
    form: B10Form,
    rows: Sequence[tuple],
    totals: tuple,
    *,
    foot: tuple[int, int, int],
    width: int,
    mark: str,
    to: Path,
) -> None:
    book = load_workbook(FORM)
    for sheet in [sheet for sheet in book.worksheets if sheet.title != name]:
        book.remove(sheet)
    sheet = book[name]
    like, signed = _styles(sheet, FIRST, width), _taken_foot(sheet, foot, width)
    _head(sheet, form, mark)
    for column, value in enumerate(totals, 3):
        sheet.cell(TOTAL, column).value = value
    for at, row in enumerate(rows, FIRST):
        _row(sheet, at, row, like)
    _foot(sheet, FIRST + len(rows) + 2, form, signed)
    sheet.print_title_rows = "7:11"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(to)


def _styles(sheet: Worksheet, row: int, width: int) -> list[Any]:
    return [copy(sheet.cell(row, column)._style) for column in range(1, width + 1)]


def _taken_foot(sheet: Worksheet, rows: tuple[int, int, int], width: int) -> list[tuple[int, Any, Any]]:
    """The lines where the director signs, taken off the sheet with the example rows above them: column, words, style."""
    found = []
    for row in rows:
        column = next(column for column in range(1, width + 1) if sheet.cell(row, column).value)
        found.append((column, sheet.cell(row, column).value, copy(sheet.cell(row, column)._style)))
    for area in [area for area in sheet.merged_cells.ranges if area.min_row >= FIRST]:
        sheet.unmerge_cells(str(area))
    for row in range(FIRST, sheet.max_row + 1):
        sheet.row_dimensions[row].height = None
        for column in range(1, width + 1):
            sheet.cell(row, column).value = None
            sheet.cell(row, column).style = "Normal"
    return found


def _head(sheet: Worksheet, form: B10Form, mark: str) -> None:
    _put(sheet["A1"], form.superior.upper())
    _put(sheet["A2"], form.issuer.upper())
    _put(sheet["A5"], f"Tháng {form.month.month:02d} Năm {form.month.year}")
    if form.mark:
        _put(sheet[mark], form.mark)


def _row(sheet: Worksheet, at: int, values: tuple, like: list[Any]) -> None:
    for column, (value, style) in enumerate(zip(values, like, strict=True), 1):
        cell = sheet.cell(at, column)
        cell._style = copy(style)
        if isinstance(value, str):
            _put(cell, value)
        else:
            cell.value = value
        alignment = copy(cell.alignment)
        alignment.wrap_text, alignment.vertical = True, "center"
        alignment.horizontal = "left" if column == 2 else "center" if value == "x" else alignment.horizontal
        cell.alignment = alignment


def _foot(sheet: Worksheet, row: int, form: B10Form, signed: list[tuple[int, Any, Any]]) -> None:
    words = (form.place_and_day, *(text for _column, text, _style in signed[1:]))
    for at, (text, (column, _was, style)) in enumerate(zip(words, signed, strict=True), row):
        cell = sheet.cell(at, column)
        _put(cell, text)
        cell._style = copy(style)


def _put(cell, text: str) -> None:
    """Text stays text, whatever it begins with."""
    cell.value = ILLEGAL.sub("", text)
    cell.data_type = "s"
