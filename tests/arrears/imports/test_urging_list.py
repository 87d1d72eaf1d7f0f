"""A flat list of 01-ĐĐ notices: columns found by name, days and means read strictly, oddities told."""

from datetime import date

from openpyxl import load_workbook

from arrears.imports import urging_list
from tests.arrears.imports.desk import _read, codes
from tests.arrears.imports.urging_files import list_file

ROWS = (
    ("TA0001A", "Công ty Một", "125/BHXH-QLT", date(2026, 10, 5), date(2026, 10, 9), "Bưu điện"),
    ("TA0002A", "Công ty Hai", "126/BHXH-QLT", "06/10/2026", "", ""),
)


def read(path, **options):
    return _read(urging_list.parse, urging_list.COPY, path, {"today": "2026-11-20"} | options)


def test_a_row_is_a_notice_with_number_days_and_means(tmp_path):
    outcome, rows = read(list_file(tmp_path / "l.xlsx", ROWS))
    assert outcome["errors"] == [] and codes(outcome["warnings"]) == ["not_served"]
    first, second = rows
    assert (first["unit_code"], first["full_number"], first["issued_on"]) == ("TA0001A", "125/BHXH-QLT", "2026-10-05")
    assert (first["served_on"], first["served_by"]) == ("2026-10-09", "post")
    assert (second["issued_on"], second["served_on"], second["served_by"]) == ("2026-10-06", None, None)


def test_the_columns_have_the_names_offices_give_them(tmp_path):
    header = ("STT", "MADVI", "TENDVI", "Số công văn", "Ngày VB", "Ngày nhận", "Hình thức gửi")
    _outcome, rows = read(list_file(tmp_path / "l.xlsx", ROWS, header))
    assert [row["served_by"] for row in rows] == ["post", None]


def test_what_cannot_be_refuses_its_row_and_says_where(tmp_path):
    rows = (
        ("TA1", "", "1/A", date(2026, 10, 5), date(2026, 10, 1), ""),
        ("TA2", "", "2/A", date(2026, 12, 5), "", ""),
        ("TA3", "", "", date(2026, 10, 5), "", ""),
        ("TA4", "", "4/A", "hôm qua", "", ""),
        ("TA5", "", "5/A", date(2026, 10, 5), date(2026, 10, 6), "bồ câu"),
        ("", "", "6/A", date(2026, 10, 5), "", ""),
        ("TA7", "", "7/A", "", "", ""),
    )
    outcome, kept = read(list_file(tmp_path / "l.xlsx", rows))
    told = {error["row"]: (error["code"], error["column"]) for error in outcome["errors"]}
    assert told == {
        4: ("served_before", "F"),
        5: ("future", "E"),
        6: ("missing_number", "D"),
        7: ("not_a_day", "E"),
        8: ("means", "G"),
        9: ("missing_code", "B"),
        10: ("missing_issue", "E"),
    }
    assert kept == [] and outcome["refused"] == 7
    assert all("Hãy" in error["message"] for error in outcome["errors"])


def test_one_unit_may_have_two_notices_but_none_twice(tmp_path):
    more = (*ROWS, ("TA0001A", "Công ty Một", "130/BHXH-QLT", date(2026, 10, 20), "", ""))
    outcome, rows = read(list_file(tmp_path / "l.xlsx", more))
    assert len(rows) == 3 and not outcome["errors"]
    again = (*ROWS, ("TA0001A", "Công ty Một", "125/BHXH-QLT", date(2026, 10, 5), date(2026, 10, 10), ""))
    outcome, _rows = read(list_file(tmp_path / "m.xlsx", again))
    assert codes(outcome["errors"]) == ["duplicate_conflict"] * 2


def test_a_file_of_another_kind_is_refused(tmp_path):
    assert codes(read(list_file(tmp_path / "l.xlsx", ROWS, ("a", "b", "c", "d", "e", "f", "g")))[0]["errors"]) == [
        "no_urging_header"
    ]
    header = ("STT", "Mã đơn vị", "Tên đơn vị", "Số 01-ĐĐ", "x", "Ngày tống đạt", "y")
    outcome, _rows = read(list_file(tmp_path / "m.xlsx", ROWS, header))
    assert codes(outcome["errors"]) == ["columns_missing"] and "Ngày ban hành" in outcome["errors"][0]["message"]


def test_the_template_is_read_back_as_an_empty_list(tmp_path):
    urging_list.write_template(tmp_path / "t.xlsx")
    assert codes(read(tmp_path / "t.xlsx")[0]["errors"]) == ["no_rows"]
    book = load_workbook(tmp_path / "t.xlsx")
    book.worksheets[0].append(["TA1", "Một", "1/A", "05/10/2026", "06/10/2026", "Niêm yết"])
    book.save(tmp_path / "t.xlsx")
    outcome, rows = read(tmp_path / "t.xlsx")
    assert rows[0]["served_by"] == "posted_up" and not outcome["errors"]
