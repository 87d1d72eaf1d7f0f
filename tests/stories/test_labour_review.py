"""A labour review in a browser: opened after a look at who gets what, typed and pasted by a commune, through a lost connection
and a reload, handed in, accepted, closed; BHXH reads what came of it."""

import re

from playwright.sync_api import Locator, Page

from tests.stories.people import Person

PROBLEM = "[data-sheet-problems]"
STATE = "[data-sheet-state]"


def cell(page: Page, row: int, field: str) -> Locator:
    return page.locator(f"table.sheet tbody tr:nth-child({row}) td[data-f={field}]")


def saved(page: Page) -> None:
    page.locator(f"{STATE}[data-sheet-state=saved]").wait_for()


def row_of(page: Page, row: int) -> list[str]:
    names = ("found", "employed", "subject", "participating", "not_participating")
    return [cell(page, row, name).inner_text() for name in names]


def test_a_labour_review_from_its_opening_to_bhxh(demo_portal, browser):
    approver = Person(demo_portal, browser, "noivu.pheduyet")
    number = opened(approver)

    officer = Person(demo_portal, browser, "xa.canbo1")
    page = officer.page
    officer.open(f"/ra-soat/{number}/")
    page.get_by_role("link", name="Phần việc của cơ quan tôi").click()
    page.wait_for_url(re.compile(r"/ra-soat/phan/\d+/"))
    officer.judge()
    share = page.url
    rows = page.locator("table.sheet tbody tr").count()
    assert rows >= 4
    typed_by_keyboard(page)
    kept_through_a_lost_connection(page)
    kept_through_a_reload(page)
    refused_where_it_does_not_add_up(page)
    pasted_and_taken_back(page, rows)
    assert page.locator("[data-sheet-progress]").inner_text() == f"Đã xong {rows}/{rows} đơn vị"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    head = Person(demo_portal, browser, "xa.lanhdao1")
    head.open(share.removeprefix(demo_portal.url))
    head.page.get_by_role("button", name="Nộp kết quả").first.click()
    head.page.locator("dialog[open] button[type=submit]").click()
    head.page.get_by_text("Đã nộp kết quả rà soát").wait_for()

    judge = Person(demo_portal, browser, "noivu.canbo")
    judge.open(f"/ra-soat/{number}/")
    judge.page.get_by_role("link", name=re.compile("Ủy ban nhân dân")).first.click()
    judge.page.goto(share)
    judge.judge()
    judge.page.get_by_role("button", name="Tiếp nhận").first.click()
    judge.page.get_by_text("Đã tiếp nhận kết quả rà soát").wait_for()

    approver.open(f"/ra-soat/{number}/")
    approver.page.get_by_role("button", name="Kết thúc đợt").first.click()
    approver.page.locator("dialog[open] button[type=submit]").click()
    for _attempt in range(60):  # a worker writes the counts
        approver.open(f"/ra-soat/{number}/")
        if approver.page.get_by_text("Đã kết thúc").count():
            break
        approver.page.wait_for_timeout(1000)
    assert approver.page.get_by_text("Đã kết thúc").count()

    bhxh = Person(demo_portal, browser, "bhxh.canbo")
    for path in ("/ra-soat/", f"/ra-soat/{number}/", f"/ra-soat/{number}/don-vi/?done=1"):
        assert bhxh.open(path) == 200
    assert bhxh.open(f"/ra-soat/{number}/bao-cao/?theo=commune") == 200
    people = f"{10 * rows} người thuộc diện = {8 * rows} người đã tham gia + {2 * rows} người chưa tham gia"
    assert bhxh.says(people)

    outsider = Person(demo_portal, browser, "kcn.canbo")
    assert outsider.open(share.removeprefix(demo_portal.url)) == 404
    for person in (approver, officer, head, judge, bhxh):
        heard = [line for line in person.complaints if "ERR_" not in line]  # the connection was cut on purpose
        assert not heard, heard


def opened(approver: Person) -> str:
    """Look first, then open; the number of the review."""
    page = approver.page
    approver.open("/ra-soat/")
    page.get_by_role("link", name="Mở đợt rà soát").click()
    approver.judge()
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("heading", name="Ai rà soát bao nhiêu").wait_for()
    approver.judge()
    page.get_by_role("button", name="Mở đợt rà soát").click()
    page.wait_for_url(re.compile(r"/ra-soat/\d+/"))
    approver.judge()
    assert "Tiến độ theo cơ quan" in page.inner_text("main")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def typed_by_keyboard(page: Page) -> None:
    cell(page, 1, "subject").click()
    page.keyboard.type("1.200")
    page.keyboard.press("Tab")
    page.keyboard.type("950")
    page.keyboard.press("Enter")
    saved(page)
    assert row_of(page, 1) == ["Đang hoạt động", "", "1.200", "950", "250"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    assert row_of(page, 1)[3] == "950"
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    saved(page)
    assert row_of(page, 1) == ["Đang hoạt động", "", "1.200", "1.000", "200"]


def kept_through_a_lost_connection(page: Page) -> None:
    page.context.set_offline(True)
    cell(page, 2, "employed").click()
    page.keyboard.type("33")
    page.keyboard.press("Enter")
    page.locator(f"{STATE}[data-sheet-state=offline]").wait_for()
    page.context.set_offline(False)
    saved(page)


def kept_through_a_reload(page: Page) -> None:
    page.route("**/o/", lambda route: route.abort())
    cell(page, 3, "employed").click()
    page.keyboard.type("44")
    page.keyboard.press("Enter")
    page.locator(f"{STATE}[data-sheet-state=offline]").wait_for()
    page.unroute("**/o/")
    page.reload()
    saved(page)
    page.reload()
    assert (row_of(page, 2)[1], row_of(page, 3)[1]) == ("33", "44")


def refused_where_it_does_not_add_up(page: Page) -> None:
    cell(page, 1, "not_participating").click()
    page.keyboard.type("300")
    page.keyboard.press("Enter")
    page.locator(PROBLEM).get_by_text("phải bằng").wait_for()
    assert cell(page, 1, "not_participating").get_attribute("aria-invalid") == "true"
    page.reload()
    page.locator(PROBLEM).get_by_text("phải bằng").wait_for()
    page.get_by_role("button", name="Bỏ số đã gõ").click()
    assert row_of(page, 1)[4] == "200"


def pasted_and_taken_back(page: Page, rows: int) -> None:
    """A block from Excel over all rows; taken back once, pasted again."""
    block = "\r\n".join(["Đang hoạt động\t10\t10\t8\t2"] * rows)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    for is_last in (False, True):
        cell(page, 1, "found").click()
        page.keyboard.press("Control+v")
        saved(page)
        assert row_of(page, rows) == ["Đang hoạt động", "10", "10", "8", "2"]
        if not is_last:
            page.get_by_role("button", name="Hoàn tác lần dán").click()
            saved(page)
            assert row_of(page, 1)[2:] == ["1.200", "1.000", "200"]
    page.reload()
    assert row_of(page, rows) == ["Đang hoạt động", "10", "10", "8", "2"]
