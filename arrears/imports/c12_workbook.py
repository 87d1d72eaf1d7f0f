"""Flat C12 files going out: a month's rows for the demo and tests, and the blank template with its list of columns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, islice

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from arrears.imports.c12_headers import CATALOGUE, UNIT, Column
from arrears.imports.columns import STATES, UNSPLIT
from portal.core.workbooks.writer import write_rows

_AS_TEXT = frozenset(("month", "unit_code", "tax_code", "commune_code", "zone_code", "sector"))
_WORDS = frozenset(("name", "address"))
_BY_NAME = {column.name: column for column in CATALOGUE}


def write_c12(path, month: str, rows: Iterable[Mapping], *, simulated: bool = False) -> int:
    """Write a month's flat file. A row is a mapping named as columns.C12_COLUMNS (row_no, sheet and tax_code_ok are not
    looked at); the columns written are those the first hundred rows speak of. Answers how many rows were written."""
    supply = iter(rows)
    first = list(islice(supply, 100))
    known = set().union(*first) if first else set()
    columns = [column for column in CATALOGUE if column.name in known or column.name == "month"]
    told = f"{month[5:]}/{month[:4]}"
    lines = ([told, *(_told(row.get(column.name)) for column in columns[1:])] for row in chain(first, supply))
    kinds = [_kind(column) for column in columns]
    return write_rows(path, "C12", [column.title for column in columns], lines, kinds, simulated=simulated)


def _told(value: object) -> object:
    if isinstance(value, date):
        return f"{value:%m/%Y}"
    if isinstance(value, str) and value in STATES:
        return STATES.index(value) + 1
    return value


def _kind(column: Column) -> str:
    if column.name in _AS_TEXT:
        return "code"
    if column.name in _WORDS or column.name.startswith("paid_through_"):
        return "text"
    return "decimal" if column.name == "months_owed" else "money"


def write_template(path) -> None:
    """The blank workbook: headers, columns of codes already set to text, and the list of columns on a second sheet."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "C12"
    columns = [column for column in CATALOGUE if not column.name.endswith(f"_{UNSPLIT}")]
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place, column.title)
        cell.font = Font(bold=True, color="9C0006" if column.required else "000000")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = 34 if column.name in _WORDS else 16
        dimension.number_format = "#,##0" if _kind(column) == "money" else "@"
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"
    _list_columns(workbook.create_sheet("Danh mục cột"))
    workbook.save(path)


def _list_columns(sheet) -> None:
    sheet.append(["Tên cột", "Tên kỹ thuật", "Bắt buộc", "Ý nghĩa", "Ví dụ", "Tên khác nhận ra được"])
    for column in CATALOGUE:
        also = ", ".join(column.also)
        sheet.append([column.title, column.name, "x" if column.required else "", column.meaning, column.example, also])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6EEF7")
    for letter, width in zip("ABCDEF", (30, 26, 10, 80, 20, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def columns_help() -> Sequence[Column]:
    """The documented list of columns for the page: units first, then each fund, then totals of unsplit files."""
    return CATALOGUE


def required_columns() -> Sequence[Column]:
    """The columns no file that splits by fund may lack."""
    return [column for column in (*UNIT, *CATALOGUE[len(UNIT) :]) if column.required]
