"""The month's main job in a browser, from BHXH's workbook to the department's PDF, each seeing what is theirs."""

import re
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError

from tests.stories.people import Person

MONTH = "2026-10"


def bring_in(officer: Person, path: Path, kind: str) -> None:
    """Upload, wait for the check, read the preview, confirm, wait until the rows are in."""
    page = officer.page
    officer.open("/thu-no/tep/nop")
    page.select_option("select[name=kind]", kind)
    page.fill("input[name=month]", "10/2026")
    page.set_input_files("input[name=file]", path)
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    page.wait_for_url(re.compile(r"/thu-no/tep/\d+/"))
    page.get_by_text("Kết quả kiểm tra").wait_for(timeout=300_000)
    officer.judge()
    page.get_by_role("button", name="Xác nhận ghi nhận").first.click()
    page.locator("dialog[open] button[type=submit]").click()
    page.get_by_text("Ghi nhận lúc").wait_for(timeout=300_000)


def test_a_month_from_the_workbook_to_the_department_s_pdf(demo_portal, browser):
    officer = Person(demo_portal, browser, "bhxh.canbo")
    bring_in(officer, next(demo_portal.demo.glob("C12-TS-10-2026.xlsx")), "c12")
    bring_in(officer, next(demo_portal.demo.glob("B03b-TS-10-2026.xlsx")), "b03")
    refused = next(demo_portal.demo.glob("*co-loi*"))
    officer.open("/thu-no/tep/nop")
    officer.page.select_option("select[name=kind]", "c12")
    officer.page.fill("input[name=month]", "10/2026")
    officer.page.set_input_files("input[name=file]", refused)
    officer.page.get_by_role("button", name="Tải lên và kiểm tra").click()
    officer.page.get_by_text("Tệp bị từ chối").first.wait_for(timeout=300_000)
    with officer.page.expect_download() as reasons:
        officer.page.get_by_text("Tải các dòng lỗi kèm lý do").click()
    assert reasons.value.suggested_filename.endswith(".xlsx")

    approver = Person(demo_portal, browser, "bhxh.pheduyet")
    approver.open(f"/thu-no/thang/{MONTH}/")
    approver.page.get_by_role("button", name="Khóa sổ tháng").first.click()
    approver.page.locator("dialog[open] button[type=submit]").click()
    demo_portal.wait_for(lambda: _is_closed(approver))
    for path in (
        f"/thu-no/thang/{MONTH}/so/",
        f"/thu-no/thang/{MONTH}/tong-hop/commune/",
        "/thu-no/danh-sach/",
        "/don-vi/",
    ):
        assert approver.open(path) == 200

    department = Person(demo_portal, browser, "noivu.canbo")
    assert department.open(f"/thu-no/thang/{MONTH}/so/") == 404  # not before BHXH has submitted

    approver.open("/bao-cao/")
    approver.page.get_by_role("link", name="10/2026").first.click()
    approver.judge()
    approver.page.get_by_role("button", name=re.compile("Gửi")).first.click()
    approver.page.locator("dialog[open] input[type=text]").first.fill("312/BC-BHXH")
    approver.page.locator("dialog[open] button[type=submit]").click()
    approver.page.get_by_text("Đã gửi").first.wait_for()

    department.open("/bao-cao/")
    department.page.get_by_role("link", name="10/2026").first.click()
    department.judge()
    _acknowledge(department)
    assert _downloaded_pdf(department).startswith(b"%PDF")
    assert department.open(f"/thu-no/thang/{MONTH}/so/") == 200
    whole = _rows(department)

    commune = Person(demo_portal, browser, "xa.canbo1")
    assert commune.open("/") == 200
    assert commune.open(f"/thu-no/thang/{MONTH}/so/") == 200
    assert 0 < _rows(commune) < whole
    names = set(
        commune.page.locator("tbody td[data-label='Xã, phường'], tbody td[data-label=\"Xã, phường\"]").all_inner_texts()
    )
    assert len({name for name in names if name.strip() not in ("", "–")}) <= 1

    outsider = Person(demo_portal, browser, "thue.canbo")
    assert outsider.open("/") == 200
    for path in (
        f"/thu-no/thang/{MONTH}/so/",
        f"/thu-no/thang/{MONTH}/tong-hop/province/",
        "/thu-no/tep/nop",
    ):
        assert outsider.open(path) in (403, 404), path
    assert outsider.open("/thu-no/danh-sach/") in (200, 404)
    assert not outsider.says("Công ty")

    auditor = Person(demo_portal, browser, "thanhtra.giamsat")
    assert auditor.open("/nhat-ky/?act=ledger") == 200
    assert auditor.says("Dương Thị Mai")

    for person in (officer, approver, department, commune, outsider, auditor):
        assert not person.complaints, person.complaints


def _is_closed(person: Person) -> bool:
    """The page goes on by itself when the last job is done; a look that meets it on its way looks again."""
    try:
        person.page.goto(f"{person.portal.url}/thu-no/thang/{MONTH}/")
    except PlaywrightError:
        return False
    return person.says("Đã khóa sổ")


def _acknowledge(person: Person) -> None:
    person.page.get_by_role("button", name=re.compile("[Tt]iếp nhận")).first.click()
    if person.page.locator("dialog[open]").count():
        person.page.locator("dialog[open] button[type=submit]").click()
    person.page.wait_for_load_state()


def _downloaded_pdf(person: Person) -> bytes:
    """Ask for the PDF; it comes by itself once a worker has made it."""
    page = person.page
    with page.expect_download(timeout=300_000) as download:
        page.get_by_role("button", name=re.compile("PDF")).or_(
            page.get_by_role("link", name=re.compile("PDF"))
        ).first.click()
    return Path(download.value.path()).read_bytes()


def _rows(person: Person) -> int:
    text = person.page.locator(".list-state [role=status]").inner_text()
    return int(re.sub(r"\D", "", text) or 0)
