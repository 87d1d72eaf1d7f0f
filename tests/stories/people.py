"""People of the demo at their browsers: they log in as the login page tells them to, and every page they open is judged."""

import json
import time
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.portal_running import LivePortal

SERIOUS = ("serious", "critical")


class Person:
    """One person with a browser of the own. `open` goes to an address, `judge` looks at the page as axe does."""

    def __init__(self, portal: LivePortal, browser: Browser, username: str) -> None:
        self.portal, self.username = portal, username
        self.complaints: list[str] = []
        self.judged: set[str] = set()
        context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True)
        context.set_default_timeout(300_000)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self._log_in()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _log_in(self) -> None:
        self.page.goto(f"{self.portal.url}/dang-nhap/")
        self.page.fill("input[name=username]", self.username)
        self.page.fill("input[name=password]", self._told()["password"])
        self.page.get_by_role("button", name="Đăng nhập").click()
        self.page.wait_for_load_state()
        if "ma-xac-thuc" in self.page.url:
            self.page.fill("input[name=code]", self._code())
            self.page.locator("main button[type=submit]").first.click()
            self.page.wait_for_load_state()
        assert "dang-nhap" not in self.page.url, self.page.inner_text("main")

    def _told(self) -> dict[str, Any]:
        people = json.loads(self.portal.run_manage("people", "--format", "json").stdout)
        return next(person for person in people if person["username"] == self.username)

    def _code(self) -> str:
        for _ in range(40):
            if code := self._told()["code"]:
                return code
            time.sleep(1)
        raise AssertionError("no usable code")

    def open(self, path: str) -> int:
        """Go there and judge the page. Returns the status."""
        answer = self.page.goto(f"{self.portal.url}{path}")
        assert answer is not None
        self.judge()
        return answer.status

    def judge(self) -> None:
        """No serious violation of WCAG on this page; each address is judged once."""
        address = self.page.url.split("?")[0]
        if address in self.judged:
            return
        self.judged.add(address)
        found = Axe().run(self.page).response["violations"]
        bad = [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found if rule["impact"] in SERIOUS]
        assert not bad, f"{self.page.url}\n" + "\n".join(bad)

    def says(self, text: str) -> bool:
        return text in self.page.inner_text("body")
