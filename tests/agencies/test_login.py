"""The first step: name and password, the same refusal for every reason, and how often one may guess."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connections
from django.test import Client
from django.utils import timezone

from agencies.models import LoginFailure
from agencies.services.users import unlock_user
from portal.core.models import AuditEntry
from tests.factories.people import (
    PASSWORD,
    give_password,
    is_inside,
    make_agency,
    make_person,
    make_province,
    sign_in,
)

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


class CountingHasher(MD5PasswordHasher):
    """Django's fast hasher, counting the work it does."""

    work = 0

    def encode(self, password, salt):
        CountingHasher.work += 1
        return super().encode(password, salt)


@pytest.fixture
def counting(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    CountingHasher.work = 0
    return CountingHasher


def fail(client, username: str, times: int = 1, **headers):
    for _time in range(times):
        answer = give_password(client, username, "sai", **headers)
    return answer


def words(answer) -> str:
    return re.sub(r'(value|nonce)="[^"]*"', "", answer.content.decode())


def test_the_right_password_opens_the_portal(client, lan):
    answer = give_password(client, "lan")
    assert (answer.status_code, answer.url) == (302, "/")
    assert is_inside(client)


def test_the_name_may_be_typed_in_capitals_and_with_spaces(client, lan):
    give_password(client, " LAN ")
    assert is_inside(client)


def test_the_page_first_asked_for_opens_after_login(client, lan):
    asked = client.get("/tai-khoan/mat-khau/")
    assert asked.url == "/dang-nhap/?next=/tai-khoan/mat-khau/"
    answer = client.post("/dang-nhap/", {"username": "lan", "password": PASSWORD, "next": "/tai-khoan/mat-khau/"})
    assert answer.url == "/tai-khoan/mat-khau/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, lan, elsewhere):
    answer = client.post("/dang-nhap/", {"username": "lan", "password": PASSWORD, "next": elsewhere})
    assert answer.url == "/"


def test_unknown_name_wrong_password_and_locked_name_get_the_same_words(client, lan, minh):
    unknown, wrong = fail(client, "nobody"), fail(client, "lan")
    fail(client, "minh", 5)
    locked = give_password(client, "minh")
    assert words(unknown) == words(wrong) == words(locked)
    assert unknown.status_code == wrong.status_code == locked.status_code == 200


def test_every_refusal_costs_one_hash(client, lan, minh, counting):
    fail(client, "minh", 5)
    work = []
    for name in ("nobody", "lan", "minh"):
        before = counting.work
        fail(client, name)
        work.append(counting.work - before)
    assert work == [1, 1, 1]


def test_a_disabled_person_is_refused_like_a_wrong_password(client, lan):
    wrong = fail(client, "lan")
    lan.is_active = False
    lan.save()
    assert words(give_password(client, "lan")) == words(wrong)


def test_a_person_without_a_post_today_does_not_come_in(client, lan):
    lan.posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    give_password(client, "lan")
    assert not is_inside(client)


def test_the_fifth_failure_locks_the_name_at_this_address_and_the_delay_grows(client, lan):
    with time_machine.travel(NOON, tick=False) as clock:
        fail(client, "lan", 5)
        for seconds in (60, 120, 240):
            clock.shift(timedelta(seconds=seconds - 1))
            give_password(client, "lan")
            assert not is_inside(client), "still locked"
            clock.shift(timedelta(seconds=1))
            fail(client, "lan")
        clock.shift(timedelta(seconds=480))
        give_password(client, "lan")
        assert is_inside(client)


def test_four_failures_do_not_lock_and_are_forgiven_by_a_login(client, lan):
    for _round in range(3):
        fail(client, "lan", 4)
        sign_in(client, lan)
        assert is_inside(client)
        client.post("/dang-xuat/")


def test_the_lock_holds_at_one_address_only(client, lan):
    fail(client, "lan", 5, REMOTE_ADDR="10.0.0.1")
    give_password(client, "lan", REMOTE_ADDR="10.0.0.2")
    assert is_inside(client)


def test_nobody_is_locked_out_by_somebody_else_behind_the_same_address(client, bhxh, lan, minh):
    for place in range(30):
        fail(client, f"name{place}", 5)
    fail(client, "minh", 5)
    give_password(client, "lan")
    assert is_inside(client)


def test_twenty_failures_from_anywhere_lock_the_name_everywhere_for_twelve_hours(client, lan):
    with time_machine.travel(NOON, tick=False) as clock:
        for place in range(5):
            fail(client, "lan", 4, REMOTE_ADDR=f"10.0.0.{place}")
        give_password(client, "lan", REMOTE_ADDR="10.0.1.1")
        assert not is_inside(client)
        clock.shift(timedelta(hours=12, seconds=1))
        give_password(client, "lan", REMOTE_ADDR="10.0.1.1")
        assert is_inside(client)


def test_old_failures_are_forgotten(client, lan):
    with time_machine.travel(NOON, tick=False) as clock:
        fail(client, "lan", 4)
        clock.shift(timedelta(hours=25))
        fail(client, "lan", 4)
        give_password(client, "lan")
        assert is_inside(client)


def test_an_administrator_unlocks(client, lan, quan):
    fail(client, "lan", 5)
    unlock_user(lan, by=quan)
    give_password(client, "lan")
    assert is_inside(client)


def test_what_a_caller_claims_about_the_address_is_not_believed(client, lan):
    for place in range(5):
        fail(client, "lan", headers={"X-Forwarded-For": f"10.0.0.{place}"})
    assert LoginFailure.objects.get(username="lan", address="127.0.0.1").failures == 5


def test_behind_a_trusted_proxy_only_its_own_word_counts(client, lan, settings):
    settings.TRUSTED_PROXIES = 1
    fail(client, "lan", headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"})
    assert LoginFailure.objects.filter(username="lan", address="10.1.2.3").exists()


def test_guesses_sent_at_the_same_moment_are_not_more_than_the_limit(own_database):
    make_person(make_agency(make_province()), "lan")
    start = threading.Barrier(16)

    def guess():
        client = Client()
        start.wait()
        fail(client, "lan", 3)
        connections.close_all()

    threads = [threading.Thread(target=guess) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checked = AuditEntry.objects.filter(act="login_failed")
    assert checked.count() == 5
    assert LoginFailure.objects.get(username="lan", address="").failures == 5


def test_logins_failures_and_locks_are_remembered_with_their_address(client, lan):
    fail(client, "lan", 5, REMOTE_ADDR="10.0.0.9")
    give_password(client, "lan", REMOTE_ADDR="10.0.0.8")
    client.post("/dang-xuat/", REMOTE_ADDR="10.0.0.8")
    entries = AuditEntry.objects.filter(kind="access").order_by("id")
    assert [entry.act for entry in entries] == ["login_failed"] * 5 + ["login", "logout"]
    assert {entry.province_code for entry in entries} == {"bac-ninh"}
    assert entries[4].detail["locked_until"]
    assert (entries[4].address, entries[5].address) == ("10.0.0.9", "10.0.0.8")


def test_what_is_typed_as_an_unknown_name_is_not_written_into_the_audit_trail(client, province):
    fail(client, "mat-khau-go-nham-cho")
    assert "mat-khau" not in str(AuditEntry.objects.values())


def test_outside_a_demo_no_people_are_shown_and_demo_people_stay_outside(client, bhxh):
    make_person(bhxh, "demo", is_demo=True)
    assert "demo-people" not in client.get("/dang-nhap/?nguoi=demo").content.decode()
    give_password(client, "demo")
    assert not is_inside(client)


def test_in_a_demo_the_page_lists_the_people_and_fills_the_form(client, bhxh, settings):
    settings.DEMO = True
    make_person(bhxh, "demo", is_demo=True)
    make_person(bhxh, "real")
    page = client.get("/dang-nhap/?nguoi=demo").content.decode()
    assert "Hiển thị chỉ có trong bản mô phỏng" in page
    assert 'value="demo"' in page and f'value="{settings.DEMO_PASSWORD}"' in page
    assert "?nguoi=real" not in page


def test_a_part_of_a_page_asked_after_the_session_ended_leads_the_whole_page_to_the_door(client):
    answer = client.get("/dang-nhap/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/dang-nhap/"


def test_the_form_needs_its_token_and_says_so(lan):
    answer = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"username": "lan", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Chưa có gì được ghi" in answer.content.decode()
