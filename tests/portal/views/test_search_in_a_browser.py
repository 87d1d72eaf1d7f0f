"""The box of search under the fingers of somebody without a mouse."""

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page, expect

from employers.services.words import keep_words
from portal.core.acts import THE_CLOCK
from tests.factories.ledger import Ledger
from tests.factories.people import PASSWORD, make_person


@pytest.fixture
def bench(live_portal, django_db_blocker):
    """Two employers and a clerk of BHXH, in the database of the running portal."""
    with django_db_blocker.unblock():
        ledger = Ledger()
        for code, name in (("TA0001C", "Công ty TNHH Hoà Bình"), ("TA0002C", "Hợp tác xã Hòa Lạc")):
            employer = ledger.employer(code)
            employer.rename(name)
            employer.save()
        keep_words(ledger.province, by=THE_CLOCK)
        lan = make_person(ledger.offices[0], "lan")
        lan.password = make_password(PASSWORD, hasher="argon2")  # the running portal knows no hash of the tests
        lan.save()
    return live_portal


def test_a_slash_opens_the_box_arrows_choose_and_enter_goes(bench, page: Page):
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{bench.url}/dang-nhap/")
    page.fill("input[name=username]", "lan")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.goto(f"{bench.url}/tai-khoan/")
    box = page.get_by_role("combobox", name="Tìm đơn vị")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("hao")  # a slip: two letters changed about
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    box.fill("")
    page.keyboard.type("hoa b")
    expect(options.filter(has_text="Hoà Bình")).to_be_visible()
    expect(options.filter(has_text="Hòa Lạc")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Công ty TNHH Hoà Bình")
    page.keyboard.press("/")
    page.keyboard.type("hoa")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/tim/?q=hoa" in page.url
    assert complaints == []
