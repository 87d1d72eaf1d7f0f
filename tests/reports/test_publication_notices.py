"""The letters before publication: drawn by the job, each kept once as PDF and DOCX, by the figures of its line."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from arrears.models import PublicationNotice
from arrears.services.publication.approving import return_publication
from arrears.services.publication.checking import check_publication
from arrears.services.publication.noticing import ask_for_notice_files, notice_publication
from portal.core import jobs
from portal.core.files import location
from portal.core.models import Job
from reports.queries.publication_documents import publication_notice_document
from tests.factories.publications import DRAWN, Publishing

pytestmark = pytest.mark.django_db


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
    last = publication.lines.order_by("place").last()
    publication.lines.filter(pk=last.pk).update(state="held")
    publication = check_and_notice(publication, officer, number=5)
    job = jobs.run(Job.objects.get(task="reports.tasks.make_publication_notices").pk)
    assert job is not None and job.state == Job.State.DONE, job and job.error
    publication.refresh_from_db()
    first = publication.letters_pdf_id
    letters = publication.lines.exclude(notice=None).count()
    assert pages_of(publication) >= letters
    with zipfile.ZipFile(location(publication.letters_zip)) as archive:
        assert len(archive.namelist()) == 2 * letters

    publication = return_publication(publication, by=officer, reason="thêm đơn vị")
    publication.lines.filter(notice=None).update(state="candidate", stops=[])
    publication = check_and_notice(publication, officer, number=50)
    assert publication.letters_pdf_id is None  # what is not all of them is not offered
    jobs.run(job.pk)
    publication.refresh_from_db()
    assert publication.letters_pdf_id not in (None, first)
    with zipfile.ZipFile(location(publication.letters_zip)) as archive:
        assert len(archive.namelist()) == 6


def check_and_notice(publication, officer, *, number: int):
    publication = check_publication(publication, by=officer, at=DRAWN)
    facts = {"number": number, "symbol": "TB-BHXH", "issued_on": DRAWN.date()}
    return notice_publication(publication, by=officer, at=DRAWN, **facts)


def pages_of(publication) -> int:
    return len(PdfReader(str(location(publication.letters_pdf))).pages)
