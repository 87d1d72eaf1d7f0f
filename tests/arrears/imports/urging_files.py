"""Files on urging for tests: form B10a-TS filled in as BHXH's software does, and flat lists of 01-ĐĐ."""

from pathlib import Path

from openpyxl import Workbook, load_workbook

from arrears.imports import b10

OFFICIAL = Path(b10.__file__).resolve().parents[1] / "reference" / "forms" / "B10-TS.xlsx"
FIRST = 13
HEADER = ("STT", "Mã đơn vị", "Tên đơn vị", "Số 01-ĐĐ", "Ngày ban hành", "Ngày tống đạt", "Cách tống đạt")


def b10_file(path: Path, units, month: str = "10/2026", sheet: str = "B10a-TS") -> Path:
    """`units`: (code, name, crosses such as "126", note). The crosses name the columns 1 to 6."""
    book = load_workbook(OFFICIAL)
    page = book[sheet]
    for merged in [area for area in page.merged_cells.ranges if area.min_row > FIRST]:
        page.unmerge_cells(str(merged))
    for row in page.iter_rows(min_row=FIRST):
        for cell in row:
            cell.value = None
    page["A5"] = f"Tháng {int(month[:2])} năm {month[3:]}"
    for place, (code, name, crosses, note) in enumerate(units):
        row = FIRST + place
        page.cell(row, 1, place + 1)
        page.cell(row, 2, name)
        page.cell(row, 3, code)
        for column in crosses:
            page.cell(row, 3 + int(column), "x")
        page.cell(row, 10, note)
    foot = FIRST + len(list(units)) + 3
    page.cell(foot, 7, "Bắc Ninh, ngày 05 tháng 11 năm 2026")
    page.cell(foot + 1, 7, "GIÁM ĐỐC")
    book.save(path)
    return path


def list_file(path: Path, rows, header=HEADER) -> Path:
    """A flat list; rows as the header says, without the number of the line."""
    book = Workbook()
    page = book.active
    page.title = "Danh sách"
    page.append(["DANH SÁCH VĂN BẢN ĐÔN ĐỐC"])
    page.append([])
    page.append(list(header))
    for place, row in enumerate(rows, 1):
        page.append([place, *row])
    book.save(path)
    return path
