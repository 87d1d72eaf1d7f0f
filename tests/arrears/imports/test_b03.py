"""Form B03-TS comes in: what is right is staged to the dong, what is wrong is told by sheet, row and column."""

import zipfile

import pytest

from arrears.imports.b03_workbook import OFFICIAL
from arrears.imports.columns import B03_COLUMNS, B03_FUND, FUNDS
from tests.arrears.imports.desk import BAC_GIANG, TU_SON, codes, form, read_b03, row_of, spoil, three_units, unit


@pytest.fixture
def path(tmp_path):
    return tmp_path / "B03.xlsx"


@pytest.mark.parametrize("kind", ["b03a", "b03b"])
def test_a_printed_form_reads_back_to_the_dong(path, kind):
    given = three_units() + [unit("TA0004A", kind=10, note="đã có cam kết", state=9, days_evaded=70, evaded_bhtn=5)]
    outcome, rows = read_b03(form(path, given, kind))
    assert (outcome["errors"], outcome["warnings"], outcome["form"], outcome["month"]) == ([], [], kind, "2026-10")
    assert (outcome["rows"], outcome["accepted"], outcome["refused"]) == (4, 4, 0)
    by_code = {row["unit_code"]: row for row in rows}
    for unit_given in given:
        staged = by_code[unit_given["unit_code"]]
        for name in B03_COLUMNS[2:]:
            wanted = TU_SON if kind == "b03a" and name == "office_name" else unit_given[name]
            assert staged[name] == (None if wanted == "" else str(wanted)), name
        assert (staged["batch_id"], staged["sheet"]) == ("7", "B03a-TS" if kind == "b03a" else "B03b-TS")


def test_the_totals_are_told_by_fund(path):
    outcome, _ = read_b03(form(path, three_units()))
    assert outcome["totals"]["httt"]["late"] == 6_000
    assert outcome["totals"]["httt"]["charge"] == 21
    assert outcome["totals"]["bhyt"]["not_due"] == 1_500
    assert outcome["control"]["groups"]["3"]["units"] == 2
    assert outcome["control"]["groups"]["3"]["late"] == 6_000
    assert outcome["offices"] == [TU_SON, BAC_GIANG]


def test_the_row_number_is_the_sheets_own(path):
    form(path, [unit("TA0001A", kind=1)])
    spoil(path, lambda sheet: sheet.insert_rows(14, 3))
    outcome, rows = read_b03(path)
    assert outcome["errors"] == []
    assert rows[0]["row_no"] == "18"


# whatever sheet, blank rows and columns, hidden columns


def test_the_sheet_may_have_any_name(path):
    form(path, three_units())
    spoil(path, lambda sheet: setattr(sheet, "title", "Sheet1 (2)"))
    outcome, rows = read_b03(path)
    assert (outcome["errors"], outcome["form"], outcome["sheet"], len(rows)) == ([], "b03b", "Sheet1 (2)", 3)


def test_blank_columns_in_between_do_not_shift_the_figures(path):
    form(path, three_units())

    def widen(sheet):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_cols(1, 2)
        sheet.insert_cols(9)

    outcome, rows = read_b03(spoil(path, widen))
    assert outcome["errors"] == []
    assert [row["late_httt"] for row in rows] == ["2000"] * 3


def test_hidden_columns_and_rows_are_read_and_told(path):
    form(path, three_units())

    def hide(sheet):
        sheet.column_dimensions["H"].hidden = True
        sheet.row_dimensions[15].hidden = True

    outcome, rows = read_b03(spoil(path, hide))
    assert (outcome["errors"], len(rows), len(outcome["hidden"])) == ([], 3, 2)


@pytest.mark.parametrize("write", [str, float, lambda number: f"({number})"])
def test_the_numbering_row_may_hold_numbers_or_text(path, write):
    def renumber(sheet):
        for cell in sheet[12]:
            if isinstance(cell.value, int):
                cell.value = write(cell.value)

    outcome, rows = read_b03(spoil(form(path, three_units()), renumber))
    assert (outcome["errors"], len(rows)) == ([], 3)


def test_the_numbering_row_repeated_on_the_next_page_is_no_unit(path):
    form(path, three_units())

    def repeat(sheet):
        at = row_of(sheet, "TA0003A")
        sheet.insert_rows(at)
        for place in range(1, 53):
            sheet.cell(at, place).value = sheet.cell(12, place).value

    outcome, rows = read_b03(spoil(path, repeat))
    assert (codes(outcome["errors"]), len(rows)) == ([], 3)


def test_two_sheets_with_data_are_refused(path):
    form(path, three_units())

    def fill_another(sheet):
        sheet.parent["B03a-TS"]["C14"] = "TA0009A"

    outcome, rows = read_b03(spoil(path, fill_another))
    assert (codes(outcome["errors"]), rows) == (["two_sheets"], [])
    assert "B03a-TS, B03b-TS" in outcome["errors"][0]["message"]


def test_the_form_of_the_whole_country_is_refused_politely(path):
    form(path, [])

    def fill(sheet):
        sheet.parent["B03b-TS"]["F50"] = None
        sheet["C16"], sheet["F16"] = "TA0009A", 5
        sheet.parent.remove(sheet.parent["B03b-TS"])

    outcome, _ = read_b03(spoil(path, fill, "B03c-TS"))
    assert codes(outcome["errors"]) == ["form_of_vietnam"]


def test_a_workbook_without_the_form_is_refused(path):
    def rename(sheet):
        for name in ("B03a-TS", "B03b-TS", "B03c-TS"):
            for cell in sheet.parent[name][12]:
                cell.value = None

    outcome, _ = read_b03(spoil(form(path), rename))
    assert codes(outcome["errors"]) == ["no_form"]


def by_hand(sheet):
    """The official blank filled in by hand: examples and dots left standing, group rows without figures."""
    sheet["A4"] = "Tháng 10 Năm 2026"
    sheet["B14"], sheet["A15"], sheet["B15"], sheet["C15"] = "BHXH cơ sở Từ Sơn", 1, "Công ty A", "TA0001A"
    sheet["B18"], sheet["B19"], sheet["C19"] = "BHXH cơ sở Yên Phong", "Công ty B", "TA0002A"
    for row in (15, 19):
        figures = {
            "D": 25,
            "F": 300,
            "G": 300,
            "N": 40,
            "O": 300,
            "P": 100,
            "Q": 200,
            "AB": 9,
            "AC": 9,
            "AE": 9,
            "AO": "x",
        }
        for letter, value in figures.items():
            sheet[f"{letter}{row}"] = value


def test_the_official_blank_filled_in_by_hand_is_read(path):
    path.write_bytes(OFFICIAL.read_bytes())
    outcome, rows = read_b03(spoil(path, by_hand))
    assert (outcome["errors"], outcome["warnings"], outcome["form"]) == ([], [], "b03b")
    assert [(row["unit_code"], row["kind"], row["office_name"], row["late_httt"]) for row in rows] == [
        ("TA0001A", "1", "BHXH cơ sở Từ Sơn", "200"),
        ("TA0002A", "2", "BHXH cơ sở Yên Phong", "200"),
    ]
    assert (rows[0]["address"], rows[0]["days_evaded"], rows[0]["evaded_odts"]) == (None, None, "0")


def test_links_to_other_workbooks_are_counted_not_followed(path):
    form(path, three_units())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    link = f'<Relationship Id="rId1" Type="{kind}" Target="file:///D:/scratch.xls" TargetMode="External"/>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>',
        )
    outcome, rows = read_b03(path)
    assert (outcome["errors"], outcome["external_links"], len(rows)) == ([], 1, 3)


# month


def test_a_file_of_another_month_is_refused(path):
    outcome, _ = read_b03(form(path, three_units(), month="2026-09"))
    assert codes(outcome["errors"]) == ["wrong_month"]
    assert "09/2026" in outcome["errors"][0]["message"]
    assert outcome["month"] == "2026-09"


def test_a_file_that_tells_no_month_is_warned_of(path):
    form(path, three_units())
    outcome, _ = read_b03(spoil(path, lambda sheet: sheet.__setitem__("A4", "Tháng …. Năm ..….")))
    assert (outcome["errors"], codes(outcome["warnings"]), outcome["month"]) == ([], ["month_absent"], None)


def test_the_day_of_the_signature_is_not_the_month(path):
    form(path, three_units())

    def sign(sheet):
        sheet["A4"] = "Bắc Ninh, ngày 05 tháng 11 năm 2026"
        sheet["A5"] = "Tháng 10/2026"

    outcome, _ = read_b03(spoil(path, sign))
    assert (outcome["errors"], outcome["month"]) == ([], "2026-10")


# which form


def nameless(sheet):
    sheet.title = "Sheet1"


def test_the_signature_tells_a_local_form(path):
    form(path, three_units(), "b03a", offices=[TU_SON])
    outcome, _ = read_b03(spoil(path, nameless, "B03a-TS"))
    assert (outcome["form"], outcome["office"], outcome["warnings"]) == ("b03a", TU_SON, [])


def test_contradicting_signs_are_refused(path):
    form(path, three_units())
    outcome, _ = read_b03(spoil(path, lambda sheet: setattr(sheet, "title", "B03a-TS (1)")))
    assert codes(outcome["errors"]) == ["form_unclear"]
    outcome, _ = read_b03(path, form="b03b")
    assert (outcome["errors"], codes(outcome["warnings"]), outcome["form"]) == ([], ["form_assumed"], "b03b")


def test_a_form_without_signs_is_taken_for_what_the_sender_sends(path):
    form(path, three_units(), "b03a", offices=["…"])

    def unsign(sheet):
        nameless(sheet)
        sheet["A1"] = sheet["A2"] = None
        for row in sheet.iter_rows(min_row=row_of(sheet, "Tổng số") + 1):
            for cell in row:
                if not type(cell).__name__.startswith("Merged"):
                    cell.value = None

    spoil(path, unsign, "B03a-TS")
    for asked in ("b03a", "b03b"):
        outcome, _ = read_b03(path, form=asked)
        assert (outcome["errors"], codes(outcome["warnings"]), outcome["form"]) == ([], ["form_assumed"], asked)


def test_an_office_may_be_named_without_saying_bhxh(path):
    form(path, [unit("TA0001A", kind=3)])
    spoil(path, lambda sheet: sheet.__setitem__(f"B{row_of(sheet, TU_SON)}", "Thành phố Từ Sơn"))
    outcome, rows = read_b03(path)
    assert (outcome["errors"], outcome["warnings"], rows[0]["office_name"]) == ([], [], "Thành phố Từ Sơn")


# sums


def test_a_failing_sum_across_names_its_cell(path):
    letters = ["F", "G", "H", "O", "V", "AB", "AC", "AI"]
    form(path, [unit(kind=1) for _ in letters])

    def add_one(sheet):
        for row, letter in enumerate(letters, 15):
            sheet[f"{letter}{row}"].value += 1

    outcome, rows = read_b03(spoil(path, add_one))
    told = {(error["row"], error["column"]): error for error in outcome["errors"] if error["code"] == "sum_across"}
    for cell in enumerate(letters, 15):
        assert told[cell]["sheet"] == "B03b-TS"
        assert "phải bằng" in told[cell]["message"] and "Hãy" in told[cell]["message"]
    assert (outcome["rows"], outcome["accepted"], outcome["refused"], rows) == (8, 0, 8, [])


@pytest.mark.parametrize("name", ["Doanh nghiệp ngoài quốc doanh", BAC_GIANG, "Tổng số"])
def test_a_failing_sum_down_names_its_cell(path, name):
    form(path, three_units())
    seen = {}

    def add_one(sheet):
        seen["row"] = row_of(sheet, name)
        sheet[f"O{seen['row']}"].value += 1

    outcome, _ = read_b03(spoil(path, add_one))
    assert [(e["code"], e["column"], e["row"]) for e in outcome["errors"]] == [("sum_down", "O", seen["row"])]


def test_a_group_row_without_figures_is_not_checked(path):
    form(path, three_units())

    def empty(sheet):
        for name in ("Doanh nghiệp ngoài quốc doanh", BAC_GIANG):
            for place in range(3, 53):
                sheet.cell(row_of(sheet, name), place).value = None

    assert read_b03(spoil(path, empty))[0]["errors"] == []


def test_a_unit_left_out_of_its_group_is_noticed(path):
    form(path, three_units())
    outcome, _ = read_b03(spoil(path, lambda sheet: sheet.delete_rows(row_of(sheet, "TA0002A"))))
    assert set(codes(outcome["errors"])) == {"sum_down"}


# headers


def test_headers_that_disagree_with_the_numbers_are_refused(path):
    def swap(sheet):
        sheet["R10"], sheet["S10"] = "BHTN", "BHYT"

    outcome, rows = read_b03(spoil(form(path, three_units()), swap))
    assert [(e["code"], e["column"]) for e in outcome["errors"]] == [("header_mismatch", "R"), ("header_mismatch", "S")]
    assert rows == []


def test_a_missing_column_is_named(path):
    outcome, _ = read_b03(spoil(form(path, three_units()), lambda sheet: sheet.delete_cols(16)))
    assert codes(outcome["errors"]) == ["columns_missing"]
    assert "13 (ÔĐTS)" in outcome["errors"][0]["message"]


# many problems


def test_problems_are_counted_beyond_those_listed(path):
    given = [unit(kind=1, workers=1) for _ in range(30)]
    form(path, given)

    def spoil_all(sheet):
        for row in range(15, 45):
            sheet[f"P{row}"] = "x"

    outcome, _ = read_b03(spoil(path, spoil_all), listed=10)
    assert (len(outcome["errors"]), outcome["error_count"], outcome["refused"]) == (10, 30, 30)


def test_a_form_longer_than_one_stretch_adds_up(path):
    given = [unit(kind=1 + place % 11, office_name=(TU_SON, BAC_GIANG)[place % 2]) for place in range(9_000)]
    outcome, rows = read_b03(form(path, given))
    assert (outcome["errors"], outcome["rows"], len(rows)) == ([], 9_000, 9_000)
    assert outcome["totals"]["odts"]["late"] == 9_000_000
    assert {fund: set(kept) for fund, kept in outcome["totals"].items()} == {
        fund: {*B03_FUND, "charge"} for fund in FUNDS
    }
