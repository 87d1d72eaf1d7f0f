"""Forms B03 and B04 written from a closed version: what goes out reads back unchanged, sums are the form's own, money not split
by fund stands in no fund's column, and each reader has the form of what it may read."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from openpyxl import load_workbook

from arrears.models import LedgerRow, LedgerVersion
from arrears.services import closing
from portal.core import jobs
from portal.core.acts import OPERATOR, NotPossible
from portal.core.files import location
from portal.core.models import Job
from portal.core.money import SPLIT_FUNDS
from portal.core.periods import Month
from reports.models import OfficialForm
from reports.queries.official import NOTE_LIMIT, class_sums, units_of
from reports.queries.official_files import document_of, place_and_day
from reports.queries.scopes import file_scope
from reports.renderers.official.files import written_form
from reports.services.official import ask_for_official_form
from tests.arrears.imports.desk import codes, read_b03
from tests.arrears.road import confirm, upload
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
OCTOBER = Month(2026, 10)
NOW = datetime(2026, 11, 6, 2, tzinfo=UTC)
ZERO = each_fund(not_due=0, late=0, evaded=0, charge_late=0, charge_evaded=0)


def b03_row(code: str, **more) -> dict:
    return (
        {"unit_code": code, "name": f"Công ty {code}", "kind": 3, "state": 1, "days_late": 45, "days_evaded": 0}
        | ZERO
        | more
    )


@pytest.fixture
def ledger() -> Ledger:
    """Four units by BHXH's own B03, one more by C12 alone, one that owes nothing overdue; October is closed."""
    made = Ledger()
    made.employer("TA3", commune=made.communes[3])
    made.employer("TA4", kind=None)
    made.c12(
        OCTOBER, [{"unit_code": "TA6"} | each_fund(opening=0, payable=70, adjustment=0, paid=0, not_due=70, late=0)]
    )
    made.b03(
        OCTOBER,
        [
            b03_row("TA1", late_odts=300, late_httt=700, charge_late_httt=21, not_due_bhyt=90, workers=12),
            b03_row("TA2", kind=1, state=8, days_late=30, days_evaded=90, late_bhyt=50, charge_late_bhyt=4)
            | {"evaded_httt": 900, "charge_evaded_httt": 33},
            b03_row("TA3", kind=10, state=None, days_late=None, days_evaded=61, evaded_bhtn=40, note="Đã cam kết"),
            b03_row("TA4", kind=None, state=2, late_tnld_bnn=15),
        ],
    )
    made.close(OCTOBER)
    return made


def version_of(ledger: Ledger) -> LedgerVersion:
    return LedgerVersion.objects.filter(month=OCTOBER.first_day).order_by("-version")[0]


def written(ledger: Ledger, form: str, to: Path, scope=None) -> Path:
    version = version_of(ledger)
    with written_form(
        document_of(version, scope, form, place_and_day=place_and_day(version, date(2026, 11, 6)))
    ) as path:
        to.write_bytes(path.read_bytes())
    return to


def sheet(path: Path):
    return load_workbook(path).active


def line(path: Path, row: int) -> dict:
    """Columns of form B04 by their number."""
    labels = [str(cell.value or "").split("=")[0] for cell in sheet(path)[12]]
    values = [cell.value for cell in sheet(path)[row]]
    return {int(label): value for label, value in zip(labels, values, strict=True) if label.isdigit()}


# form B03


def test_what_goes_out_reads_back_to_the_dong(ledger, tmp_path):
    outcome, rows = read_b03(written(ledger, "b03", tmp_path / "b03.xlsx"))
    assert (outcome["errors"], outcome["form"], outcome["month"]) == ([], "b03b", "2026-10")
    assert codes(outcome["warnings"]) == ["no_group", "no_state"]
    by_code = {row["unit_code"]: row for row in rows}
    assert sorted(by_code) == ["TA1", "TA2", "TA3", "TA4"]
    for unit in units_of(version_of(ledger), None):
        read = by_code[unit["unit_code"]]
        for name, value in unit.items():
            if name in read and name != "office_name":
                assert read[name] == (None if value in (None, "") else str(value)), (unit["unit_code"], name)
    assert by_code["TA2"]["charge_evaded_httt"] == "33" and by_code["TA2"]["charge_late_bhyt"] == "4"
    assert by_code["TA3"]["note"] == "Đã cam kết"
    assert (by_code["TA1"]["office_name"], by_code["TA3"]["office_name"]) == tuple(o.name for o in ledger.offices)


def test_the_portal_takes_its_own_form_back_and_nothing_changes(ledger, tmp_path):
    first = version_of(ledger)
    path = written(ledger, "b03", tmp_path / "b03.xlsx")
    batch = upload(ledger.bhxh, path, by=OPERATOR, kind="b03")
    assert batch.outcome["errors"] == []
    confirm(batch, by=OPERATOR, reason="nộp lại")
    again = closing.close_month(ledger.month(OCTOBER), by=OPERATOR, at=NOW)
    assert again.version == first.version


def test_sums_are_those_of_the_form(ledger, tmp_path):
    page = sheet(written(ledger, "b03", tmp_path / "b03.xlsx"))
    total = next(row for row in page.iter_rows() if row[0].value == "Tổng số")
    value = {number: total[number + 2].value for number in range(1, 49)}
    assert value[25] == value[26] + value[32] == 58
    assert value[4] == value[12] + value[19] == 1_065 + 940
    assert value[3] == value[5] + value[4]
    assert page.title == "B03b-TS" and "Tháng 10 năm 2026" in page["A4"].value


def test_groups_of_people_are_left_empty_with_a_remark(ledger, tmp_path):
    page = sheet(written(ledger, "b03", tmp_path / "b03.xlsx"))
    rows = [row for row in page.iter_rows(min_row=13) if row[0].value in (12, 13, 14, 15)]
    assert [row[51].value for row in rows] == ["Cổng không có số liệu nhóm này"] * 4
    assert all(not cell.value for row in rows for cell in row[3:51])


def test_money_that_nobody_has_split_stands_in_no_funds_column(tmp_path):
    made = Ledger()
    facts = {"opening_unsplit": 900, "payable_unsplit": 100, "adjustment_unsplit": 0, "paid_unsplit": 0}
    facts |= {"late_unsplit": 900, "not_due_unsplit": 100, "charge_unsplit": 27}
    made.c12(OCTOBER, [{"unit_code": "TA1"} | facts])
    made.close(OCTOBER)
    (unit,) = units_of(version_of(made), None)
    assert not any(
        value for name, value in unit.items() if name.startswith(("late_", "not_due_", "evaded_", "charge_"))
    )
    assert unit["note"] == "Chưa tách quỹ, không ghi ở các cột: chưa đến hạn 100, chậm đóng 900, tiền xử lý 27"
    page = sheet(written(made, "b03", tmp_path / "b03.xlsx"))
    total = next(row for row in page.iter_rows() if row[0].value == "Tổng số")
    assert total[51].value == "1 đơn vị có tiền chưa tách quỹ (xem ghi chú từng dòng), trong đó 1 chưa tách hết"
    path = written(made, "b04", tmp_path / "b04.xlsx")
    assert (line(path, 15)[1], line(path, 15)[9]) == (1, 0)
    assert "chậm đóng 900" in line(path, 15)[35]


def test_a_charge_that_nothing_parts_stands_with_late_payment_and_says_so():
    made = Ledger()
    row = each_fund(opening=0, payable=0, adjustment=0, paid=0) | {"closing_httt": 300, "opening_httt": 300}
    made.c12(OCTOBER, [{"unit_code": "TA1", "late_httt": 100, "evaded_httt": 200, "charge_httt": 9} | row])
    made.close(OCTOBER)
    (unit,) = units_of(version_of(made), None)
    assert (unit["charge_late_httt"], unit["charge_evaded_httt"]) == (9, 0)
    assert unit["note"] == "tiền xử lý chưa tách chậm đóng, trốn đóng"


def test_a_note_is_never_longer_than_the_import_takes(ledger):
    assert all(len(unit["note"]) <= NOTE_LIMIT for unit in units_of(version_of(ledger), None))


# form B04


def test_each_unit_counts_once_in_its_worst_class(ledger, tmp_path):
    path = written(ledger, "b04", tmp_path / "b04.xlsx")
    assert [line(path, row)[1] for row in (14, 15, 16)] == [1, 2, 2]
    late, evading = line(path, 15), line(path, 16)
    assert (late[3], late[9], late[15], late[21]) == (90, 1_015, 0, 1_015)
    assert (evading[9], evading[15], evading[21]) == (50, 940, 990)
    assert (late[22], evading[22], evading[28], evading[34]) == (21, 4, 33, 37)
    assert (late[10], late[11], late[14]) == (300, 700, 15)
    assert (line(path, 14)[3], line(path, 14)[2]) == (350, 10)


def test_the_total_is_section_one_and_states_are_of_which(ledger, tmp_path):
    path = written(ledger, "b04", tmp_path / "b04.xlsx")
    total = line(path, 37)
    for number in range(1, 35):
        assert total[number] == sum(line(path, row)[number] for row in (14, 15, 16)), number
    assert {row: line(path, row)[1] for row in range(27, 37)} == {31: 1, 27: 1} | dict.fromkeys(
        (28, 29, 30, 32, 33, 34, 35, 36), 0
    )
    assert line(path, 31)[21] == 950


def test_what_the_portal_does_not_hold_is_left_empty_and_says_so(ledger, tmp_path):
    path = written(ledger, "b04", tmp_path / "b04.xlsx")
    for row in (18, 19, 21, 22, 24, 25):
        found = line(path, row)
        assert found.pop(35) == "Cổng không có số liệu"
        assert not any(found.values())
    page = sheet(path)
    assert page.title == "B04b-TS" and page["A3"].value == "BÁO CÁO TỔNG HỢP"
    assert "Tháng 10 năm 2026" in page["A5"].value and page["A1"].value == "BẢO HIỂM XÃ HỘI VIỆT NAM"


def test_both_forms_agree(ledger):
    version = version_of(ledger)
    sums, units = class_sums(version, None), list(units_of(version, None))
    for part in ("late", "evaded", "charge_late", "charge_evaded"):
        assert sums.total.of(part) == [sum(unit[f"{part}_{fund}"] for unit in units) for fund in SPLIT_FUNDS], part


def test_a_unit_with_nothing_but_a_charge_is_told():
    made = Ledger()
    made.b03(OCTOBER, [b03_row("TA1", charge_late_httt=5), b03_row("TA2", late_httt=5)])
    made.close(OCTOBER)
    version = version_of(made)
    assert [unit["unit_code"] for unit in units_of(version, None)] == ["TA2", "TA1"]
    found = class_sums(version, None)
    assert (found.charged_only, sum(found.total.of("charge_late"))) == (1, 5)


# whose form


def asked(ledger: Ledger, person, form: str = "b03") -> OfficialForm:
    scope = file_scope(person.posting.agency)
    job = jobs.run(ask_for_official_form(version_of(ledger), by=person, scope=scope, form=form).pk)
    assert job is not None and job.state == Job.State.DONE, job and job.error
    return OfficialForm.objects.visible_to(person).get(form=form)


def codes_in(file: OfficialForm) -> list[str]:
    return sorted(
        str(row[2].value) for row in load_workbook(location(file.stored).open("rb")).active.iter_rows(min_row=13)
        if str(row[2].value or "").startswith("TA")
    )  # fmt: skip


def test_an_office_has_form_a_of_its_own_units(ledger):
    file = asked(ledger, make_person(ledger.offices[1], "nguyet"))
    assert codes_in(file) == ["TA3"]
    assert file.stored.name == f"B03a-TS-2026-10-v1-{ledger.offices[1].code}.xlsx"


def test_a_form_is_made_once_and_never_changes(ledger):
    lan, minh = make_person(ledger.bhxh, "lan"), make_person(ledger.bhxh, "minh")
    assert asked(ledger, lan) == asked(ledger, minh)
    with pytest.raises(DatabaseError), transaction.atomic():
        OfficialForm.objects.update(form="b04")


def test_a_commune_has_its_own_part_and_only_once_the_month_was_sent(ledger):
    mai = make_person(ledger.committees[3], "mai")
    client = Client()
    client.force_login(mai, BACKEND)
    assert "Chưa có tháng nào khóa sổ" in client.get("/bieu-mau/").content.decode()
    LedgerVersion.objects.update(submitted_at=NOW)
    assert codes_in(asked(ledger, mai)) == ["TA3"]
    whole = asked(ledger, make_person(ledger.bhxh, "lan"))
    assert client.get(f"/bieu-mau/tep/{whole.pk}/").status_code == 404


def test_whoever_may_not_read_the_month_asks_in_vain(ledger):
    tax = make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thue")
    version = version_of(ledger)
    with pytest.raises(PermissionDenied):
        ask_for_official_form(version, by=tax, scope=None, form="b03")
    with pytest.raises(PermissionDenied):
        ask_for_official_form(version, by=make_person(ledger.offices[0], "nguyet"), scope=ledger.offices[1], form="b03")
    client = Client()
    client.force_login(tax, BACKEND)
    for path in ("/bieu-mau/", "/bieu-mau/2026-10/1/b03/"):
        assert client.get(path).status_code == 404


def test_a_form_that_is_none_and_a_month_that_is_open_are_refused(ledger):
    lan = make_person(ledger.bhxh, "lan")
    with pytest.raises(ValidationError):
        ask_for_official_form(version_of(ledger), by=lan, scope=None, form="b99")
    open_one = LedgerVersion(province=ledger.province, month=OCTOBER.first_day, version=9, closed_at=NOW)
    with pytest.raises(NotPossible, match="chưa khóa sổ"):
        ask_for_official_form(open_one, by=lan, scope=None, form="b03")


def test_the_page_leads_from_asking_to_the_file(ledger):
    lan, client = make_person(ledger.bhxh, "lan"), Client()
    client.force_login(lan, BACKEND)
    page = client.get("/bieu-mau/").content.decode()
    assert "B03b-TS" in page and "B04b-TS" in page and "Lập mẫu" in page
    answer = client.post("/bieu-mau/2026-10/1/b04/lap/")
    assert answer.url == "/bieu-mau/2026-10/1/b04/"
    jobs.run(Job.objects.get(key__startswith="form:").pk)
    assert "Lập" in client.get(answer.url).content.decode()
    file = OfficialForm.objects.get()
    assert f"/bieu-mau/tep/{file.pk}/" in client.get("/bieu-mau/").content.decode()
    taken = client.get(f"/bieu-mau/tep/{file.pk}/")
    assert b"".join(taken.streaming_content) == location(file.stored).read_bytes()


def test_the_class_of_every_row_is_in_some_line(ledger):
    rows = LedgerRow.objects.of(version_of(ledger)).filter(worst__gt=0).count()
    assert sum(one.units for one in class_sums(version_of(ledger), None).by_class.values()) == rows
