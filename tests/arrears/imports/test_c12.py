"""A flat C12-TS file comes in: by whatever names its columns have, balanced per fund, one month."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from arrears.imports.c12_headers import CORE
from arrears.imports.c12_workbook import write_c12
from arrears.imports.columns import C12_COLUMNS, FUNDS, UNSPLIT
from tests.arrears.imports.desk import codes, flat, read_c12, spoil, table, text_table

BHXH_HEADER = [
    *("madvi", "tendvi", "diachi", "sld", "tql", "tien_dau_ky", "so_phai_dong", "dieu_chinh_ky_truoc", "so_da_dong"),
    *("so_bi_lech", "tien_cuoi_ky", "DaDongDenThang", "TongSoThangNo"),
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "C12.xlsx"


def full(code="TB0001B"):
    """A row with every column of the catalogue that a file split by fund may have."""
    row = flat(
        code, tax_code="0100233488", address="Số 1", commune_code="09163", zone_code="KCN-TS", kind=3, sector="C13"
    )
    row |= {
        "cycle": 3,
        "payroll": 98_000_000,
        "months_owed": Decimal("3.50"),
        "days_late": 45,
        "days_evaded": 0,
        "state": 2,
    }
    row |= {"surplus": 0, "difference": 0}
    for fund in FUNDS:
        row |= {f"paid_through_{fund}": date(2026, 8, 1), f"not_due_{fund}": 60, f"late_{fund}": 30}
        row |= {f"evaded_{fund}": 10, f"charge_{fund}": 1}
    return row


def test_a_written_file_reads_back_to_the_dong(path):
    given = full()
    write_c12(path, "2026-10", [given])
    outcome, rows = read_c12(path)
    assert (outcome["errors"], outcome["warnings"], outcome["month"], outcome["form"]) == ([], [], "2026-10", "c12")
    assert (outcome["rows"], outcome["accepted"], outcome["refused"]) == (1, 1, 0)
    staged = rows[0]
    for name in C12_COLUMNS[2:]:
        wanted = "t" if name == "tax_code_ok" else given.get(name)
        assert staged[name] == (None if wanted is None else str(wanted)), name
    assert outcome["totals"]["bhyt"] == dict.fromkeys(("opening", "closing"), 100) | {
        "payable": 50,
        "adjustment": -10,
        "paid": 40,
        "not_due": 60,
        "late": 30,
        "evaded": 10,
        "charge": 1,
    }
    assert outcome["control"]["groups"]["3"]["units"] == 1


def test_what_a_file_does_not_have_is_not_given(path):
    outcome, rows = read_c12(table(path, [flat("TB0001B")]))
    assert outcome["errors"] == []
    not_given = {name for name, value in rows[0].items() if value is None}
    assert not_given == set(C12_COLUMNS) - {"row_no", "sheet", "unit_code", "name", "workers"} - {
        f"{what}_{fund}" for what in CORE for fund in FUNDS
    }


def test_blank_money_is_nought_and_other_blanks_are_not_given(path):
    row = full() | dict.fromkeys(("adjustment_bhyt", "late_bhyt", "tax_code", "cycle", "paid_through_bhyt"))
    row |= {"closing_bhyt": 110}
    outcome, rows = read_c12(table(path, [row, full("TB0002B")]))
    assert outcome["errors"] == []
    staged = rows[0]
    assert (staged["adjustment_bhyt"], staged["late_bhyt"], staged["cycle"]) == ("0", None, None)
    assert (staged["tax_code"], staged["tax_code_ok"], staged["paid_through_bhyt"]) == (None, None, None)


# headers


@pytest.mark.parametrize(
    "rename",
    [
        str.upper,
        lambda name: name.replace("_", " "),
        lambda name: unicodedata.normalize("NFD", name),
        lambda name: f"  {name}\u00a0",
    ],
)
def test_case_accents_spaces_and_underscores_make_no_difference(path, rename):
    row = flat("TB0001B")
    outcome, rows = read_c12(table(path, [list(row.values())], [rename(name) for name in row]))
    assert (outcome["errors"], len(rows)) == ([], 1)


@pytest.mark.parametrize("pattern", ["{money} {fund}", "{fund} - {money}", "{money}_{fund}", "{money} ({fund})"])
def test_vietnamese_titles_are_known_in_either_order(path, pattern):
    money = dict(zip(CORE, ("Đầu kỳ", "Phải đóng", "Điều chỉnh kỳ trước", "Đã đóng", "Cuối kỳ"), strict=True))
    funds = dict(zip(FUNDS, ("ÔĐ, TS", "HTTT", "BHYT", "BHTN", "TNLĐ, BNN"), strict=True))
    header = ["Mã đơn vị", "Tên đơn vị", "Số lao động"]
    header += [pattern.format(money=money[what], fund=funds[fund]) for fund in FUNDS for what in CORE]
    outcome, rows = read_c12(table(path, [list(flat("TB0001B").values())], header))
    assert (outcome["errors"], rows[0]["closing_tnld_bnn"]) == ([], "100")


def test_a_header_of_two_rows_is_known(path):
    upper, lower = ["STT", "Mã đơn vị", "Tên đơn vị", "Số lao động"], ["", "", "", ""]
    for fund_title in ("ÔĐTS", "HTTT", "BHYT", "BHTN", "TNLĐ-BNN"):
        upper += [fund_title, "", "", "", ""]
        lower += ["Đầu kỳ", "Phải đóng", "Điều chỉnh", "Đã đóng", "Cuối kỳ"]
    outcome, rows = read_c12(table(path, [[1, *flat("TB0001B").values()]], lower, above=[["Tháng 10 năm 2026"], upper]))
    assert (outcome["errors"], outcome["month"], rows[0]["opening_bhtn"]) == ([], "2026-10", "100")


def test_the_header_may_stand_below_a_letterhead(path):
    above = [["BHXH TỈNH BẮC NINH"], [], ["DANH SÁCH ĐƠN VỊ"], ["Tháng 10/2026"], []]
    outcome, rows = read_c12(table(path, [flat("TB0001B")], above=above))
    assert (outcome["errors"], outcome["warnings"], outcome["month"]) == ([], [], "2026-10")
    assert rows[0]["row_no"] == "7"


def test_totals_as_bhxh_offices_write_them_are_not_split(path):
    line = ["TB0001B", "Công ty A", "Số 1", 12, 98_000_000, 100, 50, -10, 40, 3, 103, "08/2026", 2]
    outcome, rows = read_c12(table(path, [line], BHXH_HEADER))
    assert (outcome["errors"], outcome["split"]) == ([], False)
    staged = rows[0]
    assert [staged[f"{what}_{UNSPLIT}"] for what in CORE] == ["100", "50", "-10", "40", "103"]
    assert (staged["paid_through_unsplit"], staged["months_owed"], staged["difference"]) == ("2026-08-01", "2.00", "3")
    assert (staged["opening_odts"], staged["closing_httt"]) == (None, None)
    assert outcome["totals"] == {UNSPLIT: dict(zip(CORE, (100, 50, -10, 40, 103), strict=True))}


def test_missing_columns_are_named(path):
    row = flat("TB0001B")
    del row["paid_bhtn"], row["workers"]
    outcome, rows = read_c12(table(path, [row]))
    assert (codes(outcome["errors"]), rows) == (["columns_missing"], [])
    assert "Số lao động" in outcome["errors"][0]["message"] and "Đã đóng BHTN" in outcome["errors"][0]["message"]


def test_unknown_columns_are_told(path):
    outcome, rows = read_c12(table(path, [flat("TB0001B") | {"nguoi_lien_he": "A"}]))
    assert (outcome["errors"], codes(outcome["warnings"])) == ([], ["unknown_columns", "month_absent"])
    assert "nguoi_lien_he" in outcome["warnings"][0]["message"]


def test_a_column_that_stands_twice_is_refused(path):
    row = flat("TB0001B")
    outcome, _ = read_c12(table(path, [[*row.values(), "TB0002B"]], [*row, "Mã đơn vị"]))
    assert codes(outcome["errors"]) == ["column_twice"]


def test_a_sheet_without_a_header_is_refused(path):
    outcome, _ = read_c12(table(path, [["a", "b"]], ["x", "y"]))
    assert codes(outcome["errors"]) == ["no_header"]


def test_a_header_without_rows_is_refused(path):
    outcome, _ = read_c12(table(path, [], list(flat())))
    assert codes(outcome["errors"]) == ["no_rows"]


def test_two_sheets_with_rows_are_refused(path):
    table(path, [flat("TB0001B")])

    def copy(sheet):
        sheet.parent.copy_worksheet(sheet)

    assert codes(read_c12(spoil(path, copy, "Sheet"))[0]["errors"]) == ["two_sheets"]


# month


@pytest.mark.parametrize("month", ["10/2026", "2026-10", "T10/2026", "Tháng 10 năm 2026", 202610, date(2026, 10, 31)])
def test_the_month_may_be_written_in_many_ways(path, month):
    outcome, rows = read_c12(table(path, [{"thang": month} | flat("TB0001B")]))
    assert (outcome["errors"], outcome["month"], len(rows)) == ([], "2026-10", 1)


def test_rows_of_another_month_are_refused_and_told_once(path):
    rows = [{"month": month} | flat() for month in ("10/2026", "09/2026", "09/2026")]
    outcome, staged = read_c12(table(path, rows))
    assert [(e["code"], e["row"]) for e in outcome["errors"]] == [("wrong_month", 3)]
    assert (outcome["rows"], outcome["refused"], len(staged)) == (3, 2, 1)


# balance


def test_a_fund_that_does_not_balance_refuses_its_row(path):
    outcome, rows = read_c12(table(path, [flat("TB0001B"), flat("TB0002B", closing_bhyt=101)]))
    told = outcome["errors"][0]
    assert (told["code"], told["row"], told["column"]) == ("balance", 3, "R")
    assert "Quỹ BHYT" in told["message"] and "101" in told["message"]
    assert (outcome["accepted"], outcome["refused"], len(rows)) == (1, 1, 1)


def test_the_files_own_difference_explains_the_unit(path):
    off = flat("TB0001B", closing_bhyt=130, closing_odts=90) | {"so_bi_lech": 20}
    outcome, rows = read_c12(table(path, [off]))
    assert (outcome["errors"], rows[0]["difference"]) == ([], "20")


@pytest.mark.parametrize("difference", [None, 0, 19, -20])
def test_a_difference_that_explains_nothing_does_not_help(path, difference):
    off = flat("TB0001B", closing_bhyt=130, closing_odts=90) | {"so_bi_lech": difference}
    outcome, _ = read_c12(table(path, [off]))
    assert codes(outcome["errors"]) == ["balance", "balance"]


def test_funds_that_are_off_against_each_other_do_not_balance(path):
    off = flat("TB0001B", closing_bhyt=110, closing_odts=90) | {"so_bi_lech": 0}
    assert codes(read_c12(table(path, [off]))[0]["errors"]) == ["balance", "balance"]


def test_a_difference_without_need_is_a_warning(path):
    outcome, rows = read_c12(table(path, [flat("TB0001B") | {"so_bi_lech": 5}]))
    assert (outcome["errors"], len(rows)) == ([], 1)
    assert "difference_unused" in codes(outcome["warnings"])


def test_a_negative_closing_is_a_surplus(path):
    outcome, rows = read_c12(table(path, [flat("TB0001B", paid_bhyt=240, closing_bhyt=-100)]))
    assert (outcome["errors"], rows[0]["closing_bhyt"]) == ([], "-100")


def test_classes_that_do_not_make_the_closing_are_a_warning(path):
    row = full() | {"late_bhyt": 31}
    outcome, rows = read_c12(table(path, [row]))
    assert (outcome["errors"], len(rows)) == ([], 1)
    assert [w["code"] for w in outcome["warnings"] if w["code"] == "class_sum"] == ["class_sum"]


def test_a_surplus_is_not_owed_and_does_not_offset_another_fund(path):
    in_closing = full() | {"paid_bhyt": 240, "closing_bhyt": -100, "not_due_bhyt": 0, "late_bhyt": 0, "evaded_bhyt": 0}
    unallocated = full("TB0002B") | {"surplus": 40, "late_bhyt": 70}
    outcome, rows = read_c12(table(path, [in_closing, unallocated]))
    assert (outcome["errors"], len(rows)) == ([], 2)
    assert "class_sum" not in codes(outcome["warnings"])


def test_totals_beside_the_funds_are_compared(path):
    row = flat("TB0001B") | {"tien_cuoi_ky": 499}
    outcome, rows = read_c12(table(path, [row]))
    assert (outcome["errors"], rows[0]["closing_unsplit"]) == ([], None)
    assert "totals_differ" in codes(outcome["warnings"])


# cells


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("unit_code", None, "missing_code"),
        ("unit_code", 12345, "code_as_number"),
        ("unit_code", "Ký tự lạ!", "code_form"),
        ("name", None, "missing_name"),
        ("workers", None, "missing_value"),
        ("workers", -1, "negative"),
        ("workers", 2.5, "not_whole"),
        ("payroll", "không rõ", "not_a_number"),
        ("payroll", "=1+1", "formula"),
        ("tax_code", 100233488, "code_as_number"),
        ("commune_code", 9163, "code_as_number"),
        ("kind", 16, "kind"),
        ("kind", "Tư nhân", "kind"),
        ("cycle", 2, "cycle"),
        ("state", 12, "state"),
        ("state", "đang vui", "state"),
        ("months_owed", -1, "negative"),
        ("months_owed", "nhiều", "not_a_number"),
        ("late_bhyt", -5, "negative"),
        ("paid_through_bhyt", "gần đây", "not_a_month"),
        ("opening_bhyt", "1.00", "not_whole"),
        ("address", "A" * 401, "text_too_long"),
    ],
)
def test_a_wrong_cell_refuses_its_row_in_a_sentence(path, name, value, code):
    if code == "not_whole" and name == "opening_bhyt":
        value = 100.5
    outcome, rows = read_c12(table(path, [full("TB0009B"), full() | {name: value}]))
    told = outcome["errors"][0]
    assert (told["code"], told["row"]) == (code, 3)
    assert told["column"] and "Hãy" in told["message"]
    assert (outcome["rows"], outcome["refused"], len(rows)) == (2, 1, 1)


def test_numbers_as_text_are_read(path):
    row = full() | {
        "opening_bhyt": "1.000.100",
        "paid_bhyt": "1,000,040",
        "workers": "1 200",
        "payroll": "98.000.000,00",
    }
    outcome, rows = read_c12(table(path, [row]))
    assert outcome["errors"] == []
    assert (rows[0]["opening_bhyt"], rows[0]["paid_bhyt"], rows[0]["workers"]) == ("1000100", "1000040", "1200")


def test_a_negative_in_brackets_is_read(path):
    row = flat("TB0001B", adjustment_bhyt="(10)")
    assert read_c12(table(path, [row]))[0]["errors"] == []


@pytest.mark.parametrize("code", ["0100233480", "123", "MST chưa có"])
def test_a_wrong_tax_code_is_a_warning(path, code):
    outcome, rows = read_c12(table(path, [full() | {"tax_code": code}]))
    assert (outcome["errors"], rows[0]["tax_code_ok"]) == ([], "f")
    assert "tax_check_digit" in codes(outcome["warnings"])


def test_tax_codes_come_in_one_spelling(path):
    given = ["0100233488", 1234567890123, "0100233488-001", "0100233488001", "001099000123", "2300100008 "]
    rows = [full(f"TB000{place}B") | {"tax_code": code} for place, code in enumerate(given) if isinstance(code, str)]
    _, staged = read_c12(table(path, rows))
    spelt = [row["tax_code"] for row in staged]
    assert spelt == ["0100233488", "0100233488-001", "0100233488-001", "001099000123", "2300100008"]


def test_a_commune_code_of_five_digits_has_lost_nothing(path):
    outcome, rows = read_c12(table(path, [full() | {"commune_code": 24031}]))
    assert (outcome["errors"], rows[0]["commune_code"]) == ([], "24031")


def test_words_for_kind_cycle_and_state_are_known(path):
    row = full() | {"kind": "Doanh nghiệp Nhà nước", "cycle": "3 tháng", "state": "Phá sản"}
    outcome, rows = read_c12(table(path, [row]))
    assert outcome["errors"] == []
    assert (rows[0]["kind"], rows[0]["cycle"], rows[0]["state"]) == ("1", "3", "5")


# rows that are no units


def test_people_are_counted_for_control_only(path):
    people = full("BY0001A") | {"kind": 13, "workers": 900, "closing_bhyt": 5}
    outcome, rows = read_c12(table(path, [full("TB0001B"), people, full("TB0002B")]))
    assert (outcome["errors"], outcome["rows"], [row["row_no"] for row in rows]) == ([], 2, ["2", "4"])
    assert outcome["control"]["people"]["13"]["workers"] == 900
    assert outcome["totals"]["bhyt"]["closing"] == 200


def test_total_rows_blank_rows_and_notes_are_passed_over(path):
    row = flat("TB0001B")
    total = [None, "Tổng cộng", *list(row.values())[2:]]
    rows = [list(row.values()), [None] * len(row), total, ["", "Người lập biểu"]]
    outcome, staged = read_c12(table(path, rows, list(row)))
    assert (outcome["errors"], outcome["rows"], len(staged)) == ([], 1, 1)


def test_the_same_row_twice_counts_once(path):
    outcome, rows = read_c12(table(path, [flat("TB0001B"), flat("TB0002B"), flat("TB0001B")]))
    assert (outcome["errors"], outcome["rows"], len(rows)) == ([], 2, 2)
    assert "duplicate_same" in codes(outcome["warnings"])
    assert outcome["totals"]["bhyt"]["closing"] == 200


def test_one_code_with_two_sets_of_figures_refuses_both_rows(path):
    outcome, rows = read_c12(table(path, [flat("TB0001B"), flat("TB0001B", workers=13)]))
    assert [(e["code"], e["row"]) for e in outcome["errors"]] == [("duplicate_conflict", 2), ("duplicate_conflict", 3)]
    assert (outcome["rows"], outcome["accepted"], outcome["refused"]) == (2, 0, 2)


def test_names_in_either_unicode_form_are_the_same_row(path):
    twins = [flat("TB0001B", name=unicodedata.normalize(form, "Công ty Hoà Bình")) for form in ("NFC", "NFD")]
    outcome, rows = read_c12(table(path, twins))
    assert (outcome["errors"], len(rows)) == ([], 1)


# text files


@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_text_files_are_read_like_workbooks(tmp_path, delimiter, encoding):
    row = full() | {f"paid_through_{fund}": "08/2026" for fund in FUNDS} | {"thang": "10/2026"}
    path = text_table(tmp_path / "c12.csv", [row, row | {"unit_code": "TB0002B"}], delimiter, encoding)
    outcome, rows = read_c12(path)
    assert (outcome["errors"], outcome["warnings"], len(rows)) == ([], [], 2)
    assert (rows[1]["row_no"], rows[1]["paid_through_bhyt"], rows[1]["commune_code"]) == ("3", "2026-08-01", "09163")


def test_short_lines_of_a_text_file_are_filled_up(tmp_path):
    path = tmp_path / "c12.csv"
    row = flat("TB0001B") | {"payroll": "", "so_bi_lech": ""}
    full_line = ";".join(str(value) for value in row.values())
    path.write_text(";".join(row) + "\n" + full_line + "\n" + full_line.rstrip(";").replace("0001", "0002") + "\n")
    outcome, rows = read_c12(path)
    assert (outcome["errors"], len(rows)) == ([], 2)
