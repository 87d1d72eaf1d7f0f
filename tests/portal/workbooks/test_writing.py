"""Lists going out: they open everywhere, keep codes and names as text, and start nothing."""

import csv
import io
import time
import zipfile
import zlib
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.workbooks.csv_writer import write_csv
from portal.core.workbooks.guard import inspect
from portal.core.workbooks.writer import escaped, write_rows

HEADER = ["Mã đơn vị", "Tên", "Còn nợ", "Tháng nợ", "Ngày", "Lúc"]
KINDS = ["code", "text", "money", "decimal", "date", "datetime"]
MOMENT = datetime(2026, 10, 31, 17, 30, tzinfo=UTC)
ROW = ("0012", "Công ty <A> & Con", 1234567, Decimal("3.5"), date(2026, 10, 31), MOMENT)


def written(rows, **settings) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_rows(file, "Danh sách nợ", HEADER, rows, KINDS, **settings)
    file.seek(0)
    return openpyxl.load_workbook(file)


def test_a_row_comes_out_as_it_went_in():
    sheet = written([ROW, (None, "B", None, None, None, None)]).worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEADER
    assert [cell.value for cell in sheet[2]][:4] == ["0012", "Công ty <A> & Con", 1234567, 3.5]
    assert sheet["E2"].value == datetime(2026, 10, 31)  # noqa: DTZ001  # Excel's days have no zone
    assert sheet["F2"].value == datetime(2026, 11, 1, 0, 30)  # noqa: DTZ001  # half past midnight in Vietnam
    assert sheet["A3"].value is None
    formats = [sheet[f"{letter}2"].number_format for letter in "ABCDEF"]
    assert formats == ["@", "@", "#,##0", "#,##0.0", "dd/mm/yyyy", "dd/mm/yyyy\\ hh:mm"]


def test_the_header_stays_in_view_and_can_be_filtered():
    sheet = written([ROW, ROW]).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.column_dimensions["B"].width > 9


def test_what_the_figures_rest_on_stands_with_them():
    book = written([ROW], notes=[("Tháng", "10/2026"), ("Phiên bản", "1")], simulated=True, top=["Toàn tỉnh"])
    sheet, notes = book.worksheets
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == ["Dữ liệu mô phỏng", "Toàn tỉnh", "Mã đơn vị"]
    assert sheet.freeze_panes == "A4"
    assert "Dữ liệu mô phỏng" in sheet.oddHeader.center.text
    assert [cell.value for cell in notes["A"]] == ["Dữ liệu mô phỏng", "Tháng", "Phiên bản"]


def test_totals_stand_last_and_outside_the_filter():
    sheet = written([ROW], totals=("", "Tổng", 1234567, None, None, None)).worksheets[0]
    assert sheet["C3"].value == 1234567
    assert sheet["C3"].font.bold
    assert sheet.auto_filter.ref == "A1:F2"


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "http://x.vn", "1E5", "TRUE"])
def test_nothing_written_can_run(name):
    sheet = written([("=1+1", name, 1, None, None, None)]).worksheets[0]
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value == name
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].hyperlink is None


def test_characters_that_xml_forbids_are_dropped():
    sheet = written([("a\x00b\x0bc\ud800\uffff", "một\nhai", 1, None, None, None)]).worksheets[0]
    assert sheet["A2"].value == "abc"
    assert sheet["B2"].value == "một\nhai"


def test_text_that_looks_like_an_escape_stays_as_it_is():
    assert escaped(["_x0041_", "a_xyz"]) == ["_x005F_x0041_", "a_xyz"]


def test_numbers_that_excel_would_round_are_written_as_text():
    assert written([("A", "B", 12345678901234567, None, None, None)]).worksheets[0]["C2"].value == "12345678901234567"


@given(st.lists(st.text(), max_size=5))
def test_a_column_escaped_at_once_is_as_long_as_it_was(texts):
    assert len(escaped(texts)) == len(texts)


def test_an_empty_list_is_a_file_too():
    assert written([]).worksheets[0].max_row == 1


def test_the_same_rows_give_the_same_bytes_and_pass_our_own_guard(tmp_path):
    files = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for file in files:
        assert write_rows(str(file), "Tháng 10/2026", HEADER, [ROW] * 2500, KINDS, [("a", "b")]) == 2500
    assert files[0].read_bytes() == files[1].read_bytes()
    seen = inspect(files[0]).sheets[0]
    assert (seen.name, seen.cells, seen.formulas) == ("Tháng 10 2026", 2501 * 6, set())


def test_a_large_list_leaves_at_the_speed_of_compression(tmp_path):
    path = tmp_path / "large.xlsx"
    rows = [(f"QB{number:05d}", f"Công ty số {number}", *range(number, number + 13)) for number in range(20_000)]
    ratios = []
    for _run in range(3):
        started = time.process_time()
        write_rows(str(path), "Danh sách", ["c"] * 15, iter(rows), ["code", "text"] + ["money"] * 13)
        wrote = time.process_time()
        content = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
        floor = time.process_time()
        zlib.compress(content)
        ratios.append((wrote - started) / (time.process_time() - floor))
    assert sorted(ratios)[1] < 2


def test_csv_opens_rightly_and_runs_nothing():
    file = io.BytesIO()
    rows = [("0012", "=1+1", -5, Decimal("3.5"), date(2026, 10, 31), MOMENT), ("＝x", "\tA", None, None, None, None)]
    assert write_csv(file, HEADER, rows, KINDS) == 2
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert read == [
        HEADER,
        ["0012", "'=1+1", "-5", "3.5", "31/10/2026", "01/11/2026 00:30"],
        ["'＝x", "'\tA", "", "", "", ""],
    ]
