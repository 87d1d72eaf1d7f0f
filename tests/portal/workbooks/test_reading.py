"""Files that are well: rows keep the sheet's own numbers and columns, whatever stands empty or hidden around them."""

import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from portal.core.workbooks.guard import inspect
from portal.core.workbooks.reader import Book
from portal.core.workbooks.refusals import Refused
from tests.portal.workbooks import zoo
from tests.portal.workbooks.zoo import sheet_xml, workbook

FORMS = Path(__file__).parents[3] / "arrears" / "reference" / "forms"


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, name: str = "C12.xlsx") -> Book:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return Book(path, inspect(path, name=name))

    return read


def rows_of(book: Book, sheet: int = 0) -> list:
    return [(number, values) for number, values in book.sheets()[sheet].rows() if any(value != "" for value in values)]


@pytest.fixture
def drawn(tmp_path):
    """A workbook made by another program, with everything around the data that real ones have."""
    path = tmp_path / "drawn.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Tháng 10")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(4, 2, ["Mã", "Tên", 1.0, True])
        sheet.write_datetime(6, 3, date(2026, 10, 31), day)
        sheet.write_formula(7, 4, "=1+1", None, 999)
        sheet.write_formula(8, 5, "=1/0", None, "#DIV/0!")
        sheet.write_blank(2000, 300, None, day)
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.set_column(3, 4, 10, None, {"hidden": True})
        book.add_worksheet("Nháp").hide()
        book.add_worksheet("Rất kín").very_hidden()
    return path


def test_rows_and_columns_keep_the_sheets_own_numbers(drawn):
    rows = rows_of(Book(drawn, inspect(drawn)))
    assert rows[0] == (5, ["", "", "Mã", "Tên", 1.0, True])
    assert rows[1] == (7, ["", "", "", date(2026, 10, 31), "", ""])


def test_formulas_errors_and_hidden_things_are_told(drawn):
    seen = inspect(drawn).sheets
    assert [(sheet.name, sheet.visibility) for sheet in seen] == [
        ("Tháng 10", "visible"),
        ("Nháp", "hidden"),
        ("Rất kín", "veryHidden"),
    ]
    assert seen[0].formulas == {(8, 4), (9, 5)}
    assert seen[0].errors == {(9, 5)}
    assert seen[0].hidden_rows == [6]
    assert seen[0].hidden_columns == [3, 4]
    assert inspect(drawn).summary()["sheets"][0]["first_formulas"] == ["E8", "F9"]


def test_an_error_cell_is_never_read_as_empty(drawn):
    assert (9, ["", "", "", "", "", "#VALUE!"]) in rows_of(Book(drawn, inspect(drawn)))


def test_the_formula_of_a_lying_cell_is_told_even_where_the_value_stands_first(read):
    book = read(workbook(sheet=sheet_xml('<row r="3"><c r="B3" s="1"><v>999</v><f>1+1</f></c></row>')))
    assert book.sheets()[0].seen.formulas == {(3, 1)}


def test_formulas_are_found_across_the_borders_of_blocks(read):
    cells = "".join(f'<row r="{row}"><c r="B{row}"><f>A{row}*2</f><v>{row}</v></c></row>' for row in range(1, 60_001))
    seen = read(workbook(sheet=sheet_xml(cells))).sheets()[0].seen
    assert seen.formulas == {(row, 1) for row in range(1, 60_001)}
    assert seen.cells == seen.last_row == 60_000


def test_names_with_a_prefix_are_read_and_counted(read):
    sheet = (
        f'<x:worksheet xmlns:x="{zoo.MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:f>1+1</x:f><x:v>5</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    book = read(workbook(sheet=sheet))
    assert rows_of(book) == [(2, ["", 5.0])]
    assert book.sheets()[0].seen.formulas == {(2, 1)}
    assert book.sheets()[0].seen.cells == 1


def test_rules_that_refer_to_cells_are_no_formulas(read):
    rules = (
        '<dataValidations><dataValidation sqref="A2"><formula1>$B$1</formula1></dataValidation></dataValidations>'
        '<extLst><ext xmlns:x14="x"><x14:cfRule xmlns:xm="y"><xm:f>Sheet1!$A$1</xm:f></x14:cfRule></ext></extLst>'
    )
    assert read(workbook(sheet=sheet_xml(after=rules))).sheets()[0].seen.formulas == set()


def test_whole_formatted_rows_and_columns_are_harmless(read):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="3"/></row><row r="1048576" hidden="1"/>'
    assert rows_of(read(workbook(sheet=sheet_xml(rows)))) == [(1, [1.0])]


def test_days_of_the_1904_system_are_the_same_days(tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, date(2026, 10, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
    inspection = inspect(path)
    assert inspection.date1904
    assert rows_of(Book(path, inspection)) == [(1, [date(2026, 10, 31)])]


def test_links_to_other_workbooks_are_told_and_not_followed(read):
    link = f'<externalLink xmlns="{zoo.MAIN}"><externalBook/></externalLink>'
    target = zoo.relation(f"{zoo.OFFICE}/externalLinkPath", "file:///D:/Tam.xls", 'TargetMode="External"')
    content = workbook(
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                f'<Relationships xmlns="{zoo.RELATIONS}">{target}</Relationships>'
            ),
        }
    )
    assert read(content).inspection.external_links == ["file:///D:/Tam.xls"]


@pytest.mark.parametrize("name", ["B03-TS.xlsx", "C12-TS.xlsx"])
def test_the_official_forms_pass(name):
    found = [path for path in FORMS.rglob("*.xlsx") if path.name == name]
    assert found, f"{name} belongs under {FORMS.name}"
    inspection = inspect(found[0])
    assert len(Book(found[0], inspection).sheets()) >= 1


def test_workbooks_of_other_programs_pass(tmp_path):
    path = tmp_path / "openpyxl.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Mã", 5])
    book.save(path)
    assert rows_of(Book(path, inspect(path))) == [(1, ["Mã", 5.0])]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_of_each_kind_reads_the_same(mark, encoding, read):
    text = f'mã{mark}tên{mark}số\r\n001{mark}"Công ty ""A""{mark} B\nC"{mark}1.234\r\n\r\nngắn\r\n'
    book = read(text.encode(encoding), "C12.csv")
    assert rows_of(book) == [
        (1, ["mã", "tên", "số"]),
        (2, ["001", f'Công ty "A"{mark} B\nC', "1.234"]),
        (4, ["ngắn"]),
    ]


def test_csv_that_names_its_separator_keeps_its_row_numbers(read):
    assert rows_of(read(b"sep=;\r\na,b;c\r\n", "C12.csv")) == [(2, ["a,b", "c"])]


def test_a_name_of_no_meaning_is_no_reason_to_refuse(tmp_path):
    path = tmp_path / "3f2a9c"
    path.write_bytes(workbook())
    assert inspect(path).kind == "xlsx"


def test_a_large_honest_sheet_passes_at_a_fraction_of_its_reading(tmp_path):
    path = tmp_path / "large.xlsx"
    path.write_bytes(workbook(sheet=sheet_xml(zoo.rows_xml(30_000, 15))))
    ratios = []
    for _run in range(3):
        started = time.process_time()
        assert inspect(path).sheets[0].cells == 450_000
        looked = time.process_time()
        CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        ratios.append((looked - started) / (time.process_time() - looked))
    assert sorted(ratios)[1] < 1.5


def test_a_damaged_sheet_is_refused_by_the_reader(read):
    book = read(workbook(sheet=sheet_xml('<row r="1"><c r="A1" t="s"><v>99</v></c><c r="!!"><v>1</v></c></row>')))
    with pytest.raises(Refused) as refusal:
        list(book.sheets()[0].rows())
    assert refusal.value.code == "unreadable"
