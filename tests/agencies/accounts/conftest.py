"""Bắc Ninh's social insurance, its people, browsers over https, and a passkey in software."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from agencies.models import User
from tests.agencies.accounts.authenticator import HOST, Authenticator
from tests.agencies.conftest import bhxh, lan, minh, province, quan  # noqa: F401
from tests.factories.people import current_code, give_password, make_person

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


class Browser(Client):
    """Over https, at the portal's name."""

    def __init__(self, **defaults) -> None:
        super().__init__(headers={"host": HOST}, **defaults)

    def request(self, **request):
        return super().request(**{**request, "wsgi.url_scheme": "https"})

    def sign_in(self, user: User) -> "Browser":
        answer = give_password(self, user.username)
        if answer.url == "/dang-nhap/ma-xac-thuc/":
            self.post(answer.url, {"code": current_code()})
        return self

    def is_inside(self) -> bool:
        return self.get("/tai-khoan/").status_code == 200

    def add_passkey(self, key: Authenticator, name: str = "USB"):
        options = self.post("/tai-khoan/khoa-truy-cap/yeu-cau/").json()
        return self.post("/tai-khoan/khoa-truy-cap/them/", {"name": name, "passkey": key.make(options)})

    def challenge(self) -> dict:
        return self.post("/dang-nhap/khoa-truy-cap/").json()

    def enter_by(self, key: Authenticator, user: User) -> "Browser":
        """Password, then the passkey."""
        give_password(self, user.username)
        self.post("/dang-nhap/ma-xac-thuc/", {"passkey": key.prove(self.challenge())})
        return self


@pytest.fixture
def new_browser(settings):
    settings.ALLOWED_HOSTS = [HOST, "khac.test"]
    return Browser


@pytest.fixture
def bac(bhxh):  # noqa: F811
    return make_person(bhxh, "bac")
