"""Form B10a-TS as BHXH's software prints it: crosses become facts, whatever does not fit is told by row and column."""

import pytest
from openpyxl import load_workbook

from arrears.imports import b10
from tests.arrears.imports.desk import _read, codes, spoil
from tests.arrears.imports.urging_files import FIRST, b10_file

UNITS = (
    ("TA0001A", "Công ty Một", "12", ""),
    ("TA0002A", "Công ty Hai", "134", "Đã lập biên bản"),
    ("TA0003A", "Công ty Ba", "356", ""),
)


def read(path, **options):
    return _read(b10.parse, b10.COPY, path, options)


def test_each_cross_is_a_fact(tmp_path):
    outcome, rows = read(b10_file(tmp_path / "b10.xlsx", UNITS))
    assert outcome["errors"] == [] and outcome["warnings"] == []
    assert (outcome["form"], outcome["month"], outcome["rows"], outcome["sheet"]) == ("b10", "2026-10", 3, "B10a-TS")
    crossed = [[row[name] for name in b10.COPY[5:11]] for row in rows]
    assert crossed == [list("ttffff"), list("tfttff"), list("fftftt")]
    assert [row["note"] for row in rows] == [None, "Đã lập biên bản", None]
    assert outcome["crosses"]["urged"] == 2 and outcome["crosses"]["prosecuted"] == 1


@pytest.mark.parametrize("mark", ["X", " x ", "✓", 1, "v", "có"])
def test_a_cross_is_known_however_it_is_made(tmp_path, mark):
    path = spoil(b10_file(tmp_path / "b.xlsx", UNITS), lambda page: page.cell(FIRST, 7, mark), "B10a-TS")
    _outcome, rows = read(path)
    assert rows[0]["inspected"] == "t"


def test_something_that_is_no_cross_refuses_its_row_and_says_where(tmp_path):
    path = spoil(b10_file(tmp_path / "b.xlsx", UNITS), lambda page: page.cell(FIRST + 1, 4, "chưa gửi"), "B10a-TS")
    outcome, rows = read(path)
    (error,) = outcome["errors"]
    assert (error["code"], error["sheet"], error["row"], error["column"]) == ("mark", "B10a-TS", FIRST + 1, "D")
    assert "chưa gửi" in error["message"] and "Hãy ghi dấu x" in error["message"]
    assert [row["unit_code"] for row in rows] == ["TA0001A", "TA0003A"] and outcome["refused"] == 1


def test_a_unit_without_code_or_name_a_formula_and_a_code_said_twice_are_told(tmp_path):
    def change(page):
        page.cell(FIRST, 3).value = None
        page.cell(FIRST + 1, 2).value = None
        page.cell(FIRST + 2, 5).value = '=IF(1,"x","")'

    outcome, _rows = read(spoil(b10_file(tmp_path / "b.xlsx", UNITS), change, "B10a-TS"))
    assert codes(outcome["errors"]) == ["missing_code", "formula", "missing_name"]
    twice = (*UNITS, ("TA0001A", "Công ty Một", "1", ""))
    outcome, _rows = read(b10_file(tmp_path / "b2.xlsx", twice))
    assert codes(outcome["errors"]) == ["duplicate_conflict"] * 2


def test_oddities_only_warn(tmp_path):
    units = (("A1", "Một", "23", ""), ("A2", "Hai", "1", ""), ("A3", "Ba", "", ""))
    outcome, rows = read(b10_file(tmp_path / "b.xlsx", units))
    assert codes(outcome["warnings"]) == ["two_standings", "no_standing", "no_crosses"]
    assert len(rows) == 3 and not outcome["errors"]


def test_the_wrong_month_the_wrong_form_and_moved_columns_refuse_the_file(tmp_path):
    outcome, _rows = read(b10_file(tmp_path / "b.xlsx", UNITS, month="09/2026"))
    assert codes(outcome["errors"]) == ["wrong_month"]
    book = load_workbook(b10_file(tmp_path / "c.xlsx", UNITS))
    del book["B10a-TS"]
    book.save(tmp_path / "c.xlsx")
    assert codes(read(tmp_path / "c.xlsx")[0]["errors"]) == ["b10_of_province"]
    del book["B10b-TS"]
    book["B10c-TS"].delete_rows(1, 12)
    book.save(tmp_path / "d.xlsx")
    assert codes(read(tmp_path / "d.xlsx")[0]["errors"]) == ["no_b10"]
    outcome, _rows = read(
        spoil(b10_file(tmp_path / "e.xlsx", UNITS), lambda page: page.cell(9, 5, "Trốn đóng"), "B10a-TS")
    )
    assert codes(outcome["errors"]) == ["header_mismatch"]


def test_rows_inserted_above_another_sheet_name_and_the_blank_form(tmp_path):
    def change(page):
        page.title = "Thang 10"

    outcome, rows = read(spoil(b10_file(tmp_path / "b.xlsx", UNITS), change, "B10a-TS"))
    assert len(rows) == 3 and not outcome["errors"]
    assert codes(read(b10_file(tmp_path / "blank.xlsx", ()))[0]["errors"]) == ["no_rows"]
