"""Refused rows go back to their sender as a workbook, each with its reason and what to do."""

import re

import pytest
from openpyxl import load_workbook

from arrears.imports.problems import SENTENCES, remedy
from arrears.imports.refused import refused_workbook
from tests.arrears.imports.desk import codes, flat, form, read_b03, read_c12, spoil, table, unit


def lines(path):
    sheet = load_workbook(path).worksheets[0]
    header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return header, rows


def test_each_refused_row_comes_back_with_why_and_what_to_do(tmp_path):
    sent, back = tmp_path / "C12.xlsx", tmp_path / "back.xlsx"
    wrong = flat("TB0002B", closing_bhyt=101, workers=-1)
    outcome, _ = read_c12(table(sent, [flat("TB0001B"), wrong, flat("TB0003B", name="")]))
    assert refused_workbook(sent, outcome, back) == 2
    header, rows = lines(back)
    assert header[:6] == ["Trang tính", "Dòng", "Ô", "Lý do", "Cách sửa", "unit_code"]
    assert rows[0][:3] == ["Sheet", "3", "C3"]
    assert "số âm" in rows[0][3] and rows[0][4].startswith("Hãy sửa lại")
    assert rows[0][5:8] == ["TB0002B", "Công ty TB0002B", "-1"]
    assert (rows[1][1], rows[1][3], rows[1][5]) == ("4", "Thiếu tên đơn vị.", "TB0003B")


def test_a_form_comes_back_under_its_column_numbers(tmp_path):
    sent, back = tmp_path / "B03.xlsx", tmp_path / "back.xlsx"
    form(sent, [unit("TA0001A", kind=1), unit("TA0002A", kind=1)])
    outcome, _ = read_b03(spoil(sent, lambda sheet: sheet.__setitem__("P16", "nhiều")))
    refused_workbook(sent, outcome, back)
    header, rows = lines(back)
    assert header[5:11] == ["A", "B", "C", "1", "2", "3=5+12+19"]
    assert [row[7] for row in rows if row[1] == "16"] == ["TA0002A"]


def test_problems_of_the_whole_file_come_first(tmp_path):
    sent, back = tmp_path / "B03.xlsx", tmp_path / "back.xlsx"
    form(sent, [unit("TA0001A", kind=1)], month="2026-09")
    outcome, _ = read_b03(spoil(sent, lambda sheet: sheet.__setitem__("P15", "nhiều")))
    assert codes(outcome["errors"])[0] == "wrong_month"
    refused_workbook(sent, outcome, back)
    _, rows = lines(back)
    assert rows[0][1] in (None, "") and "09/2026" in rows[0][3]


def test_a_cell_that_looks_like_a_formula_comes_back_as_text(tmp_path):
    sent, back = tmp_path / "C12.csv", tmp_path / "back.xlsx"
    row = flat("TB0001B", name='=HYPERLINK("http://x")', workers="")
    sent.write_text(";".join(row) + "\n" + ";".join('"' + str(v).replace('"', '""') + '"' for v in row.values()) + "\n")
    outcome, _ = read_c12(sent)
    refused_workbook(sent, outcome, back)
    cell = load_workbook(back).worksheets[0]["G2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")


def test_rows_beyond_those_listed_come_back_too(tmp_path):
    sent, back = tmp_path / "C12.xlsx", tmp_path / "back.xlsx"
    outcome, _ = read_c12(table(sent, [flat(workers=-1) for _ in range(30)]), listed=10)
    assert (len(outcome["errors"]), outcome["error_count"]) == (10, 30)
    assert refused_workbook(sent, outcome, back) == 30


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_can_be_parted_into_why_and_what(code):
    why, what = SENTENCES[code]
    facts = dict.fromkeys(re.findall(r"{(\w+)}", why + what), "5")
    message = f"{why} {what}".format_map(facts)
    assert remedy(code, message) == (why.format_map(facts), what.format_map(facts))
