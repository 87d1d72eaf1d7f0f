"""Blank templates of the register files: text-typed columns, lists to choose from, the catalogue of columns beside them."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from employers.imports.headers import mark
from employers.rules.file_columns import DATE, WHOLE, Column
from employers.rules.file_kinds import Kind
from portal.core.workbooks.writer import SIMULATED

ROWS = 10_000  # how far down a template offers its lists
HEADER_AT = 3
_LISTS, _HELP = "Danh sách chọn", "Danh mục cột"
_WIDE = frozenset(("name", "address", "note"))
_TYPES = {
    "text": "Chữ",
    "code": "Mã, dạng Văn bản",
    "tax": "Mã, dạng Văn bản",
    "personal": "12 chữ số, dạng Văn bản",
    "whole": "Số nguyên",
    "date": "Ngày dd/mm/yyyy",
    "choice": "Chọn trong danh sách",
    "commune": "Mã hoặc tên xã, phường",
    "zone": "Mã hoặc tên khu, cụm",
}


def write_template(path, kind: Kind, *, simulated: bool = False) -> None:
    """Write the blank workbook of a kind."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = kind.title[:31]
    columns = [column for column in kind.columns if column.is_offered]
    sheet["A1"], sheet["A2"] = mark(kind), SIMULATED if simulated else kind.about
    sheet["A1"].font, sheet["A2"].font = Font(color="808080", size=9), Font(italic=True)
    lists = workbook.create_sheet(_LISTS)
    for place, column in enumerate(columns, 1):
        _head(sheet, place, column)
        if column.choices:
            _offer(sheet, lists, place, column)
    sheet.row_dimensions[HEADER_AT].height = 32
    sheet.freeze_panes = sheet.cell(HEADER_AT + 1, 1)
    lists.sheet_state = "hidden"
    _list_columns(workbook.create_sheet(_HELP), columns)
    workbook.save(path)


def _head(sheet, place: int, column: Column) -> None:
    cell = sheet.cell(HEADER_AT, place, column.title)
    cell.font = Font(bold=True, color="9C0006" if column.needed else "000000")
    cell.fill = PatternFill("solid", fgColor="E6EEF7")
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    dimension = sheet.column_dimensions[get_column_letter(place)]
    dimension.width = 36 if column.field in _WIDE else 20
    form = {WHOLE: "#,##0", DATE: "dd/mm/yyyy"}.get(column.type, "@")
    dimension.number_format = form
    for row in range(HEADER_AT + 1, HEADER_AT + 201):  # Excel types by the cell; the column's own format comes after
        sheet.cell(row, place).number_format = form


def _offer(sheet, lists, place: int, column: Column) -> None:
    """A drop-down list, kept on a sheet of its own: written into the cell it may hold 255 letters only."""
    letter = get_column_letter(place)
    for row, choice in enumerate(column.choices, 1):
        lists.cell(row, place, choice.word).number_format = "@"
    rule = DataValidation(
        type="list", formula1=f"'{_LISTS}'!${letter}$1:${letter}${len(column.choices)}", allow_blank=not column.needed
    )
    rule.error, rule.errorTitle = "Hãy chọn một giá trị trong danh sách.", column.title
    sheet.add_data_validation(rule)
    rule.add(f"{letter}{HEADER_AT + 1}:{letter}{HEADER_AT + ROWS}")


def _list_columns(sheet, columns: list[Column]) -> None:
    sheet.append(["Tên cột", "Bắt buộc", "Kiểu", "Ý nghĩa", "Ví dụ", "Giá trị được chọn", "Tên khác nhận ra được"])
    for column in columns:
        words = "; ".join(choice.word for choice in column.choices)
        sheet.append(
            [
                column.title,
                "x" if column.needed else "",
                _TYPES[column.type],
                column.help,
                column.example,
                words,
                ", ".join(column.aliases),
            ]
        )
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E6EEF7")
    for letter, width in zip("ABCDEFG", (30, 10, 24, 70, 24, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
