"""The road of a month's file: kept, checked, shown, confirmed by a person, applied whole or not at all, undone."""

import threading
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from arrears.models import B03Row, C12Row, EmployerChange, LedgerRow
from arrears.services import imports
from arrears.services.closing import advance_closing, close_month, finish_closing
from employers.models import Employer
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import AuditEntry, ImportBatch
from portal.core.periods import Month
from tests.arrears.imports.desk import unit
from tests.arrears.road import NOW, OCTOBER, TODAY, b03_file, c12_file, c12_unit, confirm, upload
from tests.factories.ledger import Ledger
from tests.factories.people import make_agency, make_person

Status = ImportBatch.Status


@pytest.fixture
def ledger(db) -> Ledger:
    return Ledger()


@pytest.fixture
def lan(ledger):
    return make_person(ledger.bhxh, "lan")


@pytest.fixture
def minh(ledger):
    return make_person(ledger.bhxh, "minh", "approver")


def test_a_file_is_checked_and_waits_for_a_person(ledger, lan, tmp_path):
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1"), c12_unit("A2", owes_months=5)]), by=lan)
    assert (batch.status, batch.rows, batch.accepted, batch.new) == (Status.STAGED, 2, 2, 2)
    assert not LedgerRow.objects.exists()
    assert not Employer.objects.exists()


def test_confirmed_rows_reach_the_register_and_the_ledger(ledger, lan, tmp_path):
    rows = [c12_unit("A1"), c12_unit("A2", owes_months=5, commune_code=ledger.communes[2].code)]
    batch = confirm(upload(ledger.bhxh, c12_file(tmp_path, rows), by=lan), by=lan)
    assert batch.status == Status.APPLIED
    placed = Employer.objects.get(unit_code="A2")
    assert (placed.commune, placed.office, placed.agency) == (
        ledger.communes[2],
        ledger.offices[1],
        ledger.committees[2],
    )
    row = ledger.row(OCTOBER, "A2")
    assert (row.late_httt, row.months_computed, row.worst) == (3_000_000, 3, LedgerRow.Class.LATE)
    assert ledger.row(OCTOBER, "A1").worst == LedgerRow.Class.NOT_DUE


def test_one_refused_row_refuses_the_file_and_leaves_nothing(ledger, lan, tmp_path):
    bad = c12_unit("A2")
    bad["closing_bhyt"] += 1
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1"), bad]), by=lan)
    assert (batch.status, batch.rows, batch.accepted, batch.refused) == (Status.REFUSED, 2, 1, 1)
    problem = batch.outcome["errors"][0]
    assert problem["row"] == 3 and problem["column"] and problem["message"]
    assert not C12Row.objects.exists()
    with pytest.raises(NotPossible):
        imports.confirm_import(batch, by=lan, at=NOW)


def test_the_same_file_twice_changes_nothing(ledger, lan, tmp_path):
    path = c12_file(tmp_path, [c12_unit("A1")])
    confirm(upload(ledger.bhxh, path, by=lan), by=lan)
    again = upload(ledger.bhxh, path, by=lan)
    assert (again.status, again.same, again.new, again.changed) == (Status.UNCHANGED, 1, 0, 0)


def test_the_same_file_still_on_its_road_is_not_taken_twice(ledger, lan, tmp_path):
    path = c12_file(tmp_path, [c12_unit("A1")])
    assert upload(ledger.bhxh, path, by=lan).pk == _upload_only(ledger, path, lan).pk


def _upload_only(ledger, path, by):
    return imports.upload_month_file(
        ledger.bhxh, by=by, kind="c12", month=OCTOBER, name=path.name, chunks=[path.read_bytes()], on=TODAY
    )


def test_rows_are_told_as_new_changed_same_and_absent(ledger, lan, tmp_path):
    first = c12_file(tmp_path, [c12_unit("A1"), c12_unit("A2"), c12_unit("A3")])
    confirm(upload(ledger.bhxh, first, by=lan), by=lan)
    second = c12_file(tmp_path, [c12_unit("A1"), c12_unit("A2", workers=99), c12_unit("A4")])
    batch = upload(ledger.bhxh, second, by=lan)
    assert (batch.new, batch.changed, batch.same, batch.absent) == (1, 1, 1, 1)


def test_undoing_takes_the_rows_and_the_newcomers_back_out(ledger, lan, tmp_path):
    confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=lan), by=lan)
    batch = confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A2", name="Tên mới")]), by=lan), by=lan)
    imports.undo_import(batch, by=lan, at=NOW, reason="nhầm tệp")
    assert list(Employer.objects.values_list("unit_code", flat=True)) == ["A1"]
    assert list(LedgerRow.objects.values_list("employer__unit_code", flat=True)) == ["A1"]
    assert ImportBatch.objects.get(pk=batch.pk).status == Status.UNDONE


def test_undoing_gives_an_employer_its_former_name_back(ledger, lan, tmp_path):
    confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1", name="Tên cũ")]), by=lan), by=lan)
    batch = confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1", name="Tên mới")]), by=lan), by=lan)
    assert Employer.objects.get().name == "Tên mới"
    assert EmployerChange.objects.get().before["name"] == "Tên cũ"
    imports.undo_import(batch, by=lan, at=NOW, reason="nhầm")
    assert Employer.objects.get().name == "Tên cũ"


def test_an_older_month_only_fills_what_is_blank(ledger, lan, tmp_path):
    confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1", name="Tên nay")]), by=lan), by=lan)
    september = OCTOBER.plus(-1)
    older = c12_file(tmp_path, [c12_unit("A1", name="Tên xưa", address="Số 1")], september)
    confirm(upload(ledger.bhxh, older, by=lan, month=september), by=lan)
    employer = Employer.objects.get()
    assert (employer.name, employer.address) == ("Tên nay", "Số 1")


def _closed(ledger, minh) -> None:
    version = close_month(ledger.month(OCTOBER), by=minh, at=NOW)
    version = advance_closing(version, by=THE_CLOCK, at=NOW, until="list")
    type(version).objects.filter(pk=version.pk).update(reported_at=NOW)
    finish_closing(version, by=THE_CLOCK, at=NOW)


def test_a_closed_month_takes_a_file_only_with_a_reason_and_as_a_restatement(ledger, lan, minh, tmp_path):
    confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=lan), by=lan)
    _closed(ledger, minh)
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1", owes_months=4)]), by=lan)
    with pytest.raises(NotPossible, match="lý do"):
        imports.confirm_import(batch, by=minh, at=NOW)
    confirm(batch, by=minh, reason="BHXH tính lại")
    assert ledger.month(OCTOBER).status == "restating"
    assert ledger.row(OCTOBER, "A1", version=1).worst == LedgerRow.Class.NOT_DUE
    assert ledger.row(OCTOBER, "A1").worst == LedgerRow.Class.LATE


def test_an_officer_may_not_open_a_restatement(ledger, lan, minh, tmp_path):
    confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=lan), by=lan)
    _closed(ledger, minh)
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1", owes_months=4)]), by=lan)
    with pytest.raises(PermissionDenied):
        imports.confirm_import(batch, by=lan, at=NOW, reason="sửa")
    assert ledger.month(OCTOBER).status == "closed"


def test_a_file_that_entered_a_closed_version_is_not_undone(ledger, lan, minh, tmp_path):
    batch = confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=lan), by=lan)
    _closed(ledger, minh)
    with pytest.raises(NotPossible):
        imports.undo_import(batch, by=lan, at=NOW, reason="nhầm")


def test_a_b03b_is_the_province_s_and_a_b03a_an_office_s(ledger, lan, tmp_path):
    of_office = make_person(ledger.offices[0], "huong")
    whole = upload(ledger.offices[0], b03_file(tmp_path, [unit("A1")]), by=of_office, kind="b03")
    own = upload(ledger.bhxh, b03_file(tmp_path, [unit("A1")], "b03a"), by=lan, kind="b03")
    assert [batch.outcome["errors"][0]["code"] for batch in (whole, own)] == ["scope", "scope"]
    assert not B03Row.objects.exists()


def test_an_office_does_not_speak_for_another(ledger, tmp_path):
    of_office = make_person(ledger.offices[0], "huong")
    with pytest.raises(NotPossible):
        upload(ledger.offices[1], c12_file(tmp_path, [c12_unit("A1")]), by=of_office)


def test_an_employer_first_seen_in_a_b03_has_no_commune_and_few_see_it(ledger, lan, tmp_path):
    confirm(upload(ledger.bhxh, b03_file(tmp_path, [unit("A9")]), by=lan, kind="b03"), by=lan)
    employer = Employer.objects.get(unit_code="A9")
    assert employer.commune is None
    department = make_person(make_agency(ledger.province, "home_affairs", "so-noi-vu"), "nam")
    union = make_person(make_agency(ledger.province, "trade_union", "ldld-tinh"), "hai")
    people = (lan, department, union)
    assert [Employer.objects.visible_to(person).count() for person in people] == [1, 1, 1]
    assert not LedgerRow.objects.visible_to(union).filter(employer=employer).exists()
    assert LedgerRow.objects.visible_to(lan).filter(employer=employer).exists()


def test_a_c12_row_places_an_employer_that_a_b03_named_first(ledger, lan, tmp_path):
    confirm(upload(ledger.bhxh, b03_file(tmp_path, [unit("A9")]), by=lan, kind="b03"), by=lan)
    row = c12_unit("A9", commune_code=ledger.communes[0].code)
    confirm(upload(ledger.bhxh, c12_file(tmp_path, [row]), by=lan), by=lan)
    assert Employer.objects.get(unit_code="A9").commune == ledger.communes[0]
    assert ledger.row(OCTOBER, "A9").commune == ledger.communes[0]


def test_a_row_is_matched_by_its_tax_code_and_said_so(ledger, lan, tmp_path):
    september = OCTOBER.plus(-1)
    first = c12_file(tmp_path, [c12_unit("A1", tax_code="0100233488")], september)
    confirm(upload(ledger.bhxh, first, by=lan, month=september), by=lan)
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("B1", tax_code="0100233488")]), by=lan)
    assert "matched_by_tax_code" in {warning["code"] for warning in batch.outcome["warnings"]}
    confirm(batch, by=lan)
    assert Employer.objects.count() == 1


def test_two_units_of_one_tax_code_stay_two(ledger, lan, tmp_path):
    rows = [c12_unit("A1", tax_code="0100233488"), c12_unit("A2", tax_code="0100233488")]
    confirm(upload(ledger.bhxh, c12_file(tmp_path, rows), by=lan), by=lan)
    assert Employer.objects.count() == 2


def test_homonyms_stay_apart(ledger, lan, tmp_path):
    rows = [c12_unit("A1", name="Công ty Hoà Bình"), c12_unit("A2", name="Công ty Hòa Bình")]
    confirm(upload(ledger.bhxh, c12_file(tmp_path, rows), by=lan), by=lan)
    assert Employer.objects.values("folded").distinct().count() == 1
    assert Employer.objects.count() == 2


def test_a_wrong_check_digit_warns_and_is_kept(ledger, lan, tmp_path):
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1", tax_code="0100233481")]), by=lan)
    assert "tax_check_digit" in {warning["code"] for warning in batch.outcome["warnings"]}
    confirm(batch, by=lan)
    assert Employer.objects.get().tax_code_ok is False


def test_an_opening_other_than_the_last_closing_is_a_warning(ledger, lan, minh, tmp_path):
    september = OCTOBER.plus(-1)
    first = c12_file(tmp_path, [c12_unit("A1", owes_months=1)], september)
    confirm(upload(ledger.bhxh, first, by=lan, month=september), by=lan)
    ledger.close(september)
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1", owes_months=5)]), by=lan)
    assert batch.status == Status.STAGED
    assert "opening_differs" in {warning["code"] for warning in batch.outcome["warnings"]}


@pytest.mark.parametrize("kind", ["tax", "trade_union", "commune_committee"])
def test_other_agencies_bring_no_files(ledger, tmp_path, kind):
    outsider = make_person(make_agency(ledger.province, kind, f"{kind}-x"), "la")
    with pytest.raises(PermissionDenied):
        upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=outsider)


def test_a_month_to_come_and_an_unknown_kind_are_refused(ledger, lan, tmp_path):
    path = c12_file(tmp_path, [c12_unit("A1")])
    with pytest.raises(ValidationError):
        upload(ledger.bhxh, path, by=lan, month=Month(2027, 1))
    with pytest.raises(ValidationError):
        upload(ledger.bhxh, path, by=lan, kind="d02")


def test_the_road_is_remembered_step_by_step(ledger, lan, tmp_path):
    confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=lan), by=lan)
    acts = list(AuditEntry.objects.filter(user=lan).order_by("id").values_list("act", flat=True))
    for expected in ("upload_month_file", "check_import", "confirm_import", "take_into_register", "apply_import"):
        assert expected in acts


def test_a_discarded_file_is_never_applied(ledger, lan, tmp_path):
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=lan)
    imports.discard_import(batch, by=lan)
    with pytest.raises(NotPossible):
        imports.confirm_import(batch, by=lan, at=NOW)


def test_two_officers_confirming_at_once_have_one_effect_and_one_is_told(own_database, tmp_path):
    ledger = Ledger()
    people = [make_person(ledger.bhxh, name) for name in ("lan", "mai")]
    batch = upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=people[0])
    told: list[object] = []

    def press(person):
        try:
            told.append(imports.confirm_import(batch, by=person, at=NOW).status)
        except NotPossible as refusal:
            told.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(answer, NotPossible) for answer in told) == [False, True]


@pytest.mark.parametrize("table", ["arrears_c12row", "arrears_b03row"])
def test_the_database_refuses_to_change_staged_rows(ledger, lan, tmp_path, table):
    confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=lan), by=lan)
    with pytest.raises(Exception, match="permission denied|refuses"), connections["default"].cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET workers = 0")


def test_what_an_applied_batch_said_cannot_be_changed(ledger, lan, tmp_path):
    batch = confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=lan), by=lan)
    with pytest.raises(Exception, match="refuses"):
        ImportBatch.objects.filter(pk=batch.pk).update(outcome={})


def test_links_to_other_workbooks_are_told_and_not_followed(ledger, lan, tmp_path):
    path = b03_file(tmp_path, [unit("A1")])
    linked = tmp_path / "lien-ket.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(linked, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/externalLinks/externalLink1.xml", '<externalLink xmlns="x"><externalBook/></externalLink>')
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
        link = f'<Relationship Id="rId1" Type="{kind}" Target="so-khac.xlsx" TargetMode="External"/>'
        new.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", f"<Relationships>{link}</Relationships>")
    batch = upload(ledger.bhxh, linked, by=lan, kind="b03")
    assert batch.status == Status.STAGED
    assert "external_links" in {warning["code"] for warning in batch.outcome["warnings"]}


def test_the_operator_walks_the_same_road(ledger, tmp_path):
    batch = confirm(upload(ledger.bhxh, c12_file(tmp_path, [c12_unit("A1")]), by=OPERATOR), by=OPERATOR)
    assert batch.status == Status.APPLIED
    assert AuditEntry.objects.get(act="apply_import").actor == str(OPERATOR)
