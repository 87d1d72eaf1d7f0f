"""A directive from pasted text to an urging letter, in a browser: who writes it, who approves it, who owes, who receives."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localdate

from agencies.models import Agency, Obligation, User
from portal.core.periods import Month
from reports.models import Letter
from tests.stories.people import Person

CODE, SUMMARY = "chi-thi-thu", "Báo cáo chuyện thử với Sở Nội vụ"
ORDER = "Ủy ban nhân dân xã, phường báo cáo kết quả với Sở Nội vụ."
TEXT = f"CHỈ THỊ\nVề việc tăng cường theo dõi\n1. Ủy ban nhân dân xã, phường\n- {ORDER}\n"
PROOF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_from_a_pasted_directive_to_the_letter_that_urges_the_late(demo_portal, browser):
    writer = Person(demo_portal, browser, "quantri")
    writes_the_directive(writer)
    approver = Person(demo_portal, browser, "noivu.pheduyet")
    approves_it(approver, writer.page.url)
    commune, late = agency_of("xa.canbo1"), agency_of("xa.canbo2")
    demo_portal.wait_for(lambda: owed_by(commune).exists() and owed_by(late).exists())

    officer = Person(demo_portal, browser, "xa.canbo1")
    finds_it_in_two_clicks(officer)
    adds_evidence(officer)
    sends(officer)

    department = Person(demo_portal, browser, "noivu.canbo")
    one = owed_by(commune).get()
    receives_and_returns(department, one)
    officer.open(f"/nhiem-vu/{one.pk}/")
    assert officer.says("Thiếu số liệu của các thôn")
    sends(officer)
    department.open(f"/nhiem-vu/{one.pk}/")
    department.page.get_by_role("button", name="Chấp nhận").click()
    department.page.get_by_text("Đã chấp nhận").first.wait_for()
    one.refresh_from_db()
    assert (one.state, one.verdict, one.means) == ("accepted", "on_time", "evidence")

    time_passes_for(late)
    letter = draws_up_the_letter(department, late)
    issues_it(approver, letter)
    demo_portal.wait_for(
        lambda: Letter.objects.filter(pk=letter.pk, pdf__isnull=False, docx__isnull=False).exists(), 180
    )
    addressee = Person(demo_portal, browser, "xa.canbo2")
    reads_the_letter(addressee, letter)
    assert officer.open(f"/bao-cao/don-doc/{letter.pk}/") == 404
    for person in (writer, approver, officer, department, addressee):
        assert not person.complaints, person.complaints


def agency_of(username: str) -> Agency:
    return User.objects.get(username=username).posting.agency


def owed_by(agency: Agency):
    return Obligation.objects.filter(directive__code=CODE, holder=agency).order_by("due_at")


def writes_the_directive(writer: Person) -> None:
    """Pastes the text, and gives its one ordering clause a duty of every commune, due by the last day of next month."""
    page = writer.page
    writer.open("/van-ban/du-thao/moi/")
    today = localdate()
    facts = {"code": CODE, "issuer": "Chủ tịch UBND tỉnh", "subject": "Về việc tăng cường theo dõi", "text": TEXT}
    facts |= {"in_force_from": today.isoformat()}
    for name, value in facts.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=coordinator]", "labour_management")
    page.locator("main form").get_by_role("button").last.click()
    page.wait_for_url(re.compile(r"/van-ban/du-thao/\d+/"))
    writer.judge()
    page.get_by_role("link", name="Thêm nhiệm vụ").last.click()
    page.wait_for_load_state()
    page.fill("textarea[name=text]", ORDER)
    page.check("input[name=party][value='f:commune_government']")
    page.check("input[name=recipients]:not([value^='f:'])")  # the coordinator is in the draft already
    page.select_option("select[name=kind]", "deliverable")
    end = Month.of(today).plus(1).last_day
    page.select_option("select[name=rule-0-every]", "once")
    page.fill("input[name=rule-0-once_on]", end.isoformat())
    page.fill("input[name=rule-0-start]", today.isoformat())
    page.fill("[name=summary_vi]", SUMMARY)
    page.fill("[name=summary_en]", "Report to the department of home affairs")
    writer.judge()
    page.get_by_role("button", name="Ghi nhiệm vụ").click()
    page.wait_for_url(re.compile(r"/van-ban/du-thao/\d+/(#.*)?$"))
    page.get_by_role("button", name="Trình duyệt").click()
    page.get_by_text("Đang chờ một người khác duyệt").wait_for()


def approves_it(approver: Person, address: str) -> None:
    approver.open("/" + address.split("/", 3)[3].split("#")[0])
    assert approver.says(ORDER)
    confirmed(approver, "ask-approve")
    approver.page.wait_for_load_state()
    assert approver.open(f"/van-ban/{CODE}/") == 200
    assert approver.says(SUMMARY)


def confirmed(person: Person, key: str, **fields: str) -> None:
    """Press the button that asks first, fill in what it asks for, and say yes."""
    person.page.locator(f"[data-opens={key}]").click()
    dialog = person.page.locator(f"dialog#{key}")
    for name, value in fields.items():
        dialog.locator(f"[name={name}]").fill(value)
    dialog.locator("button[type=submit]").click()
    person.page.wait_for_load_state()


def finds_it_in_two_clicks(officer: Person) -> None:
    officer.open("/")
    officer.page.get_by_role("link", name=re.compile("^Nhiệm vụ")).first.click()
    officer.page.wait_for_load_state()
    officer.judge()
    officer.page.get_by_role("link", name=SUMMARY).first.click()
    officer.page.wait_for_url(re.compile(r"/nhiem-vu/\d+/"))
    officer.judge()
    assert officer.says(ORDER)


def adds_evidence(officer: Person) -> None:
    page = officer.page
    page.set_input_files("input[name=file]", {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": PROOF})
    page.fill("input[name=title]", "Báo cáo của xã")
    page.fill("input[name=effective_on]", f"{localdate():%d/%m/%Y}")
    page.get_by_role("button", name="Tải lên").click()
    page.get_by_text("bao-cao.pdf").wait_for()


def sends(officer: Person) -> None:
    confirmed(officer, "ask-submit")
    officer.page.get_by_text("Đã nộp").first.wait_for()


def receives_and_returns(department: Person, one: Obligation) -> None:
    department.open("/nhiem-vu/cho-tiep-nhan/")
    assert department.says(SUMMARY)
    department.open(f"/nhiem-vu/{one.pk}/")
    department.page.get_by_role("button", name="Xác nhận đã tiếp nhận").click()
    department.page.get_by_text("Đã xác nhận tiếp nhận").first.wait_for()
    confirmed(department, "ask-return", reason="Thiếu số liệu của các thôn")
    department.page.get_by_text("Bị trả lại").first.wait_for()


def time_passes_for(agency: Agency) -> None:
    """Its last day was yesterday."""
    day: date = localdate() - timedelta(days=1)
    due_at = datetime.combine(day, time(23, 59, 59, 999000), get_current_timezone())
    assert owed_by(agency).update(due_on=day, due_at=due_at) == 1


def draws_up_the_letter(department: Person, late: Agency) -> Letter:
    department.open("/bao-cao/don-doc/co-quan-cham/")
    department.page.locator(f"button[name=agency][value='{late.code}']").click()
    department.page.wait_for_url(re.compile(r"/bao-cao/don-doc/\d+/"))
    department.judge()
    assert department.says(SUMMARY)
    assert not department.page.locator("[data-opens=ban-hanh]").count()  # an officer drafts, another signs
    return Letter.objects.get(addressee=late, status="draft")


def issues_it(approver: Person, letter: Letter) -> None:
    approver.open(f"/bao-cao/don-doc/{letter.pk}/")
    confirmed(approver, "ban-hanh", number="77/SNV-LĐVL")
    approver.page.get_by_text("77/SNV-LĐVL").first.wait_for()


def reads_the_letter(addressee: Person, letter: Letter) -> None:
    assert addressee.open("/bao-cao/don-doc/") == 200
    assert addressee.open(f"/bao-cao/don-doc/{letter.pk}/") == 200
    assert addressee.says(SUMMARY) and addressee.says("77/SNV-LĐVL")
    with addressee.page.expect_download() as download:
        addressee.page.get_by_role("link", name="PDF").click()
    with open(download.value.path(), "rb") as taken:
        assert taken.read(4) == b"%PDF"
