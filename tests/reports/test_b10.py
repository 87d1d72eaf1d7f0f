"""Forms B10a-TS and B10b-TS written from the portal's data: the official layout, read back as BHXH's own files are."""

from datetime import date

import pytest
from openpyxl import load_workbook

from arrears.imports import b10
from arrears.models import LedgerVersion, UrgingNotice, UrgingOutcome
from portal.core.periods import Month
from reports.queries.b10 import offices_of, units_of
from reports.renderers.official.b10 import B10Form, OfficeLine, UnitLine, write_b10a, write_b10b
from tests.arrears.imports.desk import _read
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_person

OCTOBER = Month(2026, 10)
FORM = B10Form("BHXH tỉnh Bắc Ninh", "BHXH cơ sở Một", OCTOBER, "Bắc Ninh, ngày 05 tháng 11 năm 2026")
UNITS = [
    UnitLine("Công ty Một", "TA1", (True, True, False, True, False, False), "=1+1"),
    UnitLine("Công ty Hai", "TA2", (False, False, True, False, True, True)),
]


def test_form_b10a_is_read_back_as_it_was_written(tmp_path):
    assert write_b10a(FORM, UNITS, to=tmp_path / "a.xlsx") == 2
    outcome, rows = _read(b10.parse, b10.COPY, tmp_path / "a.xlsx", {})
    assert outcome["errors"] == [] and outcome["month"] == "2026-10"
    assert [tuple(row[name] == "t" for name in b10.COPY[5:11]) for row in rows] == [unit.crosses for unit in UNITS]
    assert rows[0]["note"] == "=1+1"
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A5"].value) == (
        "BHXH TỈNH BẮC NINH", "BHXH CƠ SỞ MỘT", "Tháng 10 Năm 2026",
    )  # fmt: skip
    assert [sheet.cell(12, column).value for column in range(4, 10)] == [1, 1, 1, 1, 1, 1]
    told = [cell.value for row in sheet.iter_rows(min_row=15) for cell in row if cell.value]
    assert told == [FORM.place_and_day, "GIÁM ĐỐC", "(ký, ghi rõ họ tên)"]


def test_form_b10b_adds_up_its_offices(tmp_path):
    lines = [OfficeLine("BHXH cơ sở A", 3, 2, 1, 1, 0, 0), OfficeLine("BHXH cơ sở B", 4, 4, 0, 0, 0, 0)]
    assert write_b10b(FORM, lines, to=tmp_path / "b.xlsx") == 2
    book = load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == ["B10b-TS"]
    sheet = book.active
    assert [sheet.cell(12, column).value for column in range(3, 9)] == [7, 6, 1, 1, 0, 0]
    assert [sheet.cell(14, column).value for column in range(1, 9)] == [2, "BHXH cơ sở B", 4, 4, 0, 0, 0, 0]


def test_a_month_in_which_nobody_owes_has_forms_too(tmp_path):
    assert write_b10a(FORM, [], to=tmp_path / "a.xlsx") == 0
    assert write_b10b(FORM, [], to=tmp_path / "b.xlsx") == 0


@pytest.fixture
def ledger(db) -> Ledger:
    found = Ledger()
    found.employer("B1", commune=found.communes[2])
    late = {"days_late": 45} | each_fund(late=1_000)
    evading = {"days_evaded": 92} | each_fund(evaded=1_000)
    found.b03(OCTOBER, [{"unit_code": "A1", **late}, {"unit_code": "A2", **evading}, {"unit_code": "B1", **late}])
    found.close(OCTOBER)
    return found


def test_the_sums_of_an_office_are_its_units(ledger):
    version = LedgerVersion.objects.get(month=OCTOBER.first_day)
    first = ledger.employer("A1")
    file = ledger.batch(OCTOBER, "b10", "b10")
    UrgingOutcome.objects.create(employer=first, month=OCTOBER.first_day, batch=file, inspected=True, note="Biên bản 3")
    UrgingNotice.objects.create(
        employer=first, origin="list", state="issued", issued_on=date(2026, 10, 9), full_number="1/A",
        month=date(2026, 9, 1), name="x",
    )  # fmt: skip
    lan = make_person(ledger.bhxh, "lan")
    one, two = offices_of(lan, version)
    assert (one.counts, two.counts) == ((2, 1, 1, 1, 0, 0), (1, 1, 0, 0, 0, 0))
    units = list(units_of(lan, version, ledger.offices[0]))
    assert [(unit.unit_code, unit.crosses, unit.note) for unit in units] == [
        ("A1", (True, True, False, True, False, False), "Biên bản 3"),
        ("A2", (False, False, True, False, False, False), ""),
    ]
    coso = make_person(ledger.offices[1], "coso")
    assert [line.counts for line in offices_of(coso, version)] == [(1, 1, 0, 0, 0, 0)]
    type(file).objects.filter(pk=file.pk).update(status="undone")
    assert offices_of(lan, version)[0].counts == (2, 1, 1, 0, 0, 0)
