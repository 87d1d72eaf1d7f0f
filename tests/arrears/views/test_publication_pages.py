"""Pages of lists on their way to the public: their makers work with them, nobody else learns that there are any."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from arrears.models import Edition, Hold, Objection, PaymentReport, Publication
from arrears.queries.publication.notices import letters_of
from arrears.services.publication import drawing
from arrears.services.publication.checking import check_publication
from arrears.services.publication.noticing import keep_all_letters, notice_publication, record_notice_sent
from employers.models import Employer
from portal.core import jobs
from portal.core.models import AuditEntry, Job
from tests.factories.people import make_agency, make_person
from tests.factories.publications import APPROVED, DRAWN, Publishing

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
HOME = "/cong-khai-no/"


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


@pytest.fixture(autouse=True)
def _ten_days_later():
    with time_machine.travel(APPROVED, tick=False):
        yield


@pytest.fixture
def noticed(publishing) -> Publication:
    officer = publishing.person("lap")
    publication = check_publication(publishing.drawn(), by=officer, at=DRAWN)
    facts = {"number": 1, "symbol": "TB-BHXH", "issued_on": DRAWN.date()}
    publication = notice_publication(publication, by=officer, at=DRAWN, **facts)
    record_notice_sent(publication, by=officer, at=DRAWN, sent_on=DRAWN.date())
    return publication


def enters(user) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    session = client.session
    session["verified_at"] = timezone.now().timestamp()
    session.save()
    return client


def text(answer) -> str:
    return answer.content.decode()


def line(publication: Publication, code: str = "TA0001A"):
    return publication.lines.get(unit_code=code)


def test_a_list_is_drawn_up_checked_and_told_on_its_page(publishing):
    client = enters(publishing.officer)
    answer = client.post(f"{HOME}lap/", {"what": "debtors", "version": publishing.version.pk}, follow=True)
    publication = Publication.objects.get()
    assert "Dự kiến công khai" in text(answer) and "TA0003A" in text(answer)
    assert "Đã kiểm tra" in text(client.post(f"{HOME}{publication.pk}/kiem-tra/", follow=True))
    today = f"{APPROVED:%d/%m/%Y}"
    client.post(f"{HOME}{publication.pk}/thong-bao/", {"number": "3", "symbol": "TB", "issued_on": today})
    publication.refresh_from_db()
    assert publication.state == "noticed"
    assert "03/TB" in text(client.get(f"{HOME}{publication.pk}/van-ban/"))


def test_a_long_list_shows_how_far_it_is_and_is_a_draft_when_its_lines_are_written(publishing, monkeypatch):
    monkeypatch.setattr(drawing, "AT_ONCE", 2)
    client = enters(publishing.officer)
    asked = {"what": "debtors", "version": publishing.version.pk}
    page = text(client.post(f"{HOME}lap/", asked, follow=True))
    assert "Đang lập danh sách" in page and "<progress" in page and "TA0003A" not in page
    publication = Publication.objects.get()
    assert f"{HOME}{publication.pk}/kiem-tra/" not in page and f"{HOME}{publication.pk}/bo/" in page
    jobs.run(Job.objects.get(key=f"publication-lines:{publication.pk}").pk)
    page = text(client.get(f"{HOME}{publication.pk}/"))
    assert "TA0003A" in page and "<progress" not in page and f"{HOME}{publication.pk}/kiem-tra/" in page


def test_an_approval_that_lapsed_is_said_on_the_page_and_given_anew(publishing):
    publication = publishing.approved()
    client = enters(publishing.approver)
    assert "có giá trị 15 ngày" in text(client.get(f"{HOME}{publication.pk}/"))
    with time_machine.travel(APPROVED + timedelta(days=20), tick=False):
        client = enters(publishing.approver)
        assert "Phải duyệt lại" in text(client.get(f"{HOME}{publication.pk}/"))
        number = {"number": "1", "symbol": "DS-BHXH"}
        assert "quá 15 ngày" in text(client.post(f"{HOME}{publication.pk}/cong-bo/", number, follow=True))
        client.post(f"{HOME}{publication.pk}/doi-chieu/")
        client.post(f"{HOME}{publication.pk}/duyet/")
        publication.refresh_from_db()
        assert publication.state == "approved"
        client.post(f"{HOME}{publication.pk}/cong-bo/", number)
        assert Edition.objects.filter(publication=publication).exists()


def test_the_post_gets_all_letters_in_one_file_and_the_trail_says_who_took_it(publishing, noticed, tmp_path):
    assert enters(publishing.officer).get(f"{HOME}{noticed.pk}/van-ban/tep/pdf/").status_code == 404
    path = tmp_path / "all"
    path.write_bytes(b"letters")
    keys = letters_of(noticed).values_list("pk", flat=True)
    keep_all_letters(noticed, by=publishing.person("lap"), merged=path, archive=path, letters=keys)
    client = enters(publishing.officer)
    page = text(client.get(f"{HOME}{noticed.pk}/"))
    for kind in ("pdf", "zip"):
        address = f"{HOME}{noticed.pk}/van-ban/tep/{kind}/"
        assert address in page and b"".join(client.get(address).streaming_content) == b"letters"
    assert AuditEntry.objects.filter(act="publication_letters", user=publishing.officer).count() == 2
    stranger = make_person(publishing.ledger.offices[0], "vanphong", "officer")
    assert enters(stranger).get(f"{HOME}{noticed.pk}/van-ban/tep/pdf/").status_code == 404


def test_the_maker_has_no_button_to_approve_and_is_told_why(publishing, noticed):
    page = text(enters(publishing.officer).get(f"{HOME}{noticed.pk}/"))
    assert f"{HOME}{noticed.pk}/duyet/" not in page
    page = text(enters(publishing.approver).get(f"{HOME}{noticed.pk}/"))
    assert f"{HOME}{noticed.pk}/duyet/" in page


def test_what_changed_before_the_approval_is_taken_over_and_shown_first(publishing, noticed):
    Employer.objects.filter(unit_code="TA0001A").update(name="Công ty Khác")
    answer = enters(publishing.approver).post(f"{HOME}{noticed.pk}/duyet/", follow=True)
    noticed.refresh_from_db()
    assert noticed.state == "noticed" and line(noticed).state == "stopped"
    assert "1 dòng vướng chờ quyết định" in text(answer)


def test_a_stopped_line_stands_beside_its_sources_and_is_let_pass_with_a_reason(publishing, noticed):
    Employer.objects.filter(unit_code="TA0001A").update(name="Công ty Khác")
    client, found = enters(publishing.approver), line(noticed)
    client.post(f"{HOME}{noticed.pk}/doi-chieu/")
    page = text(client.get(f"{HOME}dong/{found.pk}/"))
    assert "Công ty Khác" in page and "Tệp BHXH của tháng" in page and "Cho qua" in page
    assert "Lý do" in text(client.post(f"{HOME}dong/{found.pk}/cho-qua/", {"reason": ""}, follow=True))
    client.post(f"{HOME}dong/{found.pk}/cho-qua/", {"reason": "đúng đơn vị"})
    assert line(noticed).passed_by == publishing.approver


def test_an_answer_with_its_paper_is_taken_down_and_decided_by_another(publishing, noticed):
    client, found = enters(publishing.officer), line(noticed)
    sent = {"received_on": "10/11/2026", "text": "Đã nộp đủ ngày 09/11"}
    assert client.post(f"{HOME}dong/{found.pk}/phan-hoi/", sent).status_code == 302
    objection = Objection.objects.get()
    page = text(client.get(f"{HOME}phan-hoi/{objection.pk}/"))
    assert "Chờ người khác quyết định" in page
    decided = {"decision": "upheld", "answer": "Đúng, đã loại."}
    enters(publishing.approver).post(f"{HOME}phan-hoi/{objection.pk}/", decided)
    assert line(noticed).state == "struck"


def test_holds_and_payments_are_recorded_ended_and_withdrawn(publishing, noticed):
    client, employer = enters(publishing.officer), line(noticed).employer_id
    held = {"kind": "instalments", "reason": "trả dần", "begins_on": "16/11/2026", "expires_on": "30/11/2026"}
    assert client.post(f"{HOME}tam-giu/don-vi/{employer}/", held).status_code == 302
    hold = Hold.objects.get()
    assert "trả dần" in text(client.get(f"{HOME}tam-giu/{hold.pk}/"))
    client.post(f"{HOME}tam-giu/{hold.pk}/cham-dut/", {"reason": "xong"})
    hold.refresh_from_db()
    assert hold.ended_on == timezone.localdate()
    paid = {"amount": "1000", "paid_on": "12/11/2026", "document_no": "UNC 9"}
    assert client.post(f"{HOME}khoan-nop/don-vi/{employer}/", paid).status_code == 302
    payment = PaymentReport.objects.get()
    client.post(f"{HOME}khoan-nop/{payment.pk}/rut/", {"reason": "ghi nhầm"})
    payment.refresh_from_db()
    assert payment.withdrawn_reason == "ghi nhầm"


def test_whoever_takes_a_list_away_as_a_file_is_written_down(publishing, noticed):
    answer = enters(publishing.officer).get(f"{HOME}{noticed.pk}/?format=csv")
    assert answer.status_code == 200 and b"TA0001A" in b"".join(
        answer.streaming_content if answer.streaming else [answer.content]
    )
    assert AuditEntry.objects.filter(kind="export", act="publication", user=publishing.officer).exists()


def test_nobody_but_its_makers_finds_an_address_of_a_list(publishing, noticed):
    objection = Objection.objects.create(line=line(noticed), received_on=DRAWN.date(), text="x")
    department = make_agency(publishing.province, "home_affairs", "so-noi-vu")
    strangers = [
        make_person(department, "noivu"),
        make_person(publishing.ledger.offices[0], "coso", "approver"),
        make_person(publishing.ledger.committees[0], "xa", "approver"),
        make_person(publishing.ledger.bhxh, "kiemtoan", "auditor"),
    ]
    first = line(noticed)
    addresses = [f"{noticed.pk}/", f"{noticed.pk}/?format=xlsx", f"{noticed.pk}/van-ban/", f"{noticed.pk}/phan-hoi/",
                 f"dong/{first.pk}/", f"phan-hoi/{objection.pk}/", f"thong-bao/{first.notice.pk}/tep/pdf/"]  # fmt: skip
    deeds = [f"{noticed.pk}/duyet/", f"{noticed.pk}/doi-chieu/", f"{noticed.pk}/bo/", f"dong/{first.pk}/loai/"]
    for person in strangers:
        client = enters(person)
        assert {client.get(HOME + path).status_code for path in addresses} == {404}, person
        assert {client.post(HOME + path, {"reason": "x"}).status_code for path in deeds} == {404}, person
    noticed.refresh_from_db()
    assert noticed.state == "noticed"


def test_a_page_asks_few_questions_however_many_lines(publishing, noticed, django_assert_max_num_queries):
    client, first = enters(publishing.approver), line(noticed)
    for path in (HOME, f"{HOME}{noticed.pk}/", f"{HOME}dong/{first.pk}/", f"{HOME}tam-giu/"):
        client.get(path)
        with django_assert_max_num_queries(20):
            assert client.get(path).status_code == 200
