"""Form B03-TS of Decision 595 comes in: stored as said, whatever the layout; sums that do not hold only warn."""

import pytest
from openpyxl import load_workbook

from arrears.imports import b03_595
from arrears.models import OldB03Row
from tests.arrears.imports.desk import codes, read_b03_595, row_of, spoil
from tests.arrears.imports.old_form import old_form, old_unit


@pytest.fixture
def path(tmp_path):
    return tmp_path / "B03-595.xlsx"


def read(path):
    return read_b03_595(path, month="2026-03")


def four_units() -> list[dict]:
    return [
        old_unit("TA1", "I", months=0.5),
        old_unit("TA2", "II", months=2.75),
        old_unit("TA3", "III", months=7),
        old_unit("TA4", "IV", months=31, note="Bỏ địa chỉ"),
    ]


def test_a_printed_form_reads_back_as_it_was_said(path):
    outcome, rows = read(old_form(path, four_units()))
    assert (outcome["errors"], outcome["warnings"], outcome["form"]) == ([], [], "b03-595")
    assert (outcome["month"], outcome["rows"], outcome["accepted"]) == ("2026-03", 4, 4)
    assert outcome["office"] == "BẢO HIỂM XÃ HỘI TỈNH BẮC NINH"
    by_code = {row["unit_code"]: row for row in rows}
    assert [by_code[f"TA{n}"]["section"] for n in (1, 2, 3, 4)] == ["I", "II", "III", "IV"]
    two = by_code["TA2"]
    assert (two["months"], two["owed"], two["owed_bhxh"], two["owed_interest"]) == ("2.75", "1140", "800", "40")
    assert (two["document_no"], two["document_on"], two["measures"]) == ("15/CV", "2026-03-05", "Đã đôn đốc")
    assert (by_code["TA4"]["note"], by_code["TA3"]["note"]) == ("Bỏ địa chỉ", None)
    assert outcome["totals"]["bhxh"] == {"owed": 3200}
    assert outcome["control"]["sections"]["IV"] == {"units": 1, "owed": 1140, "name": "Nợ khó thu"}


def test_the_copy_columns_are_the_models():
    assert {field.column for field in OldB03Row._meta.concrete_fields if field.column} == set(b03_595.COPY)


def test_a_fraction_of_months_is_kept_unrounded(path):
    _, rows = read(old_form(path, [old_unit("TA1", months=2.999), old_unit("TA2", "II", months="2,5")]))
    assert {row["unit_code"]: row["months"] for row in rows} == {"TA1": "2.999", "TA2": "2.5"}


def test_the_first_section_may_carry_totals_only(path):
    newly = {"owed": 500, "bhxh": 400, "bhyt": 100, "bhtn": 0, "tnld_bnn": 0, "interest": 0}
    outcome, rows = read(old_form(path, [old_unit("TA3")], newly=newly))
    assert (outcome["errors"], outcome["warnings"], len(rows)) == ([], [], 1)
    assert outcome["control"]["sections"]["I"] == {"units": 0, "owed": 500, "name": "Nợ chậm đóng"}


def test_a_total_that_is_not_its_parts_is_told_with_its_cell_and_stored_as_said(path):
    outcome, rows = read(old_form(path, [old_unit("TA1", owed=1_141)]))
    assert outcome["errors"] == []
    told = next(one for one in outcome["warnings"] if one["code"] == "old_sum_across")
    assert (told["sheet"], told["row"], told["column"]) == ("B03-TS", 12, "G")
    assert "1.141" in told["message"] and "1.140" in told["message"]
    assert rows[0]["owed"] == "1141"


def test_a_total_without_the_interest_is_told_apart(path):
    outcome, _ = read(old_form(path, [old_unit("TA1", owed=1_100)]))
    assert codes(outcome["warnings"]) == ["total_without_interest"]


def test_a_section_that_does_not_add_up_is_told_by_its_cell(path):
    old_form(path, four_units())
    spoil(path, lambda sheet: sheet.cell(row_of(sheet, "Nợ đọng"), 8, 801), sheet="B03-TS")
    outcome, rows = read(path)
    assert (codes(outcome["warnings"]), len(rows)) == (["old_sum_down"], 4)
    assert (outcome["warnings"][0]["column"], outcome["errors"]) == ("H", [])


def test_the_words_of_a_section_win_over_a_shifted_number(path):
    old_form(path, four_units())
    spoil(path, lambda sheet: sheet.cell(row_of(sheet, "Nợ khó thu"), 1, "III"), sheet="B03-TS")
    outcome, rows = read(path)
    assert codes(outcome["warnings"]) == ["section_words"]
    assert [row["section"] for row in rows if row["unit_code"] == "TA4"] == ["IV"]


def test_the_labels_of_article_36_name_the_same_sections(path):
    old_form(path, four_units())

    def rename(sheet):
        for name, other in (("Nợ chậm đóng", "Nợ phát sinh"), ("Nợ đọng", "Nợ chậm đóng")):
            sheet.cell(row_of(sheet, name), 2, other)
        for row in sheet.iter_rows(min_row=9, max_col=1):
            row[0].value = None

    outcome, rows = read(spoil(path, rename, sheet="B03-TS"))
    assert (outcome["errors"], [row["section"] for row in rows]) == ([], ["I", "II", "III", "IV"])


def test_other_columns_other_order_and_one_header_row_are_recognised_by_words(path):
    old_form(path, four_units())

    def flat(sheet):
        sheet.delete_rows(7, 2)
        for place, name in enumerate(
            ("Tổng số tiền nợ", "Nợ BHXH", "Nợ BHYT", "Nợ BHTN", "Nợ TNLĐ-BNN", "Tiền lãi"), 7
        ):
            sheet.cell(6, place, name)
        sheet.cell(6, 14, "Số văn bản")
        sheet.cell(6, 15, "Ngày văn bản")
        sheet.insert_cols(4, 2)
        sheet.cell(6, 4, "Loại hình")

    outcome, rows = read(spoil(path, flat, sheet="B03-TS"))
    assert (outcome["errors"], outcome["warnings"]) == ([], [])
    assert [(row["months"], row["owed_interest"], row["document_no"]) for row in rows] == [
        (months, "40", "15/CV") for months in ("0.5", "2.75", "7", "31")
    ]


def test_groups_and_offices_within_a_section_are_not_units(path):
    old_form(path, [old_unit("TA1"), old_unit("TA2")])

    def group(sheet):
        at = row_of(sheet, "TA1")
        sheet.insert_rows(at)
        for place, value in ((2, "Doanh nghiệp ngoài quốc doanh"), (7, 2_280), (8, 1_600)):
            sheet.cell(at, place, value)
        sheet.insert_rows(at)
        sheet.cell(at, 2, "BHXH huyện Yên Dũng")
        sheet.cell(at, 7, 2_280)

    outcome, rows = read(spoil(path, group, sheet="B03-TS"))
    assert (outcome["errors"], outcome["warnings"], len(rows)) == ([], [], 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit_code": ""}, "missing_code"),
        ({"name": ""}, "missing_name"),
        ({"months": "ba"}, "not_a_number"),
        ({"months": -1}, "negative"),
        ({"owed": 10.5}, "not_whole"),
        ({"address": "=1+1"}, "formula"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_place(path, changes, code):
    outcome, rows = read(old_form(path, [old_unit("TA1"), old_unit("TA2") | changes], totals=False))
    assert code in codes(outcome["errors"])
    assert all(error["row"] and error["column"] for error in outcome["errors"] if error["code"] == code)
    assert [row["unit_code"] for row in rows] == ["TA1"]


def test_a_day_that_cannot_be_read_stays_beside_the_number(path):
    outcome, rows = read(old_form(path, [old_unit("TA1", document_on="đầu tháng 3")]))
    assert codes(outcome["warnings"]) == ["old_day"]
    assert (rows[0]["document_no"], rows[0]["document_on"]) == ("15/CV ngày đầu tháng 3", None)


def test_a_unit_without_months_and_one_without_a_section_are_told_and_not_guessed(path):
    outcome, rows = read(old_form(path, [old_unit("TA1", months=None)]))
    assert codes(outcome["warnings"]) == ["no_months"]
    assert rows[0]["months"] is None
    old_form(path, [old_unit("TA1")], totals=False)
    spoil(path, lambda sheet: sheet.delete_rows(9, 3), sheet="B03-TS")
    outcome, rows = read(path)
    assert codes(outcome["warnings"]) == ["no_section"]
    assert rows[0]["section"] == ""


def test_another_month_and_another_form_are_refused_in_a_sentence(path, tmp_path):
    outcome, _ = read(old_form(path, four_units(), month="2026-02"))
    assert "wrong_month" in codes(outcome["errors"])
    workbook = load_workbook(path)
    workbook.active.delete_rows(6, 3)
    workbook.save(path)
    outcome, rows = read(path)
    assert (codes(outcome["errors"]), rows) == (["no_old_form"], [])


def test_a_unit_told_twice_with_other_figures_is_a_conflict(path):
    outcome, _ = read(old_form(path, [old_unit("TA1"), old_unit("TA1", "IV")]))
    assert codes(outcome["errors"]) == ["duplicate_conflict"] * 2
