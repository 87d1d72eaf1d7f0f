"""A list as a workbook in the layout of Decree 30/2020: Times, motto block, number, table, recipients, signature.

Text stays text: whatever was typed somewhere never becomes a formula here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.renderers.decree30 import Letterhead, Signature
from reports.renderers.pdf import DEMO_MARK

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TIMES = "Times New Roman"
THIN = Side(style="thin")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WRAPPED = Alignment(vertical="center", wrap_text=True)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
FORMATS = {"int": "#,##0", "money": "#,##0", "months": "0.##"}


@dataclass(frozen=True)
class SheetColumn:
    """One column: heading, width in characters, kind (text, code, int, money, months), whether it is summed."""

    heading: str
    width: float
    kind: str = "text"
    is_summed: bool = False


@dataclass(frozen=True)
class SheetDocument:
    """A list with its frame, its sources on a second sheet."""

    title: str
    head: Letterhead
    lines: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    rows: Iterable[Sequence[Any]]
    recipients: tuple[str, ...]
    signature: Signature
    sources: tuple[tuple[str, str], ...]
    sheet_name: str = "Danh sách"
    is_demo: bool = False


def write_workbook(document: SheetDocument, *, to: Path) -> int:
    """Write the workbook to `to` and return its number of rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = document.sheet_name[:31]
    _prepare(sheet, document)
    _letterhead(sheet, document)
    header = _header(sheet, document)
    last = _rows(sheet, document, header + 1)
    _foot(sheet, document, last + 2)
    sheet.freeze_panes = sheet.cell(header + 2, 3)
    sheet.print_title_rows = f"{header}:{header + 1}"
    sheet.auto_filter.ref = f"A{header + 1}:{get_column_letter(len(document.columns))}{max(header + 1, last - 1)}"
    _sources(book, document)
    book.properties.title, book.properties.creator = document.title, document.head.issuer
    book.save(to)
    return last - header - 1


def _prepare(sheet: Worksheet, document: SheetDocument) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left, sheet.page_margins.right = 1.18, 0.59  # 30 and 15 mm
    sheet.page_margins.top = sheet.page_margins.bottom = 0.79  # 20 mm
    sheet.oddHeader.center.text, sheet.HeaderFooter.differentFirst = "&P/&N", True
    if document.is_demo:
        sheet.oddFooter.center.text = sheet.firstFooter.center.text = DEMO_MARK
    for place, column in enumerate(document.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width


def _letterhead(sheet: Worksheet, document: SheetDocument) -> None:
    head, width = document.head, len(document.columns)
    half = max(2, width // 2 - 1)
    left = [(head.superior.upper(), False, False), (head.issuer.upper(), True, False), (head.number_line, False, False)]
    right = [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False),
        ("Độc lập - Tự do - Hạnh phúc", True, False),
        (head.date_line, False, True),
    ]
    for row, (mine, nations) in enumerate(zip(left, right, strict=True), 1):
        _line(sheet, row, 1, half, *mine)
        _line(sheet, row, half + 1, width, *nations)
    for row, text in enumerate(document.lines, 5):
        _line(sheet, row, 1, width, text, row <= 6, row > 6)


def _line(sheet: Worksheet, row: int, first: int, last: int, text: str, bold: bool, italic: bool) -> None:
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    cell = _put(sheet, row, first, text)
    cell.font, cell.alignment = Font(name=TIMES, size=13, bold=bold, italic=italic), MIDDLE
    if len(text) > 120:
        sheet.row_dimensions[row].height = 18 * (1 + len(text) // 120)


def _header(sheet: Worksheet, document: SheetDocument) -> int:
    row = 6 + len(document.lines)
    if document.is_demo:
        _line(sheet, 4, 1, len(document.columns), DEMO_MARK, False, True)
    for place, column in enumerate(document.columns, 1):
        for at, text, font in ((row, column.heading, _font(bold=True)), (row + 1, str(place), _font(italic=True))):
            cell = _put(sheet, at, place, text)
            cell.font, cell.alignment, cell.border = font, MIDDLE, GRID
    return row


def _font(**style: bool) -> Font:
    return Font(name=TIMES, size=11, **style)


def _rows(sheet: Worksheet, document: SheetDocument, row: int) -> int:
    sums = [0] * len(document.columns)
    plain, strong = _font(), _font(bold=True)
    for values in document.rows:
        row += 1
        for place, (column, value) in enumerate(zip(document.columns, values, strict=True), 1):
            _cell(sheet, row, place, column, value, plain)
            if column.is_summed:
                sums[place - 1] += value
    row += 1
    for place, column in enumerate(document.columns, 1):
        value = sums[place - 1] if column.is_summed else "Tổng cộng" if place == 2 else None
        _cell(sheet, row, place, column, value, strong)
    return row


def _cell(sheet: Worksheet, row: int, place: int, column: SheetColumn, value: Any, font: Font) -> None:
    cell = _put(sheet, row, place, value)
    cell.font, cell.border = font, GRID
    cell.alignment = WRAPPED if column.kind == "text" else Alignment(vertical="center")
    cell.number_format = FORMATS.get(column.kind, "General") if isinstance(value, int | Decimal) else "@"


def _put(sheet: Worksheet, row: int, place: int, value: Any):
    cell = sheet.cell(row, place)
    if isinstance(value, str):
        cell.value = ILLEGAL.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def _foot(sheet: Worksheet, document: SheetDocument, row: int) -> None:
    width = len(document.columns)
    half = max(2, width // 2)
    _put(sheet, row, 1, "Nơi nhận:").font = Font(name=TIMES, size=12, bold=True, italic=True)
    for at, recipient in enumerate(document.recipients, row + 1):
        end = "." if at == row + len(document.recipients) else ";"
        _put(sheet, at, 1, f"- {recipient}{end}").font = _font()
    for at, office in enumerate(document.signature.offices, row):
        _line(sheet, at, half + 1, width, office.upper(), True, False)
    _line(sheet, row + len(document.signature.offices) + 4, half + 1, width, document.signature.name, True, False)


def _sources(book: Workbook, document: SheetDocument) -> None:
    sheet = book.create_sheet("Nguồn số liệu")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100
    known = ((DEMO_MARK, ""), *document.sources) if document.is_demo else document.sources
    for row, (label, text) in enumerate(known, 1):
        _put(sheet, row, 1, label).font = _font(bold=True)
        cell = _put(sheet, row, 2, text)
        cell.font, cell.alignment = _font(), WRAPPED
