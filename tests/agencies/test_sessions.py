"""How long a session lasts, what ends it at once, and what its cookies say."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from agencies.login.step_up import recently_verified
from agencies.models import ProvinceSetting
from agencies.services.users import appoint, disable_user, end_sessions, release, reset_password
from portal.core.models import AuditEntry
from portal.runtime.processes import ROOT
from tests.factories.people import PASSWORD, current_code, is_inside, make_agency, make_person, make_province, sign_in

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
NEW_PASSWORD = "mot-cau-khac-de-nho-hon"


def today() -> date:
    return timezone.localdate()


def still_in_after(client, user, *pauses: timedelta, headers=None) -> bool:
    """Signs in and asks for a page after each pause; whether the last one opened."""
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, user)
        for pause in pauses:
            clock.shift(pause)
            answer = client.get("/tai-khoan/", headers=headers)
        return answer.status_code == 200


def test_fifteen_idle_minutes_end_the_session(client, lan):
    assert still_in_after(client, lan, timedelta(minutes=15))
    assert not still_in_after(Client(), lan, timedelta(minutes=15, seconds=1))


def test_five_idle_minutes_end_an_administrators_session(client, quan):
    assert not still_in_after(client, quan, timedelta(minutes=5, seconds=1))


def test_work_keeps_a_session_alive(client, lan):
    assert still_in_after(client, lan, *[timedelta(minutes=14)] * 10)


def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(client, lan):
    headers = {"X-Unattended": "1"}
    assert not still_in_after(client, lan, *[timedelta(minutes=5)] * 4, headers=headers)


def test_twelve_hours_end_a_session_whatever_is_done(client, lan):
    assert still_in_after(client, lan, *[timedelta(minutes=10)] * 72)
    assert not still_in_after(Client(), lan, *[timedelta(minutes=10)] * 73)


def test_a_province_sets_its_own_limits(client, province, lan):
    facts = {"valid_from": date(2025, 1, 1), "reason": "x"}
    ProvinceSetting.objects.create(province=province, key="session.idle_minutes", value=3, **facts)
    assert not still_in_after(client, lan, timedelta(minutes=4))


def test_a_demo_waits_two_hours(client, lan, settings):
    settings.DEMO = True
    assert still_in_after(client, lan, timedelta(minutes=119))


def test_the_login_page_says_why_and_the_trail_remembers(client, lan):
    still_in_after(client, lan, timedelta(minutes=16))
    with time_machine.travel(NOON + timedelta(minutes=17), tick=False):  # not tonight, when all of it has expired
        assert "không thao tác" in client.get("/dang-nhap/").content.decode()
    assert AuditEntry.objects.get(act="session_ended").detail == {"why": "idle"}


def test_sessions_stand_in_postgresql_and_get_a_new_key_at_login(client, lan):
    client.get("/dang-nhap/")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["sid"] = session.session_key
    sign_in(client, lan)
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()
    assert Session.objects.filter(pk=client.session.session_key).exists()


def test_disabling_ends_every_session_at_once(client, lan, quan):
    other = Client()
    sign_in(client, lan)
    sign_in(other, lan)
    disable_user(lan, by=quan, on=today(), reason="nghỉ việc")
    assert not is_inside(client) and not is_inside(other)


@pytest.mark.parametrize("change", ["appoint", "release", "reset_password", "end_sessions"])
def test_whatever_changes_the_person_ends_the_sessions(client, bhxh, lan, quan, change):
    sign_in(client, lan)
    assert is_inside(client)
    {
        "appoint": lambda: appoint(bhxh, by=quan, user=lan, role="approver", on=today()),
        "release": lambda: release(lan, by=quan, on=today()),
        "reset_password": lambda: reset_password(lan, by=quan, password=NEW_PASSWORD),
        "end_sessions": lambda: end_sessions(lan, by=lan),
    }[change]()
    assert not is_inside(client)


def test_the_own_new_password_ends_the_sessions_elsewhere_only(client, lan):
    other = Client()
    sign_in(client, lan)
    sign_in(other, lan)
    answer = client.post("/tai-khoan/mat-khau/", {"current": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert answer.status_code == 302
    assert is_inside(client) and not is_inside(other)


@pytest.mark.parametrize(
    ("current", "password", "again"),
    [
        ("sai", NEW_PASSWORD, NEW_PASSWORD),
        (PASSWORD, "ngan", "ngan"),
        (PASSWORD, NEW_PASSWORD, "khac"),
        (PASSWORD,) * 3,
    ],
)
def test_a_bad_new_password_changes_nothing(client, lan, current, password, again):
    sign_in(client, lan)
    client.post("/tai-khoan/mat-khau/", {"current": current, "password": password, "again": again})
    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)


def test_signing_out_everywhere_ends_this_session_too(client, lan):
    sign_in(client, lan)
    client.post("/tai-khoan/dang-xuat-moi-noi/")
    assert not is_inside(client)


def test_one_does_not_sign_out_by_a_link(client, lan):
    sign_in(client, lan)
    assert client.get("/dang-xuat/").status_code == 405
    client.post("/dang-xuat/")
    assert not is_inside(client)


def test_pages_of_a_session_are_stored_by_nobody(client, lan):
    sign_in(client, lan)
    assert "no-store" in client.get("/tai-khoan/").headers["Cache-Control"]


@recently_verified
def approve(request):
    return HttpResponse("approved")


urlpatterns = [path("", include("portal.urls")), path("approve/", approve)]


@pytest.fixture
def approving(settings):
    settings.ROOT_URLCONF = __name__


def test_after_a_while_what_matters_asks_again_who_is_there(client, approving, minh):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, minh)
        assert client.post("/approve/").content == b"approved"
        clock.shift(timedelta(minutes=14))
        client.get("/tai-khoan/")
        clock.shift(timedelta(minutes=2))
        answer = client.post("/approve/", headers={"Referer": "http://testserver/thu-no/?x=1"})
        assert answer.url == "/xac-nhan-lai/?next=%2Fthu-no%2F%3Fx%3D1"
        assert client.post("/xac-nhan-lai/", {"proof": current_code(), "next": "/thu-no/"}).url == "/thu-no/"
        assert client.post("/approve/").content == b"approved"


def test_the_password_answers_too_and_a_wrong_one_does_not(client, approving, lan):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, lan)
        clock.shift(timedelta(minutes=14))
        client.get("/tai-khoan/")
        clock.shift(timedelta(minutes=2))
        client.post("/xac-nhan-lai/", {"proof": "sai"})
        assert client.get("/approve/").url == "/xac-nhan-lai/?next=%2Fapprove%2F"
        assert client.post("/xac-nhan-lai/", {"proof": PASSWORD, "next": "//evil.example"}).url == "/"
        assert client.get("/approve/").content == b"approved"


def test_a_part_of_a_page_is_led_there_whole(client, approving, lan):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, lan)
        for _pause in range(2):
            clock.shift(timedelta(minutes=10))
            answer = client.post("/approve/", headers={"HX-Request": "true"})
        assert answer.headers["HX-Redirect"].startswith("/xac-nhan-lai/")


PROBE = """
import json
from django.test import Client
client = Client()
answer = client.post("/dang-nhap/", {"username": "lan", "password": "%s"}, secure=True)
page = client.get("/tai-khoan/", secure=True)
plain = Client().get("/dang-nhap/")
print(json.dumps({
    "cookies": {name: dict(morsel) for name, morsel in client.cookies.items()},
    "hsts": page.headers.get("Strict-Transport-Security"), "inside": page.status_code,
    "plain": [plain.status_code, plain.headers.get("Location")],
}))
"""


def test_with_https_the_cookies_belong_to_this_host_and_travel_encrypted_only(own_database):
    lan = make_person(make_agency(make_province()), "lan")
    lan.password = make_password(PASSWORD, hasher="argon2")  # production knows no hash of the tests' own
    lan.save()
    assert lan.password.startswith("argon2$argon2id$")
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", PROBE % PASSWORD]
    env = {**os.environ, **own_database.env, "HTTPS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert set(said["cookies"]) == {"__Host-sid", "__Host-csrf"}
    for cookie in said["cookies"].values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert said["inside"] == 200
    assert said["hsts"] == "max-age=63072000; includeSubDomains; preload"
    assert said["plain"] == [301, "https://testserver/dang-nhap/"]
