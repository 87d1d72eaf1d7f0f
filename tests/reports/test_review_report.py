"""The report of a labour review as PDF, DOCX and workbook: its sums are the sums of the lines."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from employers.models import ReviewLine
from portal.core.acts import OPERATOR
from portal.core.files import location
from portal.core.models import Job, StoredFile
from reports import tasks
from reports.services.review_files import ask_for_review_file
from tests.employers.reviews.conftest import Reviewed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)


class Running:
    """What a worker hands to a task."""

    def __init__(self, actor) -> None:
        self.actor = actor

    def progress(self, done: int, total: int, message: str = "") -> None: ...


@pytest.fixture
def review():
    here = Reviewed()
    here.several()
    review = here.open()
    lines = ReviewLine.objects.filter(share__review=review).order_by("pk")
    for place, line in enumerate(lines):
        ReviewLine.objects.filter(pk=line.pk).update(
            found="operating", employed=20 + place, subject=15, participating=10, not_participating=5
        )
    return review


def made(review, kind: str) -> StoredFile:
    job = ask_for_review_file(review, by=OPERATOR, kind=kind, at=AT)
    return StoredFile.objects.get(pk=tasks.make_review_file(Running(OPERATOR), **job.arguments)["file"])


def test_every_format_says_the_same_sums(review):
    count = ReviewLine.objects.filter(share__review=review).count()
    wanted = [str(number) for number in (15 * count, 10 * count, 5 * count)]
    pdf = " ".join(page.extract_text() for page in PdfReader(location(made(review, "pdf"))).pages)
    docx = Document(str(location(made(review, "docx"))))
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    assert all(number in pdf and number in cells for number in wanted)
    for words in ("Khu, cụm công nghiệp", "Ngoài khu, cụm công nghiệp", "chưa kết thúc", "Tổng cộng"):
        assert words in " ".join(pdf.split()), words
    book = load_workbook(location(made(review, "xlsx")).open("rb"))
    assert book.sheetnames == ["Theo cơ quan", "Theo ngành kinh tế", "Theo khu, cụm công nghiệp"]
    for sheet in book:
        *rows, total = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]
        assert list(total[1:]) == [sum(row[place] for row in rows) for place in range(1, len(total))]
        assert total[4:7] == (15 * count, 10 * count, 5 * count)


def test_only_those_who_see_all_counts_have_it_made(review):
    here = Reviewed.__new__(Reviewed)
    here.province = review.province
    commune = Reviewed.person(here, review.shares.exclude(agency=review.coordinator).first().agency)
    with pytest.raises(PermissionDenied):
        ask_for_review_file(review, by=commune, kind="pdf", at=AT)
    assert not Job.objects.filter(key__startswith="review-report").exists()
