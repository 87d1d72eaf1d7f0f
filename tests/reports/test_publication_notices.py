"""The letters before publication: drawn by the job, each kept once as PDF and DOCX, by the figures of its line."""

import io
import zipfile

import pytest

from arrears.models import PublicationNotice
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
