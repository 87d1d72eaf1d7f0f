"""Form B10a-TS and lists of 01-ĐĐ on the road of the month's files: let in, told again, taken back; the ledger never moves."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import ProvinceSetting
from arrears.models import JustifiedReason, LedgerMonth, UrgingNotice, UrgingOutcome
from arrears.queries.urging import speaking_b10, urged_days
from arrears.services import imports, reasons
from arrears.services import urging as acts
from portal.core import files
from portal.core.acts import NotPossible
from portal.core.models import ImportBatch
from tests.arrears.imports.urging_files import b10_file, list_file
from tests.arrears.road import NOW, OCTOBER, TODAY, confirm, upload
from tests.factories.ledger import Ledger
from tests.factories.people import make_person

Status = ImportBatch.Status
LATER = date(2027, 1, 1)


@pytest.fixture
def ledger(db) -> Ledger:
    found = Ledger()
    for code in ("A1", "A2"):
        found.employer(code)
    found.employer("B1", commune=found.communes[2])
    return found


@pytest.fixture
def lan(ledger):
    return make_person(ledger.bhxh, "lan")


@pytest.fixture
def minh(ledger):
    return make_person(ledger.bhxh, "minh", "approver")


def b10(ledger, path, units, by, agency=None):
    return upload(agency or ledger.bhxh, b10_file(path, units), by=by, kind="b10")


def listed(ledger, path, rows, by):
    return upload(ledger.bhxh, list_file(path, rows), by=by, kind="urging-list")


ROWS = (
    ("A1", "Công ty A1", "125/BHXH-QLT", date(2026, 10, 5), date(2026, 10, 9), "Bưu điện"),
    ("A2", "Công ty A2", "126/BHXH-QLT", date(2026, 10, 5), "", ""),
)
UNITS = (("A1", "Công ty A1", "124", "Đang kiểm tra"), ("A2", "Công ty A2", "3", ""))


def test_a_code_that_names_another_unit_than_the_file_is_told_before_anybody_is_urged_by_it(ledger, lan, tmp_path):
    wrong = (("A2", *ROWS[0][1:]), ROWS[1][:1] + ("", "127/BHXH-QLT", *ROWS[1][3:]))
    for batch in (
        listed(ledger, tmp_path / "l.xlsx", wrong, lan),
        b10(ledger, tmp_path / "b.xlsx", (("A2", "Công ty A1", "1", ""),), lan),
    ):
        told = [warning["row"] for warning in batch.outcome["warnings"] if warning["code"] == "name_differs"]
        assert len(told) == 1


def live(origin: str):
    return UrgingNotice.objects.filter(origin=origin).exclude(state="withdrawn")


def days(ledger) -> dict:
    everyone = [ledger.employer(code).pk for code in ("A1", "A2", "B1")]
    return urged_days(everyone, province=ledger.province, on=LATER)


def test_a_list_becomes_notices_and_only_served_ones_count(ledger, lan, tmp_path):
    batch = listed(ledger, tmp_path / "l.xlsx", ROWS, lan)
    assert (batch.status, batch.new, batch.rows) == (Status.STAGED, 2, 2) and not UrgingNotice.objects.exists()
    confirm(batch, by=lan)
    one, two = live("list").order_by("unit_code")
    assert (one.state, one.served_on, one.served_by) == ("served", date(2026, 10, 9), "post")
    assert (two.state, two.served_on) == ("issued", None)
    assert days(ledger) == {one.employer_id: [date(2026, 10, 9)]}


def test_the_same_list_again_changes_nothing_and_a_later_one_tells_the_service(ledger, lan, tmp_path):
    confirm(listed(ledger, tmp_path / "l.xlsx", ROWS, lan), by=lan)
    assert listed(ledger, tmp_path / "again.xlsx", ROWS, lan).status == Status.UNCHANGED
    told = (ROWS[1][:4] + (date(2026, 10, 12), "Niêm yết"),)
    batch = listed(ledger, tmp_path / "more.xlsx", told, lan)
    assert (batch.new, batch.changed) == (0, 1)
    batch = confirm(batch, by=lan)
    assert live("list").get(unit_code="A2").served_by == "posted_up" and live("list").count() == 2
    imports.undo_import(batch, by=lan, at=NOW, reason="Nhầm")
    back = live("list").get(unit_code="A2")
    assert (back.state, back.served_on) == ("issued", None) and live("list").count() == 2


def test_a_list_taken_back_urges_nobody_and_may_come_again(ledger, lan, tmp_path):
    batch = confirm(listed(ledger, tmp_path / "l.xlsx", ROWS, lan), by=lan)
    imports.undo_import(batch, by=lan, at=NOW, reason="Nhầm")
    assert not live("list").exists() and days(ledger) == {}
    again = listed(ledger, tmp_path / "again.xlsx", ROWS, lan)
    assert again.new == 2
    confirm(again, by=lan)
    assert live("list").count() == 2


def test_what_a_person_withdrew_or_proved_no_list_changes(ledger, lan, minh, tmp_path):
    confirm(listed(ledger, tmp_path / "l.xlsx", ROWS, lan), by=lan)
    one, two = live("list").order_by("unit_code")
    acts.withdraw_urging(one, by=minh, at=NOW, reason="Gửi nhầm")
    proof = files.keep([b"%PDF-"], name="p.pdf", content_type="application/pdf", province_code="bac-ninh")
    acts.record_service(two, by=lan, at=NOW, served_on=date(2026, 10, 20), means="hand", proof=proof)
    told = (ROWS[0], ROWS[1][:4] + (date(2026, 10, 6), "Bưu điện"))
    batch = listed(ledger, tmp_path / "more.xlsx", told, lan)
    assert batch.status == Status.UNCHANGED
    assert [w["code"] for w in batch.outcome["warnings"] if w["code"] == "kept"] == ["kept", "kept"]
    two.refresh_from_db()
    assert two.served_on == date(2026, 10, 20) and days(ledger) == {two.employer_id: [date(2026, 10, 20)]}


def test_taking_a_list_back_leaves_what_it_did_not_tell_as_a_person_or_another_list_told_it(ledger, lan, tmp_path):
    confirm(listed(ledger, tmp_path / "l.xlsx", ROWS, lan), by=lan)
    one, two = live("list").order_by("unit_code")
    proof = files.keep([b"%PDF-"], name="p.pdf", content_type="application/pdf", province_code="bac-ninh")
    acts.record_service(two, by=lan, at=NOW, served_on=date(2026, 10, 20), means="hand", proof=proof)
    ours = UrgingNotice.objects.create(
        employer=ledger.employer("B1"), full_number="9/BHXH-QLT", issued_on=date(2026, 10, 5), state="served",
        served_on=date(2026, 10, 8), served_by="hand", month=OCTOBER.first_day, name="x", agency=ledger.bhxh, number=9,
        year=2026, proof=proof,
    )  # fmt: skip
    same = ("B1", "Công ty B1", "9/BHXH-QLT", date(2026, 10, 5))
    confirm(
        listed(ledger, tmp_path / "b.xlsx", ((*same, "", ""), ("B1", "", "10/BHXH-QLT", *ROWS[0][3:])), lan), by=lan
    )
    new = ("A1", "Công ty A1", "130/BHXH-QLT", date(2026, 10, 6), date(2026, 10, 7), "Bưu điện")
    batch = confirm(listed(ledger, tmp_path / "c.xlsx", (*ROWS, (*same, "", ""), new), lan), by=lan)
    before = {row["id"]: row for row in UrgingNotice.objects.exclude(full_number="130/BHXH-QLT").values()}
    imports.undo_import(batch, by=lan, at=NOW, reason="Nhầm")
    assert {row["id"]: row for row in UrgingNotice.objects.exclude(full_number="130/BHXH-QLT").values()} == before
    assert UrgingNotice.objects.get(full_number="130/BHXH-QLT").state == "withdrawn"
    assert date(2026, 10, 20) in days(ledger)[two.employer_id] and date(2026, 10, 8) in days(ledger)[ours.employer_id]
    assert date(2026, 10, 9) in days(ledger)[one.employer_id]


def test_a_notice_of_the_portal_named_in_a_list_is_not_doubled(ledger, lan, tmp_path):
    UrgingNotice.objects.create(
        employer=ledger.employer("A1"), full_number="125/BHXH-QLT", issued_on=date(2026, 10, 5), state="issued",
        month=OCTOBER.first_day, name="x", agency=ledger.bhxh, number=125, year=2026,
    )  # fmt: skip
    assert listed(ledger, tmp_path / "l.xlsx", ROWS[:1], lan).status == Status.UNCHANGED


def test_a_unit_nobody_knows_refuses_the_file_and_says_where(ledger, lan, tmp_path):
    batch = listed(ledger, tmp_path / "l.xlsx", (*ROWS, ("ZZ9", "", "9/A", date(2026, 10, 5), "", "")), lan)
    (error,) = batch.outcome["errors"]
    assert batch.status == Status.REFUSED and (batch.refused, batch.accepted) == (1, 2)
    assert (error["code"], error["row"], error["sheet"]) == ("unknown_unit", 6, "Danh sách")
    assert "ZZ9" in error["message"] and "Hãy nộp" in error["message"]


def test_an_office_tells_of_its_own_units_only(ledger, tmp_path):
    coso = make_person(ledger.offices[0], "coso")
    units = (("A1", "Công ty A1", "12", ""), ("B1", "Công ty B1", "12", ""))
    batch = b10(ledger, tmp_path / "b.xlsx", units, coso, ledger.offices[0])
    assert [error["code"] for error in batch.outcome["errors"]] == ["other_office"]


def test_b10_brings_outcomes_and_notices_without_a_day_that_make_nobody_evade(ledger, lan, tmp_path):
    confirm(b10(ledger, tmp_path / "b.xlsx", UNITS, lan), by=lan)
    outcome = UrgingOutcome.objects.get(employer__unit_code="A1")
    assert (outcome.inspected, outcome.referred, outcome.note) == (True, False, "Đang kiểm tra")
    notice = live("b10").get()
    assert (notice.unit_code, notice.full_number, notice.issued_on, notice.served_on) == ("A1", "", None, None)
    for value in ("served", "issued"):
        ProvinceSetting.objects.filter(key="urging.counts_from").update(value=value)
        assert days(ledger) == {}


def test_a_later_b10_of_the_month_speaks_and_taken_back_the_earlier_one_does(ledger, lan, tmp_path):
    first = confirm(b10(ledger, tmp_path / "b.xlsx", UNITS, lan), by=lan)
    assert b10(ledger, tmp_path / "same.xlsx", UNITS, lan).status == Status.UNCHANGED
    second = b10(ledger, tmp_path / "c.xlsx", (("A2", "Công ty A2", "13", ""),), lan)
    assert (second.changed, second.absent) == (1, 1)
    second = confirm(second, by=lan)
    assert [one.unit_code for one in live("b10")] == ["A2"]
    assert list(speaking_b10(ledger.province, OCTOBER)) == [second]
    imports.undo_import(second, by=lan, at=NOW, reason="Nhầm")
    assert [one.unit_code for one in live("b10")] == ["A1"] and list(speaking_b10(ledger.province, OCTOBER)) == [first]


def test_a_closed_month_takes_them_without_being_opened_again(ledger, lan, tmp_path):
    ledger.b03(OCTOBER, [{"unit_code": "A1", "late_httt": 5, "days_late": 3}])
    ledger.close(OCTOBER)
    month = ledger.month(OCTOBER)
    before = (month.status, month.version, month.rebuilt_at)
    batch = confirm(listed(ledger, tmp_path / "l.xlsx", ROWS, lan), by=lan)
    imports.undo_import(batch, by=lan, at=NOW, reason="Nhầm")
    month.refresh_from_db()
    assert (month.status, month.version, month.rebuilt_at) == before
    assert month.status == LedgerMonth.Status.CLOSED


# --- Reasons and grounds ---------------------------------------------------------------------------------------------


def a_reason(ledger, by, **facts) -> JustifiedReason:
    facts = {"reason": "Hỏa hoạn", "document_no": "15/BB", "valid_from": TODAY} | facts
    return reasons.record_justified_reason(ledger.employer("A1"), by=by, **facts)


def test_a_reason_counts_once_another_person_has_accepted_it(ledger, lan, minh):
    with pytest.raises(ValidationError):
        a_reason(ledger, lan, document_no=" ")
    with pytest.raises(ValidationError):
        a_reason(ledger, lan, valid_to=date(2026, 11, 1))
    own = a_reason(ledger, minh)
    with pytest.raises(PermissionDenied):
        reasons.accept_justified_reason(own, by=minh, at=NOW)
    reason = a_reason(ledger, lan)
    with pytest.raises(PermissionDenied):
        reasons.accept_justified_reason(reason, by=lan, at=NOW)
    reasons.accept_justified_reason(reason, by=minh, at=NOW)
    with pytest.raises(NotPossible):
        reasons.accept_justified_reason(reason, by=minh, at=NOW)
    with pytest.raises(NotPossible, match="có thẩm quyền"):
        reasons.withdraw_justified_reason(reason, by=lan, at=NOW)
    assert reasons.withdraw_justified_reason(reason, by=minh, at=NOW).withdrawn_at == NOW


def test_a_ground_has_its_document_holds_once_and_ends(ledger, lan, minh):
    firm = ledger.employer("A1")
    facts = {"at": NOW, "ground": "a", "document_no": "7/KL", "document_on": TODAY, "valid_from": TODAY}
    for wrong in ({"ground": "đ"}, {"document_no": " "}, {"document_on": date(2026, 12, 1)}):
        with pytest.raises(ValidationError):
            reasons.record_evasion_ground(firm, by=lan, **facts | wrong)
    ground = reasons.record_evasion_ground(firm, by=lan, **facts)
    with pytest.raises(NotPossible):
        reasons.record_evasion_ground(firm, by=lan, **facts)
    with pytest.raises(PermissionDenied):
        reasons.end_evasion_ground(ground, by=lan, valid_to=TODAY, at=NOW)
    with pytest.raises(ValidationError):
        reasons.end_evasion_ground(ground, by=minh, valid_to=date(2026, 11, 1), at=NOW)
    assert reasons.end_evasion_ground(ground, by=minh, valid_to=TODAY, at=NOW).valid_to == TODAY
    reasons.record_evasion_ground(firm, by=lan, **facts)


def test_a_local_office_tells_of_its_own_employers_only(ledger):
    other = make_person(ledger.offices[1], "coso2", "approver")
    with pytest.raises(PermissionDenied):
        a_reason(ledger, other)
