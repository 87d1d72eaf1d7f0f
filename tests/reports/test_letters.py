"""The coordinator urges whoever is late and assesses the year: drawn up from the record, issued once, kept as it was."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from docx import Document
from pypdf import PdfReader

from agencies.models import Obligation, ObligationStep, ProvinceSetting, User
from agencies.reference_loading import default_settings
from portal.core.acts import NotPossible
from portal.core.files import location
from portal.core.models import AuditEntry, Job, Notification
from reports import tasks
from reports.models import Letter, LetterLine
from reports.queries.letter_documents import letter_document
from reports.rules import GRADES, Record, grade_of
from reports.services import letters
from tests.factories.duties import make_directive, make_duty, make_function, make_obligation, make_step
from tests.factories.people import make_agency, make_person, make_province

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 20, 9, tzinfo=HANOI)
DUE = date(2026, 11, 4)


class Running:
    """What a worker hands to a task."""

    def __init__(self, actor) -> None:
        self.actor = actor

    def progress(self, done: int, total: int, message: str = "") -> None: ...


@pytest.fixture
def province():
    province = make_province()
    ProvinceSetting.objects.bulk_create(
        ProvinceSetting(province=province, **row) for row in default_settings(province.unit.code)
    )
    return province


@pytest.fixture
def department(province):
    agency = make_agency(province, "home_affairs", "so-noi-vu")
    make_agency(province, "provincial_chair", "ubnd-tinh")
    make_person(agency, "can.bo")
    make_person(agency, "giam.doc", "head")
    return agency


@pytest.fixture
def school(province):
    agency = make_agency(province, "education", "so-gddt")
    make_person(agency, "giao.duc")
    return agency


@pytest.fixture
def tax(province):
    return make_agency(province, "tax", "thue-tinh")


@pytest.fixture
def directive(province, department):
    return make_directive(province, "000", coordinator=department)


def person(name: str) -> User:
    return User.objects.get(username=name)


def owed(directive, agency, **columns) -> Obligation:
    return make_obligation(make_duty(directive, bearer=agency), agency, due_on=columns.pop("due_on", DUE), **columns)


def drafted(department, to) -> Letter:
    return letters.draw_up_urging_letter(department, by=person("can.bo"), to=to, at=NOW)


def issued(letter: Letter, number: str = "1234/SNV-LĐVL") -> Letter:
    return letters.issue_letter(letter, by=person("giam.doc"), at=NOW, number=number)


def test_the_draft_names_what_is_overdue_and_nothing_else(department, directive, school, tax):
    late = owed(directive, school)
    owed(directive, school, due_on=date(2026, 12, 4))
    owed(directive, school, state=Obligation.State.SUBMITTED)
    owed(directive, tax)
    letter = drafted(department, school)
    line = letter.lines.get()
    assert (line.obligation, line.due_on, line.name) == (late, DUE, late.duty.summary_vi)
    assert line.source == f"Chỉ thị 000/CT-UBND, dòng {late.duty.lines}"


def test_another_coordinators_directive_is_not_its_business(province, department, directive, school):
    bhxh = make_agency(province)
    owed(make_directive(province, "004", coordinator_id=make_function("cua-bhxh", bhxh).pk), school)
    with pytest.raises(NotPossible):
        drafted(department, school)


def test_one_draft_for_each_agency_that_is_late_and_again_the_same_drafts(department, directive, school, tax):
    for agency in (school, tax):
        owed(directive, agency)
    first = letters.draw_up_urging_letters(department, by=person("can.bo"), at=NOW)
    assert letters.draw_up_urging_letters(department, by=person("can.bo"), at=NOW) == first and len(first) == 2


def test_issued_it_stands_in_the_record_and_the_addressee_is_told(department, directive, school):
    obligation = owed(directive, school)
    letter = issued(drafted(department, school))
    step = obligation.steps.get(kind=ObligationStep.Kind.URGE)
    assert "1234/SNV-LĐVL" in step.text and step.agency == department
    assert Notification.objects.get(user__username="giao.duc").url == f"/bao-cao/don-doc/{letter.pk}/"
    assert AuditEntry.objects.filter(act="issue_letter", subject_id=str(letter.pk)).exists()


def test_what_was_done_since_the_draft_is_left_out(department, directive, school):
    done, still = owed(directive, school), owed(directive, school)
    letter = drafted(department, school)
    Obligation.objects.filter(pk=done.pk).update(state=Obligation.State.SUBMITTED)
    assert [line.obligation for line in issued(letter).lines.all()] == [still]


def test_a_draft_whose_work_is_all_done_is_not_issued(department, directive, school):
    owed(directive, school)
    letter = drafted(department, school)
    Obligation.objects.update(state=Obligation.State.SUBMITTED)
    with pytest.raises(NotPossible):
        issued(letter)
    assert Letter.objects.get().status == Letter.Status.DRAFT


def test_issued_it_changes_no_more_not_even_in_the_database(department, directive, school):
    owed(directive, school)
    letter = issued(drafted(department, school))
    with pytest.raises(NotPossible):
        letters.change_letter(letter, by=person("can.bo"), answer_by=None, remark="khác")
    with pytest.raises(NotPossible):
        issued(letter)
    for rows, change in ((Letter.objects.all(), {"number": "9"}), (LetterLine.objects.all(), {"name": "khác"})):
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.update(**change)


def test_the_files_are_made_once_and_say_the_same(department, directive, school):
    owed(directive, school)
    draft = letters.change_letter(
        drafted(department, school),
        by=person("can.bo"),
        answer_by=date(2026, 11, 30),
        remark="Báo cáo rõ lý do.\n\n<b>x</b>",
    )
    letter = issued(draft)
    job = Job.objects.get(key=f"letter-files:{letter.pk}")
    for _twice in range(2):
        tasks.make_letter_files(Running(person("giam.doc")), **job.arguments)
    letter.refresh_from_db()
    pdf = " ".join(page.extract_text() for page in PdfReader(location(letter.pdf)).pages)
    docx = Document(str(location(letter.docx)))
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in docx.paragraphs), *cells])
    for words in ("1234/SNV-LĐVL", "trước ngày 30/11/2026", "Báo cáo rõ lý do.", "<b>x</b>", "04/11/2026", "16"):
        assert words in " ".join(pdf.split()) and words in text, words
    assert "Kính gửi: education bac-ninh" in text and "GIÁM ĐỐC" in pdf.upper()


def test_a_document_without_a_number_is_named_by_issuer_and_subject_never_by_the_portals_code(
    department, school, province
):
    unnumbered = make_directive(
        province, "009", coordinator=department, number="", issuer="Chủ tịch UBND tỉnh (ký thay)"
    )
    owed(unnumbered, school)
    html = letter_document(drafted(department, school)).letter.html()
    assert "009" not in html and "Chỉ thị của Chủ tịch UBND tỉnh về việc tăng cường" in html


def test_a_draft_says_so_and_has_no_number(department, directive, school):
    owed(directive, school)
    html = letter_document(drafted(department, school)).letter.html()
    assert "Dự thảo" in html and "V/v đôn đốc" in html


@pytest.mark.parametrize("number", ["", "   ", "x" * 61])
def test_a_letter_needs_a_number(department, directive, school, number):
    owed(directive, school)
    letter = drafted(department, school)
    with pytest.raises(ValidationError):
        issued(letter, number)


def test_an_answer_is_asked_for_after_the_letter(department, directive, school):
    owed(directive, school)
    with pytest.raises(ValidationError):
        letters.change_letter(drafted(department, school), by=person("can.bo"), answer_by=NOW.date(), remark="")


def test_only_the_senders_people_draw_up_and_only_who_signs_issues(province, department, directive, school):
    owed(directive, school)
    bhxh = make_agency(province)
    stranger = make_person(bhxh, "bhxh", "head")
    letter = drafted(department, school)
    for wrong in (
        lambda: letters.draw_up_urging_letter(department, by=stranger, to=school, at=NOW),
        lambda: letters.draw_up_urging_letters(department, by=person("giao.duc"), at=NOW),
        lambda: letters.change_letter(letter, by=stranger, answer_by=None, remark=""),
        lambda: letters.discard_letter(letter, by=person("giao.duc")),
        lambda: letters.issue_letter(letter, by=person("can.bo"), at=NOW, number="1"),
        lambda: letters.issue_letter(letter, by=stranger, at=NOW, number="1"),
    ):
        with pytest.raises(PermissionDenied):
            wrong()
    assert Letter.objects.get().status == Letter.Status.DRAFT


def test_the_addressee_finds_it_only_when_it_is_issued_and_a_third_agency_never(
    province, department, directive, school, tax
):
    owed(directive, school)
    third = make_person(tax, "thue")
    letter = drafted(department, school)
    assert not Letter.objects.visible_to(person("giao.duc")).exists()
    assert list(Letter.objects.visible_to(person("can.bo"))) == [letter]
    issued(letter)
    assert list(Letter.objects.visible_to(person("giao.duc"))) == [letter]
    assert not Letter.objects.visible_to(third).exists()


def test_a_discarded_draft_makes_room_for_a_new_one(department, directive, school):
    owed(directive, school)
    first = letters.discard_letter(drafted(department, school), by=person("can.bo"))
    assert drafted(department, school).pk != first.pk


YEAR = {
    "on_time": {"verdict": "on_time", "state": "accepted", "fulfilled_at": NOW - timedelta(days=30)},
    "late": {"verdict": "late", "state": "submitted", "fulfilled_at": NOW - timedelta(days=1)},
    "missing": {"verdict": "late"},
    "nothing": {
        "verdict": "on_time",
        "state": "submitted",
        "means": "nothing",
        "fulfilled_at": NOW - timedelta(days=30),
    },
    "excused": {"state": "excused"},
    "withdrawn": {"state": "withdrawn"},
}


def test_the_years_assessment_counts_what_was_due_by_now(department, directive, school, tax):
    for columns in YEAR.values():
        owed(directive, school, **columns)
    owed(directive, school, due_on=date(2026, 12, 15))
    owed(directive, school, due_on=date(2025, 12, 15))
    returned = owed(directive, tax, **YEAR["on_time"])
    make_step(returned, ObligationStep.Kind.RETURN, at=NOW)
    make_step(returned, ObligationStep.Kind.RETURN, at=NOW)
    letter = letters.draw_up_assessment(department, by=person("can.bo"), year=2026, at=NOW)
    figures = {line.agency: line.figures for line in letter.lines.all()}
    assert figures[school] == {"expected": 4, "on_time": 2, "late": 1, "missing": 1, "returned": 0, "nothing": 1}
    assert figures[tax] == {"expected": 1, "on_time": 1, "late": 0, "missing": 0, "returned": 1, "nothing": 0}
    html = letter_document(letter).letter.html()
    assert "50,0" in html and "Trung bình" in html and "100,0" in html and "Tốt" in html


def test_a_year_without_anything_due_is_not_assessed(department, directive):
    with pytest.raises(NotPossible):
        letters.draw_up_assessment(department, by=person("can.bo"), year=2026, at=NOW)


def test_a_grade_is_never_above_what_was_done():
    bounds = (90, 70, 50)
    for on_time, grade in ((1000, 0), (900, 0), (899, 1), (700, 1), (699, 2), (500, 2), (499, 3), (0, 3)):
        assert grade_of(Record(expected=1000, on_time=on_time), bounds) == GRADES[grade]


class TestPages:
    def get(self, client, name, path):
        client.force_login(person(name), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(path)

    def test_who_is_late_with_a_draft_for_each(self, client, department, directive, school):
        owed(directive, school)
        assert "education bac-ninh" in self.get(client, "can.bo", "/bao-cao/don-doc/co-quan-cham/").content.decode()
        answer = client.post("/bao-cao/don-doc/lap/", {"agency": school.code})
        letter = Letter.objects.get()
        assert answer.url == f"/bao-cao/don-doc/{letter.pk}/"
        assert "Dự thảo" in client.get(answer.url).content.decode()
        assert client.get(f"/bao-cao/don-doc/{letter.pk}/van-ban/").status_code == 200
        assert client.get("/bao-cao/don-doc/?format=xlsx").status_code == 200

    def test_the_number_of_overdue_ones_opens_exactly_those(self, client, department, directive, school, tax):
        late, returned = owed(directive, school), owed(directive, school, state=Obligation.State.RETURNED)
        owed(directive, school, state=Obligation.State.SUBMITTED)
        owed(directive, tax)
        page = self.get(client, "can.bo", "/bao-cao/don-doc/co-quan-cham/").content.decode()
        assert f'href="/bao-cao/don-doc/co-quan-cham/{school.code}/">2<' in page
        rows = client.get(f"/bao-cao/don-doc/co-quan-cham/{school.code}/").context["listing"].page.rows
        assert set(rows) == {late, returned}
        assert self.get(client, "giao.duc", f"/bao-cao/don-doc/co-quan-cham/{school.code}/").status_code == 403

    def test_who_coordinates_nothing_is_refused(self, client, department, directive, school):
        owed(directive, school)
        assert self.get(client, "giao.duc", "/bao-cao/don-doc/co-quan-cham/").status_code == 403
        assert client.post("/bao-cao/don-doc/lap/").status_code == 403
        assert client.get("/bao-cao/don-doc/").status_code == 200

    def test_a_draft_does_not_even_exist_for_its_addressee(self, client, department, directive, school):
        owed(directive, school)
        letter = drafted(department, school)
        for path in ("", "van-ban/", "tep/pdf/"):
            assert self.get(client, "giao.duc", f"/bao-cao/don-doc/{letter.pk}/{path}").status_code == 404


def test_signs_that_no_document_may_hold_do_not_stop_the_files(department, directive, school):
    owed(directive, school)
    letter = drafted(department, school)
    letter = letters.change_letter(letter, by=person("can.bo"), answer_by=None, remark="Đề nghị\x0b sớm\x01 làm\uffff")
    letter = issued(letter, "12\x0b34\x01/SNV")
    assert letter.number == "12 34/SNV"
    tasks.make_letter_files(Running(person("giam.doc")), letter=letter.pk)
    letter.refresh_from_db()
    assert any("sớm làm" in line.text for line in Document(str(location(letter.docx))).paragraphs)


def test_no_line_is_moved_into_an_issued_letter_and_its_kind_stays(department, directive, school, tax):
    for agency in (school, tax):
        owed(directive, agency)
    letter, draft = issued(drafted(department, school)), drafted(department, tax)
    for forbidden in (
        lambda: LetterLine.objects.filter(letter=draft).update(letter=letter, place=9),
        lambda: Letter.objects.filter(pk=letter.pk).update(kind=Letter.Kind.ASSESSMENT),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            forbidden()
