"""The rows of form B03-TS: cells, states, duplicates, people, examples, signatures."""

import unicodedata

import pytest

from arrears.imports.columns import STATES
from tests.arrears.imports.desk import codes, form, read_b03, row_of, spoil, three_units, unit


@pytest.fixture
def path(tmp_path):
    return tmp_path / "B03.xlsx"


# states


def test_two_states_are_refused_and_none_is_warned_of(path):
    form(path, [unit("TA0001A", kind=1, state=None), unit("TA0002A", kind=1, state=2)])
    spoil(path, lambda sheet: sheet.__setitem__(f"AS{row_of(sheet, 'TA0002A')}", "X"))
    outcome, rows = read_b03(path)
    assert (codes(outcome["errors"]), outcome["errors"][0]["column"]) == (["two_states"], "AS")
    assert codes(outcome["warnings"]) == ["no_state"]
    assert [row["unit_code"] for row in rows] == ["TA0001A"]


def test_a_state_may_be_marked_in_many_ways(path):
    marks = ["x", "X", " x ", "✓", 1, True]
    form(path, [unit(kind=1, state=None) for _ in marks])

    def mark_all(sheet):
        for row, mark in enumerate(marks, 15):
            sheet[f"AV{row}"] = mark

    _, rows = read_b03(spoil(path, mark_all))
    assert [STATES[int(row["state"]) - 1] for row in rows] == ["not_at_address"] * len(marks)


def test_words_instead_of_a_mark_are_refused(path):
    form(path, [unit("TA0001A", kind=1, state=None)])
    outcome, _ = read_b03(spoil(path, lambda sheet: sheet.__setitem__("AV15", "không rõ")))
    assert (codes(outcome["errors"]), outcome["errors"][0]["column"]) == (["state_mark"], "AV")


# cells


def with_cells(path, column, values):
    """One unit per value, which stands in the given column of its row, from row 15 on."""
    form(path, [unit(kind=1) for _ in values])

    def put(sheet):
        for row, value in enumerate(values, 15):
            sheet[f"{column}{row}"] = value

    return read_b03(spoil(path, put))


def test_numbers_written_as_text_are_read(path):
    written = ["1.000", "1,000", "1 000", "1\u00a0000", "1000", " 1000 ", "1.000,00", "1.000 đồng", 1000.0]
    outcome, rows = with_cells(path, "P", written)
    assert (outcome["errors"], [row["late_odts"] for row in rows]) == ([], ["1000"] * len(written))


WRONG = {
    "P": [
        ("(1.000)", "negative"),
        (-1000, "negative"),
        (1000.5, "not_whole"),
        ("một nghìn", "not_a_number"),
        ("1.00.0", "ambiguous_number"),
        (10**17, "number_too_large"),
        (True, "not_a_number"),
        ("=500+500", "formula"),
    ],
    "N": [(-3, "negative"), ("45 ngày", "not_a_number")],
    "D": [(3.5, "not_whole"), (-3, "negative")],
    "C": [
        (None, "missing_code"),
        ("  ", "missing_code"),
        (12345, "code_as_number"),
        (1234567890, "code_as_number"),
        ("Mã số 1", "code_form"),
        ('="TA"&"0001A"', "formula"),
    ],
    "B": [(None, "missing_name"), ("A" * 301, "text_too_long")],
}


@pytest.mark.parametrize("column", WRONG)
def test_a_wrong_cell_refuses_its_row_in_a_sentence(path, column):
    outcome, rows = with_cells(path, column, [value for value, _ in WRONG[column]])
    told = {error["row"]: error for error in reversed(outcome["errors"]) if error["code"] != "sum_down"}
    for row, (_, code) in enumerate(WRONG[column], 15):
        assert (told[row]["code"], told[row]["column"]) == (code, column)
        assert "Hãy" in told[row]["message"]
    assert (outcome["rows"], outcome["refused"], rows) == (len(WRONG[column]), len(WRONG[column]), [])


def test_a_code_that_can_have_lost_nothing_may_be_a_number(path):
    outcome, rows = with_cells(path, "C", [2_300_100_009])
    assert (outcome["errors"], rows[0]["unit_code"]) == ([], "2300100009")


def test_a_formula_in_a_group_row_is_refused_too(path):
    form(path, three_units())
    outcome, _ = read_b03(spoil(path, lambda sheet: sheet.__setitem__("O13", "=O15")))
    assert "formula" in codes(outcome["errors"])


def test_a_formula_in_the_running_number_does_no_harm(path):
    outcome, rows = with_cells(path, "A", ["=1+0"])
    assert (outcome["errors"], len(rows)) == ([], 1)


def test_text_is_composed_and_its_spaces_are_plain(path):
    name = unicodedata.normalize("NFD", "Công ty  TNHH\u00a0Hoà Bình\u200b \\ Việt")
    outcome, rows = with_cells(path, "B", [name])
    assert (outcome["errors"], rows[0]["name"]) == ([], "Công ty TNHH Hoà Bình \\ Việt")


def test_days_and_money_that_do_not_fit_are_warned_of(path):
    given = [
        unit("TA0001A", kind=1, days_late=0),
        unit("TA0002A", kind=1, days_evaded=70),
        unit("TA0003A", kind=1, days_late=0, late_odts=0, late_httt=0, charge_late_httt=0),
    ]
    outcome, rows = read_b03(form(path, given))
    assert (outcome["errors"], len(rows)) == ([], 3)
    assert codes(outcome["warnings"]) == ["money_without_days", "days_without_money", "nothing_owed"]


# duplicates


def test_the_same_row_twice_counts_once(path):
    twin = unit("TA0001A", kind=1)
    form(path, [twin, unit("TA0002A", kind=1), twin])
    outcome, rows = read_b03(path)
    assert (outcome["errors"], codes(outcome["warnings"])) == ([], ["duplicate_same"])
    assert (outcome["rows"], outcome["accepted"], len(rows)) == (2, 2, 2)
    assert outcome["totals"]["httt"]["late"] == 4_000
    assert outcome["control"]["groups"]["1"]["units"] == 2


def test_a_row_copied_by_hand_leaves_the_printed_sums_right(path):
    form(path, [unit("TA0001A", kind=1), unit("TA0002A", kind=1)])

    def copy(sheet):
        at = row_of(sheet, "TA0002A") + 1
        sheet.insert_rows(at)
        for place in range(1, 53):
            sheet.cell(at, place).value = sheet.cell(at - 1, place).value

    outcome, rows = read_b03(spoil(path, copy))
    assert (outcome["errors"], codes(outcome["warnings"]), len(rows)) == ([], ["duplicate_same"], 2)


def test_one_code_with_two_sets_of_figures_refuses_both_rows(path):
    form(path, [unit("TA0001A", kind=1), unit("TA0001A", kind=1, late_odts=5), unit("TA0002A", kind=1)])
    outcome, _ = read_b03(path)
    assert codes(outcome["errors"]) == ["duplicate_conflict"] * 2
    assert (outcome["rows"], outcome["accepted"], outcome["refused"]) == (3, 1, 2)


def test_one_code_in_two_groups_is_a_conflict(path):
    outcome, _ = read_b03(form(path, [unit("TA0001A", kind=1), unit("TA0001A", kind=3)]))
    assert codes(outcome["errors"]) == ["duplicate_conflict"] * 2


# people, placeholders, empty forms


def test_groups_of_people_are_control_totals_only(path):
    form(path, three_units(), people={13: {1: 40, 3: 900, 5: 900, 8: 900}})

    def add_member(sheet):
        at = row_of(sheet, "Đối tượng BHYT do NSNN đóng")
        sheet.insert_rows(at + 1)
        for letter in ("D", "F", "H", "K"):
            sheet[f"{letter}{at + 1}"] = sheet[f"{letter}{at}"].value
        sheet[f"B{at + 1}"], sheet[f"C{at + 1}"] = "UBND phường Kinh Bắc", "BY0001A"

    outcome, rows = read_b03(spoil(path, add_member))
    assert (outcome["errors"], outcome["rows"], len(rows)) == ([], 3, 3)
    assert outcome["control"]["people"]["13"]["not_due"] == 900
    assert "13" not in outcome["control"]["groups"]


def test_the_slip_of_the_official_form_is_forgiven(path):
    form(path, [unit("TA0001A", kind=6)])
    outcome, rows = read_b03(
        spoil(
            path, lambda sheet: sheet.__setitem__(f"B{row_of(sheet, 'Xã, phường, thị trấn')}", "Xã, phường, thị trán")
        )
    )
    assert (outcome["errors"], rows[0]["kind"]) == ([], "6")


def test_an_empty_form_is_refused(tmp_path):
    path = form(tmp_path / "B03.xlsx", [])

    def empty(sheet):
        for row in sheet.iter_rows(min_row=13, min_col=3, max_col=52):
            for cell in row:
                if not type(cell).__name__.startswith("Merged"):
                    cell.value = None

    outcome, _ = read_b03(spoil(path, empty))
    assert codes(outcome["errors"]) == ["no_rows"]
    assert read_b03(path, nothing_owing=True)[0]["errors"] == []


def test_a_form_whose_total_is_nought_says_that_nobody_is_late(path):
    outcome, rows = read_b03(form(path, []))
    assert (outcome["errors"], outcome["rows"], rows) == ([], 0, [])


def test_examples_left_in_the_form_are_passed_over(path):
    form(path, [unit("TA0001A", kind=1)])

    def leave_example(sheet):
        sheet.insert_rows(16)
        sheet["B16"] = "Đơn vị B"

    outcome, rows = read_b03(spoil(path, leave_example))
    assert (outcome["errors"], outcome["warnings"], len(rows)) == ([], [], 1)


def test_a_name_without_code_and_figures_is_passed_over_but_told(path):
    form(path, [unit("TA0001A", kind=1)])

    def add_name(sheet):
        sheet.insert_rows(16)
        sheet["B16"] = "Công ty CP Sen Việt"

    outcome, rows = read_b03(spoil(path, add_name))
    assert (outcome["errors"], codes(outcome["warnings"]), len(rows)) == ([], ["row_ignored"], 1)


def test_names_and_dates_below_the_total_are_no_units(path):
    form(path, three_units())

    def sign(sheet):
        below = row_of(sheet, "Tổng số") + 3
        sheet[f"AA{below - 1}"] = "Bắc Ninh, ngày 5 tháng 11 năm 2026"
        sheet[f"C{below + 4}"], sheet[f"C{below + 7}"] = "Người lập biểu", "Nguyễn Thị Hoa"

    outcome, rows = read_b03(spoil(path, sign))
    assert (outcome["errors"], len(rows)) == ([], 3)
