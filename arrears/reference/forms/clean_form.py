"""Makes the committed copy of an official form from BHXH's workbook: python clean_form.py IN OUT LAST_COLUMN.

Taken away: hidden scratch sheets, links to other workbooks, thousands of left-over defined names, drawings, the
author's name, columns to the right of the form. Kept: words, merged headers, widths, styles, print set-up. Added:
numbers grouped by thousands in the money columns of form B03."""

import sys

from openpyxl import load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.views import SheetView


def clean(source: str, target: str, last_column: int) -> None:
    workbook = load_workbook(source)
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            workbook.remove(sheet)
    workbook.defined_names.clear()
    workbook._external_links.clear()
    workbook.properties.creator = workbook.properties.lastModifiedBy = ""
    workbook.active = 0
    for sheet in workbook.worksheets:
        clean_sheet(sheet, last_column)
    workbook.save(target)


def clean_sheet(sheet, last_column: int) -> None:
    area, titles = sheet.print_area, sheet.print_title_rows
    sheet.defined_names.clear()
    sheet.legacy_drawing, sheet._images, sheet._charts = None, [], []
    sheet.conditional_formatting = ConditionalFormattingList()
    for address in [address for address in sheet._cells if address[1] > last_column]:
        del sheet._cells[address]
    for letters in [name for name in sheet.column_dimensions if column_index_from_string(name) > last_column]:
        del sheet.column_dimensions[letters]
    for dimension in sheet.column_dimensions.values():
        dimension.max = min(dimension.max or last_column, last_column)
    sheet.views.sheetView = [SheetView(workbookViewId=0, tabSelected=sheet.parent.worksheets[0] is sheet)]
    sheet.print_title_rows = titles
    sheet.print_area = area.rsplit("!", 1)[-1] if area else None
    if sheet.title.startswith("B03"):
        group_thousands(sheet)


def group_thousands(sheet) -> None:
    """Columns 1 and 3 to 37 stand at D and F to AN."""
    last = next(row for row in range(13, sheet.max_row + 1) if sheet.cell(row, 1).value == "Tổng số")
    for row in range(13, last + 1):
        for column in (4, *range(6, 41)):
            sheet.cell(row, column).number_format = "#,##0"


if __name__ == "__main__":
    clean(sys.argv[1], sys.argv[2], int(sys.argv[3]))
