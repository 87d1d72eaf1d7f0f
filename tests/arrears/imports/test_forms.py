"""The forms that go out are BHXH's own: headers, widths and print set-up kept, nothing foreign inside."""

import zipfile

import pytest
from openpyxl import load_workbook

from arrears.imports.b03_workbook import OFFICIAL
from arrears.imports.c12_headers import CATALOGUE
from arrears.imports.c12_workbook import columns_help, required_columns, write_template
from tests.arrears.imports.desk import codes, flat, form, read_b03, read_c12, row_of, spoil, unit

C12_OFFICIAL = OFFICIAL.with_name("C12-TS.xlsx")


@pytest.mark.parametrize("path", [OFFICIAL, C12_OFFICIAL])
def test_the_official_forms_carry_nothing_foreign(path):
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert not [name for name in names if "externalLink" in name or "drawing" in name or "printerSettings" in name]
        assert b"D:\\" not in b"".join(archive.read(name) for name in names)
    workbook = load_workbook(path)
    assert [sheet.title for sheet in workbook if sheet.sheet_state != "visible"] == []
    assert list(workbook.defined_names) == []


@pytest.mark.parametrize("kind", ["b03a", "b03b"])
def test_a_filled_form_keeps_head_foot_and_print_set_up(tmp_path, kind):
    path = form(tmp_path / "B03.xlsx", [unit(kind=1) for _ in range(40)], kind)
    title = {"b03a": "B03a-TS", "b03b": "B03b-TS"}[kind]
    filled, blank = load_workbook(path)[title], load_workbook(OFFICIAL)[title]
    assert filled.parent.active.title == title
    heads = [{str(r) for r in sheet.merged_cells.ranges if r.max_row <= 12} for sheet in (filled, blank)]
    assert heads[0] == heads[1] and len(heads[0]) > 60
    for row in range(5, 13):
        assert [cell.value for cell in filled[row]] == [cell.value for cell in blank[row]]
    total, total_blank = row_of(filled, "Tổng số"), row_of(blank, "Tổng số")
    moved = total - total_blank
    merged = {str(r) for r in filled.merged_cells.ranges if r.min_row >= total}
    expected = set()
    for area in blank.merged_cells.ranges:
        if area.min_row >= total_blank:
            area.shift(0, moved)
            expected.add(str(area))
    assert merged == expected
    assert filled.page_setup.orientation == blank.page_setup.orientation == "landscape"
    assert filled.print_title_rows == blank.print_title_rows == "$6:$12"
    assert filled.print_area.endswith(f"$AZ${int(blank.print_area.rsplit('$', 1)[1]) + moved}")
    assert filled["A4"].value == "Tháng 10 năm 2026"
    assert [row[0].value for row in filled.iter_rows(min_row=13, max_row=total)].count("Tổng số") == 1


def test_names_are_written_as_text_whatever_they_hold(tmp_path):
    path = form(tmp_path / "B03.xlsx", [unit("TA0001A", kind=1, name='=1+1 <A> & "B"')])
    outcome, rows = read_b03(path)
    assert (outcome["errors"], rows[0]["name"]) == ([], '=1+1 <A> & "B"')


def test_the_blank_official_form_is_told_to_be_blank():
    assert codes(read_b03(OFFICIAL)[0]["errors"]) == ["no_rows"]


def test_the_template_has_every_column_and_codes_are_text(tmp_path):
    write_template(tmp_path / "C12.xlsx")
    workbook = load_workbook(tmp_path / "C12.xlsx")
    header = [cell.value for cell in workbook["C12"][1]]
    assert header == [column.title for column in CATALOGUE if not column.name.endswith("_unsplit")]
    assert workbook["C12"].column_dimensions["B"].number_format == "@"
    assert workbook["Danh mục cột"].max_row == 1 + len(CATALOGUE)


def test_a_filled_template_is_read(tmp_path):
    path = tmp_path / "C12.xlsx"
    write_template(path)
    row = flat("TB0001B") | {"month": "10/2026"}

    def fill(sheet):
        titles = {column.title: column.name for column in CATALOGUE}
        for cell in list(sheet[1]):
            sheet.cell(2, cell.column).value = row.get(titles[cell.value])

    outcome, rows = read_c12(spoil(path, fill, "C12"))
    assert (outcome["errors"], outcome["warnings"], len(rows)) == ([], [], 1)


def test_the_list_of_columns_says_which_are_required():
    required = {column.name for column in required_columns()}
    assert {"unit_code", "name", "workers", "opening_odts", "closing_tnld_bnn"} <= required
    assert len(required) == 28
    assert all(column.title and column.meaning and column.example for column in columns_help())
