"""The report of a labour review as a workbook: a sheet for each way of counting, its sums in the last row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from reports.renderers.pdf import DEMO_MARK
from reports.renderers.workbook import GRID, ILLEGAL, TIMES

HEAD = 4


@dataclass(frozen=True)
class ReviewBook:
    """Title, what the figures rest on, and the sheets: name, headers, rows with the sums last."""

    title: str
    stamp: str
    sheets: tuple[tuple[str, Sequence[str], Sequence[Sequence[Any]]], ...]
    is_demo: bool = False


def write_review_book(book: ReviewBook, *, to: Path) -> None:
    """Write it; text stays text, also what begins with a sign of a formula."""
    out = Workbook()
    out.remove(out.active)
    for name, headers, rows in book.sheets:
        sheet = out.create_sheet(name[:31])
        _say(sheet, 1, 1, book.title, bold=True)
        _say(sheet, 2, 1, book.stamp + (f" {DEMO_MARK}." if book.is_demo else ""))
        for place, header in enumerate(headers, 1):
            _say(sheet, HEAD, place, header, bold=True, grid=True)
            sheet.column_dimensions[get_column_letter(place)].width = 44 if place == 1 else 14
        for line, row in enumerate(rows, HEAD + 1):
            for place, value in enumerate(row, 1):
                _say(sheet, line, place, value, bold=line == HEAD + len(rows), grid=True)
        sheet.freeze_panes = sheet.cell(HEAD + 1, 2)
        sheet.print_title_rows = f"{HEAD}:{HEAD}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    out.properties.title = book.title
    out.save(to)


def _say(sheet, row: int, column: int, value: Any, *, bold: bool = False, grid: bool = False) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL.sub("", value), "s"
    else:
        cell.value, cell.number_format = value, "#,##0"
    cell.font = Font(name=TIMES, size=12, bold=bold)
    if grid:
        cell.border, cell.alignment = GRID, Alignment(vertical="center", wrap_text=True)
