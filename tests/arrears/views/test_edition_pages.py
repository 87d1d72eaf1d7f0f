"""The publisher's pages: preview and publish, look at what is public, take a line off, correct, withdraw, prove."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arrears.models import Edition, PublicityProof
from portal.core.models import AuditEntry
from tests.factories.people import make_person
from tests.factories.publications import PUBLISHED, Publishing

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _after_the_approval():
    with time_machine.travel(PUBLISHED, tick=True):
        yield


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


def entered(publishing: Publishing, username: str, *, long_ago: bool = False) -> Client:
    """Somebody inside; `long_ago`: password or code were given an hour before."""
    client = Client()
    client.force_login(publishing.person(username), "django.contrib.auth.backends.ModelBackend")
    client.get("/tai-khoan/")  # where the session learns when it began
    if long_ago:
        session = client.session
        session["verified_at"] -= 3600
        session.save()
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_the_preview_shows_what_will_be_public_and_the_next_free_number(publishing):
    publication, approver = publishing.approved(), entered(publishing, "duyet")
    page = text(approver.get(f"/cong-khai-no/{publication.pk}/cong-bo/"))
    assert "Công ty TA0001A" in page and 'value="1"' in page and "Chậm đóng (Luật BHXH, Điều 38)" in page
    assert not Edition.objects.exists()
    answer = approver.post(f"/cong-khai-no/{publication.pk}/cong-bo/", {"number": "1", "symbol": "DS-BHXH"})
    assert answer.url == "/cong-khai-no/so/bac-ninh-2026-10-01/"
    assert "TA0003A" in text(approver.get(answer.url))


def test_what_is_wrong_is_said_on_the_form_and_nothing_is_published(publishing):
    publication, approver = publishing.approved(), entered(publishing, "duyet")
    page = text(approver.post(f"/cong-khai-no/{publication.pk}/cong-bo/", {"number": "", "symbol": ""}))
    assert "is-invalid" in page or "aria-invalid" in page
    assert not Edition.objects.exists()


def test_publishing_asks_again_who_is_there(publishing):
    publication, approver = publishing.approved(), entered(publishing, "duyet", long_ago=True)
    answer = approver.post(f"/cong-khai-no/{publication.pk}/cong-bo/", {"number": "1", "symbol": "DS-BHXH"})
    assert answer.status_code == 302 and answer.url.startswith(reverse("verify-again"))
    assert not Edition.objects.exists()


def test_taking_off_correcting_and_withdrawing_ask_again_who_is_there(publishing):
    edition, approver = publishing.published(), entered(publishing, "duyet", long_ago=True)
    for path in ("dong/1/dua-ra", "dong/1/dinh-chinh", "go"):
        answer = approver.post(f"/cong-khai-no/so/{edition.code}/{path}", {"text": "x", "reason": "x"})
        assert answer.status_code == 302 and answer.url.startswith(reverse("verify-again")), path
    assert not edition.events.exists()


def test_nobody_but_the_publisher_comes_to_the_form_and_nobody_early(publishing):
    drawn = publishing.drawn()
    approver = entered(publishing, "duyet")
    assert approver.get(f"/cong-khai-no/{drawn.pk}/cong-bo/").status_code == 404
    make_person(publishing.ledger.committees[0], "xa", "approver")
    for name in ("lap", "xa"):
        assert entered(publishing, name).get(f"/cong-khai-no/{drawn.pk}/cong-bo/").status_code == 404


def test_a_line_leaves_and_another_is_corrected(publishing):
    edition, approver = publishing.published(), entered(publishing, "duyet")
    here = f"/cong-khai-no/so/{edition.code}/dong"
    assert "Đính chính: Công ty TA0003A" in text(approver.get(f"{here}/1/"))
    approver.post(f"{here}/2/dua-ra", {"text": ""})
    approver.post(f"{here}/1/dinh-chinh", {"text": "Đính chính: Công ty TA0003A không nợ."})
    assert {(event.kind, event.place) for event in edition.events.all()} == {("delisted", 2), ("corrected", 1)}
    page = text(approver.get(f"/cong-khai-no/so/{edition.code}/"))
    assert "Đã đưa ra: đã nộp" in page and "Đã đính chính" in page
    assert "không quá 600 ký tự" in text(approver.post(f"{here}/3/dinh-chinh", {"text": ""}, follow=True))
    found = entered(publishing, "duyet").get(f"/cong-khai-no/so/{edition.code}/?ended=standing")
    assert "TA0001A" in text(found) and "TA0002A" not in text(found)
    assert not AuditEntry.objects.filter(act="correct_line", detail__icontains="TA0003A").exists()


def test_an_officer_reads_and_proves_but_takes_nothing_off(publishing):
    edition, officer = publishing.published(), entered(publishing, "lap")
    page = text(officer.get(f"/cong-khai-no/so/{edition.code}/"))
    assert "Gỡ toàn bộ" not in page and "Thêm chứng cứ" in page
    assert officer.get(f"/cong-khai-no/so/{edition.code}/dong/1/").status_code == 404
    assert officer.post(f"/cong-khai-no/so/{edition.code}/go", {"reason": "x"}).status_code == 403
    assert not edition.events.exists()
    sent = {
        "channel": "báo tỉnh",
        "published_on": "16/11/2026",
        "note": "Số 5",
        "file": SimpleUploadedFile("b.pdf", PDF),
    }
    officer.post(f"/cong-khai-no/so/{edition.code}/chung-cu", sent)
    proof = PublicityProof.objects.get()
    assert b"".join(officer.get(f"/cong-khai-no/chung-cu/{proof.pk}/").streaming_content) == PDF
    make_person(publishing.ledger.committees[0], "xa", "approver")
    assert entered(publishing, "xa").get(f"/cong-khai-no/chung-cu/{proof.pk}/").status_code == 404


def test_a_withdrawn_edition_stays_readable_for_its_publisher(publishing):
    edition, approver = publishing.published(), entered(publishing, "duyet")
    approver.post(f"/cong-khai-no/so/{edition.code}/go", {"reason": "Sai kỳ số liệu"})
    page = text(approver.get(f"/cong-khai-no/so/{edition.code}/"))
    assert "Sai kỳ số liệu" in page and "Gỡ toàn bộ" not in page
    assert "Đã gỡ" in text(approver.get("/cong-khai-no/so/"))
    assert Client().get(f"/cong-khai/{edition.code}/").status_code == 410


def test_a_withdrawn_edition_offers_no_file_and_calls_no_line_public(publishing):
    edition, approver = publishing.published(), entered(publishing, "duyet")
    assert f"/cong-khai-no/so/{edition.code}/" in text(approver.get("/cong-khai-no/so/"))
    approver.post(f"/cong-khai-no/so/{edition.code}/go", {"reason": "Sai kỳ số liệu"})
    page = text(approver.get(f"/cong-khai-no/so/{edition.code}/"))
    assert page.count("Đã gỡ") > edition.lines_count and f"/cong-khai/{edition.code}/tep/" not in page


def test_another_publisher_reads_on_the_public_site_what_the_public_reads(publishing):
    edition = publishing.published()
    make_person(publishing.ledger.committees[0], "xa", "approver")
    other = entered(publishing, "xa")
    assert edition.title not in text(other.get("/cong-khai-no/so/"))
    assert other.get(f"/cong-khai-no/so/{edition.code}/").status_code == 404


def test_whoever_has_no_business_with_publications_sees_no_list_of_editions(publishing):
    publishing.published()
    make_person(publishing.ledger.board, "kcn", "officer")
    assert entered(publishing, "kcn").get("/cong-khai-no/so/").status_code == 404


def test_pages_of_editions_ask_little(publishing, django_assert_max_num_queries):
    edition, approver = publishing.published(), entered(publishing, "duyet")
    approver.get("/cong-khai-no/so/")
    for path in ("", f"{edition.code}/", f"{edition.code}/dong/1/"):
        with django_assert_max_num_queries(20):
            assert approver.get(f"/cong-khai-no/so/{path}").status_code == 200
