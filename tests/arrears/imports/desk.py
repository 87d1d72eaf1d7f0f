"""The desk where tests fill in forms, spoil them, and read them: paths in, outcomes and staged rows out."""

import csv
import io
from itertools import count

from openpyxl import Workbook, load_workbook

from arrears.imports import b03, b03_595, c12
from arrears.imports.b03_workbook import write_b03
from arrears.imports.c12_headers import CORE
from arrears.imports.columns import B03_COPY, B03_FUND, C12_COPY, FUNDS
from portal.core.workbooks.guard import inspect
from portal.core.workbooks.reader import Book

TU_SON, BAC_GIANG = "BHXH cơ sở Từ Sơn", "BHXH cơ sở Bắc Giang"
MONTH = "2026-10"
_numbers = count(1)


class Out(io.BytesIO):
    """What the child gives a parser to write to."""

    def progress(self, rows: int) -> None:
        self.told = rows


def unit(code: str = "", **changes) -> dict:
    """A unit of form B03 that owes something late."""
    code = code or f"TA{next(_numbers):04d}A"
    row = {"unit_code": code, "name": f"Công ty {code}", "address": "Số 1 Lý Thái Tổ", "workers": 10, "kind": 3}
    row |= {"office_name": TU_SON, "days_late": 45, "days_evaded": 0, "state": 1, "note": ""}
    row |= {f"{what}_{fund}": 0 for fund in FUNDS for what in B03_FUND}
    return row | {"late_odts": 1_000, "late_httt": 2_000, "not_due_bhyt": 500, "charge_late_httt": 7} | changes


def three_units() -> list[dict]:
    """Units of two kinds and two offices."""
    return [unit("TA0001A", kind=1), unit("TA0002A", kind=3, office_name=BAC_GIANG), unit("TA0003A", kind=3)]


def form(path, rows=(), kind="b03b", month=MONTH, offices=(TU_SON, BAC_GIANG), **more):
    """A filled form as BHXH prints it."""
    write_b03(path, kind, month, "Bắc Ninh", offices, rows, **more)
    return path


def spoil(path, change, sheet="B03b-TS"):
    """Open a workbook and let `change(sheet)` do something to it."""
    workbook = load_workbook(path)
    change(workbook[sheet])
    workbook.save(path)
    return path


def row_of(sheet, text: str) -> int:
    """The row where a name or code stands."""
    return next(cell.row for column in "ABC" for cell in sheet[column] if cell.value == text)


def read_b03(path, **options):
    return _read(b03.parse, B03_COPY, path, options)


def read_c12(path, **options):
    return _read(c12.parse, C12_COPY, path, options)


def read_b03_595(path, **options):
    return _read(b03_595.parse, b03_595.COPY, path, options)


def _read(parse, columns, path, options):
    out = Out()
    outcome = parse(Book(path, inspect(path, name=str(path))), {"month": MONTH, "batch_id": 7} | options, out)
    lines = out.getvalue().decode().splitlines()
    return outcome, [dict(zip(columns, map(_plain, line.split("\t")), strict=True)) for line in lines]


def _plain(cell: str):
    return None if cell == "\\N" else cell.replace("\\\\", "\\")


def codes(told: list[dict]) -> list[str]:
    return [problem["code"] for problem in told]


def flat(code: str = "", **changes) -> dict:
    """A balanced row of a flat C12 file."""
    code = code or f"TB{next(_numbers):04d}B"
    row = {"unit_code": code, "name": f"Công ty {code}", "workers": 12}
    figures = {"opening": 100, "payable": 50, "adjustment": -10, "paid": 40, "closing": 100}
    return row | {f"{what}_{fund}": figures[what] for fund in FUNDS for what in CORE} | changes


def table(path, rows, header=None, above=()):
    """A plain sheet: lines above, a header, rows (dicts by the header's names, or lists)."""
    header = header or list(rows[0])
    workbook = Workbook()
    sheet = workbook.active
    for line in above:
        sheet.append(line)
    sheet.append(header)
    for row in rows:
        sheet.append([row.get(name) for name in header] if isinstance(row, dict) else row)
    workbook.save(path)
    return path


def text_table(path, rows, delimiter=";", encoding="utf-8"):
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path
