"""The letters before publication: drawn by the job, each kept once as PDF and DOCX, by the figures of its line."""

import io
import zipfile

import pytest
from django.urls import reverse
from pypdf import PdfReader

from agencies.models import User
from arrears.models import Hold, Publication, PublicationNotice
from arrears.queries.publication.notices import has_all_letters, letters_of, mark_now
from arrears.services.publication.approving import approve_publication, discard_publication, return_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.editions import delist_line, publish_edition
from arrears.services.publication.lines import strike_line
from arrears.services.publication.noticing import (
    ask_for_notice_files,
    keep_all_letters,
    notice_publication,
    record_notice_sent,
)
from arrears.services.publication.objections import decide_objection, record_objection
from arrears.services.publication.payments import record_payment
from portal.core import jobs
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.files import location
from portal.core.models import Job
from reports.queries.publication_documents import publication_notice_document
from tests.factories.publications import APPROVED, DRAWN, PUBLISHED, Publishing
from tests.reports.views.test_urging_pages import desk

pytestmark = pytest.mark.django_db
MAKES = "reports.tasks.make_publication_notices"


@pytest.fixture
def notice() -> PublicationNotice:
    publishing = Publishing(owing=1)
    officer = publishing.person("lap")
    publication = check_publication(publishing.drawn(), by=officer, at=DRAWN)
    facts = {"number": 5, "symbol": "TB-BHXH", "issued_on": DRAWN.date()}
    notice_publication(publication, by=officer, at=DRAWN, **facts)
    return PublicationNotice.objects.get()


def test_the_letter_says_what_would_be_published_and_until_when_to_answer(notice):
    html = publication_notice_document(notice).pdf().letter
    for words in (
        "Công ty TA0001A",
        "mã đơn vị TA0001A",
        "5.000.000",
        "hết ngày 13/11/2026",
        "Số: 05/TB-BHXH",
        "Điều 38",
    ):
        assert words in html, words
    assert "Trốn đóng (" not in html


def test_the_job_keeps_both_files_once(notice):
    job = jobs.run(Job.objects.get(task="reports.tasks.make_publication_notices").pk)
    assert job is not None and job.state == Job.State.DONE, job and job.error
    notice.refresh_from_db()
    assert location(notice.pdf).read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(location(notice.docx).read_bytes())) as package:
        assert "TA0001A" in package.read("word/document.xml").decode()
    kept = (notice.pdf_id, notice.docx_id)
    ask_for_notice_files(notice.line.publication, by=notice.line.publication.made_by)
    jobs.run(job.pk)
    notice.refresh_from_db()
    assert (notice.pdf_id, notice.docx_id) == kept


def test_all_letters_of_a_list_come_in_one_pdf_and_one_zip_and_anew_when_there_are_more():
    publishing = Publishing(owing=3)
    officer = publishing.person("lap")
    publication = publishing.drawn()
    held = {"employer": publication.lines.get(place=3).employer, "agency": publishing.ledger.bhxh, "kind": "disputed"}
    Hold.objects.create(begins_on=DRAWN.date(), expires_on=DRAWN.date(), **held)
    publication = check_and_notice(publication, officer, number=5)
    assert drawn_letters() == ["done"]
    publication.refresh_from_db()
    first = publication.letters_pdf_id
    assert pages_of(publication) >= 2 == len(named_in(publication))

    publication = return_publication(publication, by=officer, reason="thêm đơn vị")
    Hold.objects.update(ended_on=DRAWN.date())
    publication = check_and_notice(publication, officer, number=50)
    assert not offered(publication)  # what is not all of them is not offered
    assert drawn_letters() == ["done", "done"]
    publication.refresh_from_db()
    assert publication.letters_pdf_id not in (None, first)
    assert len(named_in(publication)) == 3


# --- Who goes after the letters were put together ---------------------------------------------------------------------


@pytest.fixture
def told() -> Publication:
    """A list of three whose letters are in one file."""
    publishing = Publishing(owing=3)
    publication = check_and_notice(publishing.drawn(), publishing.person("lap"), number=5)
    drawn_letters()
    publication.refresh_from_db()
    assert offered(publication)
    return publication


def struck(publication: Publication) -> None:
    strike_line(publication, by=person("lap"), line=first_line(publication).pk, reason="nhầm đơn vị")


def paid(publication: Publication) -> None:
    line = first_line(publication)
    facts = {"amount": line.owed, "paid_on": DRAWN.date(), "document_no": "UNC 1", "at": DRAWN}
    record_payment(line.employer, by=person("lap"), **facts)
    recheck_publication(publication, by=THE_CLOCK, at=DRAWN)


def upheld(publication: Publication) -> None:
    facts = {"line": first_line(publication).pk, "received_on": DRAWN.date(), "text": "Đã nộp"}
    answer = record_objection(publication, by=person("lap"), at=DRAWN, **facts)
    facts = {"objection": answer.pk, "decision": "upheld", "answer": "Đúng"}
    decide_objection(publication, by=person("duyet"), at=DRAWN, **facts)


def person(username: str) -> User:
    return User.objects.get(username=username)


def first_line(publication: Publication):
    return publication.lines.get(place=1)


@pytest.mark.parametrize("goes", [struck, paid, upheld])
def test_the_file_of_all_letters_is_given_to_nobody_once_it_names_who_has_gone_and_is_made_without(told, goes):
    goes(told)
    told.refresh_from_db()
    assert not offered(told)
    assert desk("lap").get(reverse("publication-letters", args=[told.pk, "pdf"])).status_code == 404
    page = desk("lap").get(reverse("publication", args=[told.pk])).content.decode()
    assert "Tạo tệp thư" in page and reverse("publication-letters", args=[told.pk, "zip"]) not in page

    for _twice in range(2):
        desk("lap").post(reverse("make-notice-files", args=[told.pk]))
    assert drawn_letters() == ["done", "done"]
    told.refresh_from_db()
    assert offered(told) and len(named_in(told)) == 2
    assert first_line(told).notice.pdf.name not in named_in(told)
    assert desk("lap").get(reverse("publication-letters", args=[told.pk, "pdf"])).status_code == 200
    ask_for_notice_files(told, by=person("lap"))
    assert drawn_letters() == ["done", "done"]  # all there: nothing was begun


def test_letters_that_are_put_together_while_a_line_is_struck_are_not_kept(told):
    letters, path = list(letters_of(told).values_list("pk", flat=True)), location(told.letters_pdf)
    struck(told)
    kept = keep_all_letters(told, by=THE_CLOCK, merged=path, archive=path, letters=letters)
    assert (kept.letters_pdf_id, kept.letters_mark) == (told.letters_pdf_id, told.letters_mark) and not offered(kept)


def test_who_has_left_what_was_published_is_not_in_the_file_of_its_letters(told):
    record_notice_sent(told, by=person("lap"), at=DRAWN, sent_on=DRAWN.date())
    approve_publication(told, by=person("duyet"), at=APPROVED)
    edition = publish_edition(told, by=person("duyet"), at=PUBLISHED, number=1, symbol="DS")
    assert offered(edition.publication)
    delist_line(edition.publication, by=person("duyet"), place=2, at=PUBLISHED)
    assert not offered(edition.publication)
    ask_for_notice_files(edition.publication, by=person("lap"))
    drawn_letters()
    publication = Publication.objects.get(pk=told.pk)
    assert offered(publication) and publication.lines.get(place=2).notice.pdf.name not in named_in(publication)


def test_a_list_noticed_before_there_was_such_a_file_gets_it_when_asked_and_one_that_is_dropped_never(told):
    Publication.objects.filter(pk=told.pk).update(letters_pdf=None, letters_zip=None, letters_mark="")
    Job.objects.filter(task=MAKES).delete()
    page = desk("lap").get(reverse("publication", args=[told.pk])).content.decode()
    assert "Tạo tệp thư" in page
    desk("lap").post(reverse("make-notice-files", args=[told.pk]))
    assert drawn_letters() == ["done"]
    told.refresh_from_db()
    assert offered(told) and len(named_in(told)) == 3

    discard_publication(told, by=person("lap"), reason="sai tháng")
    told.refresh_from_db()
    assert not offered(told)
    with pytest.raises(NotPossible):
        ask_for_notice_files(told, by=person("lap"))


def offered(publication: Publication) -> bool:
    return has_all_letters(publication, mark_now(publication))


def drawn_letters() -> list[str]:
    """The work on letters done; how each job ended."""
    return [jobs.run(job.pk).state for job in Job.objects.filter(task=MAKES).order_by("pk")]


def named_in(publication: Publication) -> set[str]:
    """The letters in the archive, each once though it is there as PDF and DOCX."""
    with zipfile.ZipFile(location(publication.letters_zip)) as archive:
        return {name for name in archive.namelist() if name.endswith(".pdf")}


def check_and_notice(publication, officer, *, number: int):
    publication = check_publication(publication, by=officer, at=DRAWN)
    facts = {"number": number, "symbol": "TB-BHXH", "issued_on": DRAWN.date()}
    return notice_publication(publication, by=officer, at=DRAWN, **facts)


def pages_of(publication) -> int:
    return len(PdfReader(str(location(publication.letters_pdf))).pages)
