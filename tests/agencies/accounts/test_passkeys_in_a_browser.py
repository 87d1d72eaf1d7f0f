"""Chromium with an authenticator of its own: a passkey made, used at the door, refused once removed or when it is another's."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, Page

from tests.factories.people import PASSWORD, current_code, make_agency, make_person, make_province
from tests.portal_running import LivePortal

KEY = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
OPTIONS = {**KEY, "hasResidentKey": True, "automaticPresenceSimulation": True}


class Person:
    """A browser profile with a virtual authenticator; everything the console complains of is kept."""

    def __init__(self, portal: LivePortal, page: Page) -> None:
        self.portal, self.page = portal, page
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        self.device = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS})["authenticatorId"]

    def go(self, path: str) -> None:
        self.page.goto(f"{self.portal.url}{path}")

    def press(self, label: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=True).click()

    def password(self, username: str) -> None:
        self.go("/dang-nhap/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.press("Đăng nhập")

    def is_inside(self) -> bool:
        return "/dang-nhap/" not in self.page.url

    def add_passkey(self, name: str) -> None:
        self.go("/tai-khoan/khoa-truy-cap/them/")
        self.page.fill("input[name=name]", name)
        self.press("Tạo khóa truy cập")

    def keys(self) -> list[dict]:
        return self.devtools.send("WebAuthn.getCredentials", {"authenticatorId": self.device})["credentials"]

    def take(self, key: dict) -> None:
        self.devtools.send("WebAuthn.addCredential", {"authenticatorId": self.device, "credential": key})


@contextmanager
def person(portal: LivePortal, browser: Browser) -> Iterator[Person]:
    context = browser.new_context(locale="vi-VN")
    context.set_default_timeout(300_000)
    yield Person(portal, context.new_page())
    context.close()


@pytest.fixture
def agency(own_database, django_db_blocker):
    with django_db_blocker.unblock():
        agency = make_agency(make_province())
        for name in ("lan", "bac"):
            someone = make_person(agency, name, factor=name == "lan")
            someone.password = make_password(PASSWORD, hasher="argon2")  # the running portal knows no hash of the tests
            someone.save()
        yield agency


def test_a_passkey_from_registering_to_being_refused(agency, live_portal, browser):
    with person(live_portal, browser) as lan:
        lan.password("lan")
        lan.page.fill("input[name=code]", current_code())
        lan.press("Xác thực")
        lan.add_passkey("Máy cơ quan")
        assert lan.page.locator(".recovery-codes code").count() == 10
        lan.go("/tai-khoan/")
        assert "Máy cơ quan" in lan.page.inner_text("main")
        assert lan.complaints == []
        key = lan.keys()[0]
        with person(live_portal, browser) as again:
            _enters(again, key)
        _removes(lan)
        with person(live_portal, browser) as thief:
            thief.take(key)
            thief.password("lan")
            assert thief.page.get_by_role("button", name="Dùng khóa truy cập").count() == 0
            assert not thief.is_inside()
        _anothers(live_portal, browser, lan, key)


def _enters(again: Person, key: dict) -> None:
    again.take(key)
    again.password("lan")
    assert not again.is_inside()
    again.press("Dùng khóa truy cập")
    assert again.is_inside() and again.complaints == []


def _removes(lan: Person) -> None:
    lan.page.get_by_role("button", name="Gỡ", exact=True).first.click()
    with lan.page.expect_navigation():
        lan.page.locator("dialog[open] button[type=submit]").click()
    assert "Máy cơ quan" not in lan.page.inner_text("main")


def _anothers(portal: LivePortal, browser: Browser, lan: Person, key: dict) -> None:
    """Bắc's door does not open to Lan's key, though the browser holds it under the identity the portal asks for."""
    with person(portal, browser) as bac:
        bac.password("bac")
        bac.add_passkey("Của Bắc")
        own = bac.keys()[0]
    with person(portal, browser) as thief:
        thief.take({**own, "privateKey": key["privateKey"]})
        thief.password("bac")
        thief.press("Dùng khóa truy cập")
        assert not thief.is_inside()
        assert "Khóa truy cập không đúng" in thief.page.inner_text("main")
