"""Files of reports and lists: made by a worker for one scope, kept with their hash, the same bytes ever after."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from openpyxl import load_workbook
from pypdf import PdfReader

from arrears.models import DebtorList
from portal.core import jobs
from portal.core.acts import NotPossible
from portal.core.files import location
from portal.core.models import Job
from reports.models import ReportFile
from reports.queries.documents import list_document, report_document
from reports.queries.files import file_of
from reports.queries.scopes import file_scope
from reports.renderers.files import made_file
from reports.services.files import ask_for_report_file, keep_report_file

pytestmark = pytest.mark.django_db


def asked(world, told, name, kind="pdf"):
    """Ask as the person and let the worker do it."""
    person = world.person(name)
    scope = file_scope(person.posting.agency) if person.posting.agency.kind_id != "social_insurance" else None
    job = jobs.run(ask_for_report_file(told, by=person, scope=scope, kind=kind).pk)
    assert job.state == Job.State.DONE, job.error
    return file_of(told, scope=scope, kind=kind)


def text_of(file):
    """Words parted by one space: justified lines have wide ones."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(location(file.stored)).pages).split())


def sheet_of(file):
    with location(file.stored).open("rb") as content:
        return load_workbook(content).worksheets[0]


def test_the_department_reads_every_employer_with_its_cause_measures_and_proposal(closed, submitted):
    text = text_of(asked(closed, submitted, "department"))
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 125/BC-BHXH",
        "ngày 06 tháng 11 năm 2026",
        "Số liệu tháng 10/2026, phiên bản 1",
        "B03b-TS (tệp B03b-TS_2026-10.xlsx, ghi nhận ngày 03/11/2026)",
        "TA0005A",
        "Chưa gắn địa bàn",
        "Thanh tra",
        "KT. GIÁM ĐỐC",
        "Người approver",
        "27.000.000",
    ):
        assert said in text, said


def test_a_commune_reads_its_own_rows_and_its_own_sums(closed, submitted):
    text = text_of(asked(closed, submitted, "commune"))
    assert "TA0001A" in text
    assert "TA0002A" in text
    assert "15.000.000" in text
    for of_others in ("TA0003A", "TA0004A", "TA0005A", "27.000.000", "Công ty TA0003A"):
        assert of_others not in text


@pytest.mark.parametrize("name", ["union", "leader"])
def test_an_employer_without_a_commune_is_in_no_file_but_bhxhs_and_the_departments(closed, submitted, name):
    person = closed.person(name)
    scope = file_scope(person.posting.agency)
    job = jobs.run(Job.objects.get(key=f"file:report:{submitted.pk}:{scope.pk}:pdf").pk)
    assert job.state == Job.State.DONE, job.error
    text = text_of(file_of(submitted, scope=scope, kind="pdf"))
    assert "TA0004A" in text
    assert "TA0005A" not in text


def test_a_kept_file_has_its_hash_and_is_made_once(closed, submitted):
    file = asked(closed, submitted, "department", "xlsx")
    content = location(file.stored).read_bytes()
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.stored.sha256, file.stored.size)
    assert asked(closed, submitted, "officer", "xlsx") == file
    with made_file(report_document(submitted), "xlsx") as path:
        again = keep_report_file(submitted, by=closed.person("officer"), scope=None, kind="xlsx", path=path)
    assert again == file
    assert ReportFile.objects.count() == 1


def test_the_workbook_holds_text_as_text_and_money_as_numbers(closed, submitted):
    closed.employers["TA0001A"].refresh_from_db()
    file = asked(closed, submitted, "department", "xlsx")
    sheet = sheet_of(file)
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells["TA0001A"].data_type == "s"
    assert cells[6_000_000].number_format == "#,##0"
    assert cells[27_000_000].font.bold
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in cells
    assert cells["TA0001A"].font.name == "Times New Roman"


def test_the_debtor_list_has_its_own_files(closed):
    listed = DebtorList.objects.get()
    text = text_of(asked(closed, listed, "officer"))
    assert "DANH SÁCH" in text
    assert "từ 03 tháng trở lên" in text
    assert "TA0002A" in text
    assert "TA0003A" not in text  # owes for one month only
    sheet = sheet_of(asked(closed, listed, "officer", "xlsx"))
    assert "TA0005A" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_the_list_of_a_zone_board_holds_its_zone(closed, submitted):
    listed = DebtorList.objects.get()
    board = closed.agency("industrial_zone_board")
    assert list(list_document(listed, board).entries.values_list("unit_code", flat=True)) == ["TA0004A"]


def test_a_draft_has_no_official_file(closed, draft):
    with pytest.raises(NotPossible):
        ask_for_report_file(draft, by=closed.person("approver"), scope=None, kind="pdf")


def test_nobody_has_another_scopes_file_made(closed, submitted):
    for scope in (None, closed.agency("commune_committee", closed.communes[1])):
        with pytest.raises(PermissionDenied):
            ask_for_report_file(submitted, by=closed.person("commune"), scope=scope, kind="pdf")


@pytest.mark.parametrize("name", ["leader", "tax"])
def test_a_post_without_the_power_takes_no_file_away(closed, submitted, name):
    person = closed.person(name)
    with pytest.raises(PermissionDenied):
        ask_for_report_file(submitted, by=person, scope=person.posting.agency, kind="pdf")


def test_an_unknown_format_is_refused(closed, submitted):
    with pytest.raises(ValidationError):
        ask_for_report_file(submitted, by=closed.person("officer"), scope=None, kind="docx")


def test_a_failed_file_is_tried_anew_when_asked_again(closed, submitted, settings):
    fonts, settings.FONTS_ROOT = settings.FONTS_ROOT, settings.FONTS_ROOT / "away"
    person = closed.person("officer")
    job = ask_for_report_file(submitted, by=person, scope=None, kind="pdf")
    Job.objects.filter(pk=job.pk).update(attempts=Job.MAX_ATTEMPTS - 1)
    assert jobs.run(job.pk).state == Job.State.FAILED
    settings.FONTS_ROOT = fonts
    assert asked(closed, submitted, "officer").format == "pdf"
