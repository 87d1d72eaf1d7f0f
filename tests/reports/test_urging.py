"""Urging notices from draft to service: figures frozen, numbers in a row, two people, two days, proof; files read back."""

import re
import threading
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, connections, transaction
from docx import Document
from pypdf import PdfReader

from agencies.models import Agency, ProvinceSetting, User
from arrears.models import LedgerVersion, PaymentReport, UrgingBundle, UrgingNotice
from arrears.queries import urging as questions
from arrears.services import urging as acts
from portal.core import files
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.files import location
from portal.core.models import AuditEntry, Job, Notification
from portal.core.periods import Month
from reports import tasks
from reports.queries.urging_documents import urging_document
from reports.services.urging_files import keep_urging_files
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_person

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LATE = {"days_late": 45, "days_evaded": 0} | each_fund(late=1_000_000, charge_late=300)
BOTH = {"days_late": 31, "days_evaded": 92} | each_fund(
    late=1_000_000, evaded=2_000_000, charge_late=300, charge_evaded=700
)


class Running:
    """What a worker hands to a task; it may be killed after some notices."""

    def __init__(self, dies_after: int = 10**6, actor=THE_CLOCK) -> None:
        self.actor, self.left = actor, dies_after

    def progress(self, done: int, total: int, message: str = "") -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


@pytest.fixture
def ledger(db) -> Ledger:
    """October closed: A1 is late, A2 late and evading, A3 owes nothing, B1 is the second office's."""
    return filled()


def filled() -> Ledger:
    found = Ledger()
    found.employer("B1", commune=found.communes[2])
    found.b03(OCTOBER, [{"unit_code": "A1", **LATE}, {"unit_code": "A2", **BOTH}, {"unit_code": "B1", **LATE}])
    found.close(OCTOBER)
    make_person(found.bhxh, "lan")
    make_person(found.bhxh, "minh", "approver").posts.update(title="Phó Giám đốc")
    make_person(found.bhxh, "head", "head")
    make_person(found.offices[0], "coso")
    make_person(found.offices[0], "coso2", "head")
    return found


def person(name: str):
    return User.objects.get(username=name)


def version(ledger: Ledger) -> LedgerVersion:
    return LedgerVersion.objects.get(province=ledger.province, month=OCTOBER.first_day)


def drafted(ledger: Ledger, *codes: str, by: str = "lan", agency: Agency | None = None) -> UrgingBundle:
    chosen = [ledger.employer(code).pk for code in codes]
    facts = {"agency": agency or ledger.bhxh, "employers": chosen, "at": NOW}
    return acts.draft_urging(version(ledger), by=person(by), **facts)


def issued(bundle: UrgingBundle, number: int = 5, by: str = "minh", **facts) -> UrgingBundle:
    facts = {"symbol": "BHXH-QLT", "issued_on": TODAY} | facts
    return acts.issue_urging(bundle, by=person(by), at=NOW, number=number, **facts)


def proof(ledger: Ledger):
    return files.keep([b"%PDF-1.7"], name="bien-nhan.pdf", content_type="application/pdf", province_code="bac-ninh")


def served(ledger: Ledger, notice: UrgingNotice, day: date = TODAY, by: str = "lan", at: datetime = NOW, means="post"):
    return acts.record_service(notice, by=person(by), at=at, served_on=day, means=means, proof=proof(ledger))


def test_a_draft_freezes_the_figures_of_the_closed_version(ledger):
    bundle = drafted(ledger, "A2", "A1")
    one, two = bundle.notices.order_by("place")
    assert (one.unit_code, one.late, one.evaded, one.days_late, one.charge_late) == ("A1", 5_000_000, 0, 45, 1500)
    assert (two.late, two.evaded, two.days_evaded) == (5_000_000, 10_000_000, 92)
    assert (two.charge_late, two.charge_evaded) == (1500, 3500)
    assert (two.month, two.as_of, two.state) == (OCTOBER.first_day, date(2026, 10, 31), "draft")


def test_days_that_bhxh_does_not_say_count_from_30_june_2025_at_the_earliest_and_are_left_open_where_unknown(ledger):
    """OLD owes HTTT of 2/2025, due 28/2/2025: by Article 141 its days count from 30/6/2025. NEW owes July 2026, due 31/8."""
    money = {"payable_httt": 100, "opening_httt": 900, "late_httt": 900, "not_due_httt": 100}
    ledger.c12(NOVEMBER, [
        {"unit_code": "OLD", "paid_through_httt": date(2025, 1, 1)} | money,
        {"unit_code": "NEW", "paid_through_httt": date(2026, 6, 1)} | money,
        {"unit_code": "TWO", "paid_through_httt": date(2026, 6, 1)} | money | {"late_httt": 200, "evaded_httt": 700},
    ])  # fmt: skip
    closed = ledger.close(NOVEMBER)
    chosen = [ledger.employer(code).pk for code in ("OLD", "NEW", "TWO")]
    later = datetime(2026, 12, 4, 2, tzinfo=UTC)
    bundle = acts.draft_urging(closed, by=person("lan"), agency=ledger.bhxh, employers=chosen, at=later)
    told = {one.unit_code: (one.days_late, one.days_evaded) for one in bundle.notices.all()}
    assert told == {"OLD": (518, 0), "NEW": (91, 0), "TWO": (None, 91)}


def test_who_owes_nothing_has_a_draft_or_is_another_offices_gets_none(ledger):
    ledger.employer("A3")
    drafted(ledger, "A1")
    with pytest.raises(NotPossible):
        drafted(ledger, "A1", "A3")
    own = drafted(ledger, "A2", "B1", by="coso", agency=ledger.offices[0])
    assert [notice.unit_code for notice in own.notices.all()] == ["A2"]
    with pytest.raises(NotPossible, match="chính mình"):
        drafted(ledger, "B1", by="coso")


def test_the_one_who_drew_it_up_does_not_issue_it(ledger):
    bundle = drafted(ledger, "A1", by="minh")
    with pytest.raises(NotPossible, match="không tự ban hành"):
        issued(bundle, by="minh")
    with pytest.raises(PermissionDenied):
        issued(bundle, by="lan")
    assert issued(bundle, by="head").status == "issued"


def test_numbers_run_on_and_none_is_given_twice_in_a_year(ledger):
    first = issued(drafted(ledger, "A1", "A2"), number=9)
    assert [one.full_number for one in first.notices.order_by("number")] == ["09/BHXH-QLT", "10/BHXH-QLT"]
    second = drafted(ledger, "B1")
    with pytest.raises(ValidationError, match="11"):
        issued(second, number=10)
    assert questions.next_number(ledger.bhxh, 2026) == 11 and questions.last_symbol(ledger.bhxh) == "BHXH-QLT"
    assert issued(second, number=11).notices.get().number == 11


@pytest.mark.parametrize(
    "facts", [{"number": 0}, {"symbol": " / "}, {"issued_on": date(2026, 11, 21)}, {"issued_on": date(2026, 11, 19)}]
)
def test_issue_asks_for_a_number_a_symbol_and_a_day_that_can_be(ledger, facts):
    bundle = drafted(ledger, "A1")
    with pytest.raises(ValidationError):
        issued(bundle, **facts)
    bundle.refresh_from_db()
    assert bundle.status == "draft" and not Job.objects.filter(key=questions.files_key(bundle)).exists()


def test_an_issued_notice_says_for_ever_what_it_said(ledger):
    notice = issued(drafted(ledger, "A1")).notices.get()
    with pytest.raises(ProgrammingError), transaction.atomic():
        UrgingNotice.objects.filter(pk=notice.pk).update(late=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        notice.delete()
    with pytest.raises(NotPossible):
        acts.leave_out_urging(notice.bundle, by=person("lan"), notice=notice.pk)
    with pytest.raises(NotPossible):
        acts.discard_urging(notice.bundle, by=person("lan"))


def test_issue_and_service_are_two_days_and_only_service_counts(ledger):
    notice = issued(drafted(ledger, "A1"), issued_on=TODAY).notices.get()
    later = date(2026, 12, 31)
    assert questions.urged_days([notice.employer_id], province=ledger.province, on=later) == {}
    served(ledger, notice)
    found = questions.urged_days([notice.employer_id], province=ledger.province, on=later)
    assert found == {notice.employer_id: [TODAY]}
    assert questions.urged_days([notice.employer], province=ledger.province, on=date(2026, 11, 19)) == {}
    change_setting(ledger, "issued")
    assert questions.urged_days([notice.employer_id], province=ledger.province, on=later) == found


def change_setting(ledger: Ledger, value: str) -> None:
    ProvinceSetting.objects.filter(province=ledger.province, key="urging.counts_from").update(value=value)


def test_the_statement_for_all_says_what_the_question_says(ledger):
    one, two = issued(drafted(ledger, "A1", "A2")).notices.order_by("pk")
    served(ledger, one)
    third = issued(drafted(ledger, "B1"), number=20).notices.get()
    acts.withdraw_urging(served(ledger, third), by=person("minh"), at=NOW, reason="Gửi nhầm")
    for value in ("served", "issued"):
        change_setting(ledger, value)
        statement, facts = questions.urged_days_sql(ledger.province, TODAY)
        with connection.cursor() as cursor:
            cursor.execute(statement, facts)
            bulk = dict(cursor.fetchall())
        everyone = [one.employer_id, two.employer_id, third.employer_id]
        assert bulk == questions.urged_days(everyone, province=ledger.province, on=TODAY)
        assert len(bulk) == (1 if value == "served" else 2)


def test_service_before_issue_ahead_of_today_or_of_a_draft_is_refused(ledger):
    draft = drafted(ledger, "A1")
    with pytest.raises(NotPossible):
        served(ledger, draft.notices.get())
    notice = issued(draft).notices.get()
    for day in (date(2026, 11, 19), date(2026, 11, 21)):
        with pytest.raises(ValidationError):
            served(ledger, notice, day)
    with pytest.raises(ValidationError):
        served(ledger, notice, means="pigeon")
    served(ledger, notice)
    with pytest.raises(NotPossible, match="có thẩm quyền ban hành"):
        served(ledger, notice)
    again = served(ledger, notice, by="minh", means="hand")
    assert (again.served_by, again.state) == ("hand", "served")


def test_one_paper_proves_the_service_of_many(ledger):
    bundle = issued(drafted(ledger, "A1", "A2"))
    first = bundle.notices.order_by("pk").first()
    served(ledger, first, means="hand")
    chosen = list(bundle.notices.values_list("pk", flat=True))
    facts = {"at": NOW, "served_on": TODAY, "means": "post", "proof": proof(ledger)}
    assert acts.record_services(bundle, by=person("lan"), notices=chosen, **facts) == 1
    assert set(bundle.notices.values_list("served_by", flat=True)) == {"hand", "post"}
    with pytest.raises(NotPossible):
        acts.record_services(bundle, by=person("lan"), notices=chosen, **facts)


def test_a_withdrawn_notice_urges_nobody_and_its_employer_waits_again(ledger):
    notice = served(ledger, issued(drafted(ledger, "A1")).notices.get())
    assert "A1" not in to_urge(ledger)
    with pytest.raises(PermissionDenied):
        acts.withdraw_urging(notice, by=person("lan"), at=NOW, reason="x")
    with pytest.raises(ValidationError):
        acts.withdraw_urging(notice, by=person("minh"), at=NOW, reason=" ")
    acts.withdraw_urging(notice, by=person("minh"), at=NOW, reason="Gửi nhầm đơn vị")
    assert questions.urged_days([notice.employer_id], province=ledger.province, on=TODAY) == {}
    assert "A1" in to_urge(ledger)


def to_urge(ledger: Ledger, who: str = "lan") -> set[str]:
    rows = questions.candidates(person(who), questions.newest_version(ledger.province))
    return set(questions.to_urge(rows).values_list("employer__unit_code", flat=True))


def test_whom_to_urge_are_those_not_urged_since_they_became_overdue(ledger):
    assert to_urge(ledger) == {"A1", "A2", "B1"} and to_urge(ledger, "coso") == {"A1", "A2"}
    old = {"origin": "list", "state": "served", "month": date(2026, 5, 1), "full_number": "1/A", "name": "x"}
    UrgingNotice.objects.create(
        employer=ledger.employer("A1"), issued_on=date(2026, 5, 4), served_on=date(2026, 5, 9), **old
    )
    assert "A1" in to_urge(ledger)
    UrgingNotice.objects.create(
        employer=ledger.employer("A2"), issued_on=date(2026, 10, 4), served_on=date(2026, 10, 9), **old
    )
    drafted(ledger, "B1")
    assert to_urge(ledger) == {"A1"}


def test_a_notice_without_a_day_is_shown_but_urges_nobody(ledger):
    facts = {"origin": "b10", "state": "issued", "month": OCTOBER.first_day, "name": "x"}
    UrgingNotice.objects.create(employer=ledger.employer("A1"), **facts)
    for value in ("served", "issued"):
        change_setting(ledger, value)
        assert questions.urged_days([ledger.employer("A1").pk], province=ledger.province, on=date(2027, 1, 1)) == {}
    row = questions.candidates(person("lan"), version(ledger)).get(employer__unit_code="A1")
    assert row.urged_undated and "A1" in to_urge(ledger)


def test_whom_another_bundle_urged_meanwhile_is_left_out(ledger):
    province, office = drafted(ledger, "A1"), None
    UrgingNotice.objects.filter(bundle=province).update(place=1)
    office = acts.draft_urging(
        version(ledger), by=person("coso"), agency=ledger.offices[0], employers=[ledger.employer("A2").pk], at=NOW
    )
    UrgingNotice.objects.filter(bundle=office).update(employer=ledger.employer("A1"))
    issued(province)
    with pytest.raises(NotPossible, match="đều đã được đôn đốc"):
        issued(office, by="coso2")


def test_a_newer_closed_version_asks_for_a_new_draft(ledger):
    bundle = drafted(ledger, "A1")
    LedgerVersion.objects.create(
        province=ledger.province, month=date(2026, 11, 1), version=1, closed_at=NOW, frozen_at=NOW
    )
    with pytest.raises(NotPossible, match="số liệu mới hơn"):
        issued(bundle)


def test_who_has_not_paid_after_the_days_set_is_told_once(ledger):
    bundle = issued(drafted(ledger, "A1", "A2"))
    for notice in bundle.notices.all():
        served(ledger, notice)
    due = date(2026, 12, 5)
    assert acts.remind_of_urging(ledger.bhxh, by=THE_CLOCK, on=date(2026, 12, 4)) == 0
    PaymentReport.objects.create(
        employer=ledger.employer("A2"), amount=1, paid_on=date(2026, 11, 25), document_no="UNC1"
    )
    assert acts.remind_of_urging(ledger.bhxh, by=THE_CLOCK, on=due) > 0
    told = Notification.objects.filter(key__startswith="urging-unpaid")
    assert {line.text.split()[0] for line in told} == {"1"} and "lan" in {line.user.username for line in told}
    before = told.count()
    acts.remind_of_urging(ledger.bhxh, by=THE_CLOCK, on=due)
    assert told.count() == before


def test_the_audit_trail_names_the_notice_and_keeps_what_is_owed_out(ledger):
    served(ledger, issued(drafted(ledger, "A1")).notices.get())
    entry = AuditEntry.objects.filter(act="record_service").latest("pk")
    assert "5_000_000" not in str(entry.__dict__) and "5000000" not in str(entry.__dict__)
    assert "Công ty A1" not in str(entry.__dict__)


def words_of(path) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(path).pages))


def test_the_files_say_what_the_notice_says_on_the_official_form(ledger):
    bundle = issued(drafted(ledger, "A1", "A2"), number=5)
    tasks.make_urging_files(Running(actor=person("head")), bundle=bundle.pk)
    bundle.refresh_from_db()
    two = bundle.notices.get(unit_code="A2")
    pdf, written = words_of(location(two.pdf)), Document(location(two.docx))
    said = "\n".join(paragraph.text for paragraph in written.paragraphs)
    table = "\n".join(p.text for t in written.tables for c in t.rows[0].cells for p in c.paragraphs)
    for words in ("Kính gửi: Công ty A2", "Mã số: A2", "chậm đóng: 5.000.000 đồng", "trốn đóng: 10.000.000 đồng",
                  "ngày trốn đóng: 92 ngày", "xử lý hành vi chậm đóng: 1.500 đồng", "Mẫu C12-TS tháng 10 năm 2026",
                  "6. Đề nghị Công ty A2 báo cáo nguyên nhân"):  # fmt: skip
        assert words in said and words in pdf, words
    assert "Số: 06/BHXH-QLT" in table and "ngày 20 tháng 11 năm 2026" in table and "PHÓ GIÁM ĐỐC" in table
    assert "Số: 06/BHXH-QLT" in pdf and "Minh" in table and "Minh" in pdf
    assert "Hướng dẫn lập" not in said and "(1)" not in said and "(5)" not in said
    each = [len(PdfReader(location(notice.pdf)).pages) for notice in bundle.notices.all()]
    assert len(PdfReader(location(bundle.merged)).pages) == sum(each) and max(each) <= 2
    names = zipfile.ZipFile(location(bundle.archive)).namelist()
    assert sorted(names) == sorted(f"01-DD-2026-{n:04d}.{kind}" for n in (5, 6) for kind in ("pdf", "docx"))


def test_a_killed_worker_goes_on_where_it_ended_and_files_are_kept_once(ledger):
    bundle = issued(drafted(ledger, "A1", "A2"))
    with pytest.raises(KeyboardInterrupt):
        tasks.make_urging_files(Running(dies_after=1), bundle=bundle.pk)
    first = bundle.notices.exclude(docx=None).get()
    tasks.make_urging_files(Running(), bundle=bundle.pk)
    assert bundle.notices.get(pk=first.pk).pdf_id == first.pdf_id
    assert not bundle.notices.filter(docx=None).exists()


def test_charge_of_two_classes_that_bhxh_did_not_part_is_one_line(ledger):
    notice = issued(drafted(ledger, "A2")).notices.get()
    notice.charge_late = notice.charge_evaded = None
    notice.grounds["charge"] = 5000
    shown = [words for _kind, words in urging_document(notice).figures.shown]
    assert "- Số tiền xử lý hành vi chậm đóng, trốn đóng: 5.000 đồng;" in shown
    assert sum("Số tiền xử lý hành vi" in words for words in shown) == 2


def test_a_draft_has_no_files(ledger, tmp_path):
    notice = drafted(ledger, "A1").notices.get()
    with pytest.raises(NotPossible):
        keep_urging_files(notice, by=OPERATOR, pdf=tmp_path, docx=tmp_path)
    assert "Dự thảo" in urging_document(notice).letter.html()


def test_of_two_who_issue_at_once_one_is_refused(own_database, django_db_blocker):
    with django_db_blocker.unblock():
        found = filled()
        bundle, said = drafted(found, "A1"), []

        def go(name: str) -> None:
            try:
                issued(UrgingBundle.objects.get(pk=bundle.pk), by=name)
                said.append("issued")
            except NotPossible:
                said.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=go, args=(name,)) for name in ("minh", "head")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == ["issued", "refused"]
