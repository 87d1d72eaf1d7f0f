"""A table of any length on landscape A4, cut into pages before it is drawn.

Each page is a table of its own and parts of some 100 rows are documents of their own, so memory does not grow with the
length, parts can be drawn side by side, and the number of pages is known beforehand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from reports.renderers.measure import BOLD, MM, REGULAR, Face, load_face

SHEET_WIDTH = 252.0  # A4 across (297 mm) less 30 mm left and 15 mm right: Decree 30/2020, annex I
SHEET_HEIGHT = 170.0  # 210 mm less 20 mm above and below
SIZE = 10  # points
LINE = 4.2  # mm from line to line; annex.css says the same
PAD_X, PAD_Y = 1.0, 0.7  # mm inside a cell, on each side
RULE = 0.2  # mm of a rule, rounded up
SLACK = 2.0  # mm left free at the foot of a page
ROWS_A_PART = 100


@dataclass(frozen=True)
class Column:
    """One column: heading, width in mm, alignment (left, center, right)."""

    heading: str
    width: float
    align: str = "left"


@dataclass(frozen=True)
class Row:
    """One row. `notes` are (label, text) pairs set on a line of their own beneath it; `strong` is for totals."""

    cells: tuple[str, ...]
    notes: tuple[tuple[str, str], ...] = ()
    strong: bool = False

    @property
    def ended_notes(self) -> list[tuple[str, str]]:
        """The notes as one sentence goes: parted by semicolons, ended by a full stop."""
        ends = [";"] * (len(self.notes) - 1) + ["."]
        return [(label, text.rstrip(" .;") + end) for (label, text), end in zip(self.notes, ends, strict=False)]


@dataclass(frozen=True)
class LongTable:
    """Columns and rows, with HTML above the first page and below the last row, each with the mm it takes."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    heading: str = ""
    heading_height: float = 0.0
    closing: str = ""
    closing_height: float = 0.0


@dataclass(frozen=True)
class Part:
    """Some pages drawn as one document."""

    html: str
    pages: int
    rows: int


def money_width(largest: int) -> float:
    """Millimetres that a column needs for the largest amount it shows, in bold."""
    text = f"{largest:,}"
    return math.ceil(10 * (0.5 * SIZE * 1.02 * (len(text) - text.count(",") / 2) / MM + 2 * PAD_X + 0.4)) / 10


def fitted(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns with their widths stretched or shrunk so that they fill the sheet; figures keep their width."""
    columns = tuple(columns)
    fixed = sum(column.width for column in columns if column.align != "left")
    free = sum(column.width for column in columns if column.align == "left")
    scale = max(0.3, (SHEET_WIDTH - fixed) / free) if free else 1.0
    return tuple(
        Column(column.heading, column.width * scale, column.align) if column.align == "left" else column
        for column in columns
    )


def parts(table: LongTable, fonts: Path) -> list[Part]:
    """The table as documents of about ROWS_A_PART rows, each a whole number of pages."""
    made: list[Part] = []
    waiting: list[list[Row]] = []
    for page in pages(table, fonts):
        if waiting and sum(map(len, waiting)) + len(page) > ROWS_A_PART:
            made.append(_part(table, waiting, is_first=not made))
            waiting = []
        waiting.append(page)
    made.append(_part(table, waiting or [[]], is_first=not made, is_last=True))
    return made


def pages(table: LongTable, fonts: Path) -> Iterator[list[Row]]:
    """Rows page by page: as many as surely fit."""
    regular, bold = load_face(fonts, REGULAR), load_face(fonts, BOLD)
    head = _height(table.columns, [column.heading for column in table.columns], bold) + _numbering_height()
    room = SHEET_HEIGHT - SLACK - head - table.heading_height
    page: list[Row] = []
    for row in table.rows:
        height = _row_height(table, row, regular, bold)
        if page and height > room:
            yield page
            page, room = [], SHEET_HEIGHT - SLACK - head
        page.append(row)
        room -= height
    if room < table.closing_height and len(page) > 1:  # a signature never stands on a page without a row
        yield page[:-1]
        page = page[-1:]
    if page:
        yield page


def _row_height(table: LongTable, row: Row, regular: Face, bold: Face) -> float:
    height = _height(table.columns, row.cells, bold if row.strong else regular)
    if row.notes:
        text = "  ".join(f"{label}: {note}" for label, note in row.ended_notes)
        room = (sum(column.width for column in table.columns) - 2 * PAD_X) * MM
        height += bold.lines(text, size=SIZE, room=room) * LINE + 2 * PAD_Y + RULE
    return height


def _height(columns: Sequence[Column], cells: Sequence[str], face: Face) -> float:
    lines = max(
        face.lines(cell, size=SIZE, room=(column.width - 2 * PAD_X - RULE) * MM)
        for column, cell in zip(columns, cells, strict=True)
    )
    return lines * LINE + 2 * PAD_Y + RULE


def _numbering_height() -> float:
    return LINE + 2 * PAD_Y + RULE


def _part(table: LongTable, its_pages: list[list[Row]], *, is_first: bool, is_last: bool = False) -> Part:
    body = [table.heading] if is_first else []
    for number, page in enumerate(its_pages, 1):
        if page:
            rows = "".join(_row(table.columns, row) for row in page)
            body.append(f"{_head(table.columns, is_last=number == len(its_pages))}{rows}</tbody></table>")
    if is_last:
        body.append(table.closing)
    return Part(html="".join(body), pages=len(its_pages), rows=sum(map(len, its_pages)))


def _head(columns: Sequence[Column], *, is_last: bool) -> str:
    widths = "".join(f'<col style="width:{column.width:.2f}mm">' for column in columns)
    names = "".join(f"<th>{escape(column.heading)}</th>" for column in columns)
    numbers = "".join(f"<td>{number}</td>" for number in range(1, len(columns) + 1))
    return (
        f'<table class="long{" last" if is_last else ""}"><colgroup>{widths}</colgroup><thead><tr>{names}</tr>'
        f'<tr class="numbers">{numbers}</tr></thead><tbody>'
    )


def _row(columns: Sequence[Column], row: Row) -> str:
    cells = "".join(
        f'<td class="{column.align[0]}">{escape(cell)}</td>' for column, cell in zip(columns, row.cells, strict=True)
    )
    html = f"<tr{' class=s' if row.strong else ''}>{cells}</tr>"
    if row.notes:
        notes = "&ensp;".join(f"<i>{escape(label)}:</i> {escape(note)}" for label, note in row.ended_notes)
        html += f'<tr class="note"><td colspan="{len(columns)}">{notes}</td></tr>'
    return html
