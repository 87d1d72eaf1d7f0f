"""The second step: who needs it, that no address walks around it, that a code opens once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.test import Client
from django.utils import timezone

from agencies.login import second_factor
from agencies.models import ProvinceSetting, User
from agencies.services.users import enrol_second_factor, renew_recovery_codes, reset_second_factor
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry
from tests.factories.people import (
    SECRET,
    current_code,
    give_password,
    is_inside,
    make_agency,
    make_person,
    make_province,
    sign_in,
)

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
CODE_PAGE, ENROL_PAGE = "/dang-nhap/ma-xac-thuc/", "/dang-nhap/thiet-lap-ma/"
WRONG = "000000"


def demand_it_of_everyone(province):
    facts = {"valid_from": date(2025, 1, 1), "reason": "x"}
    ProvinceSetting.objects.create(province=province, key="mfa.required_for_all", value=True, **facts)


def test_an_officer_needs_none(client, lan):
    give_password(client, "lan")
    assert is_inside(client)


@pytest.mark.parametrize("role", ["approver", "head", "administrator"])
def test_who_approves_or_administers_must_have_one(client, bhxh, role):
    make_person(bhxh, "an", role)
    assert give_password(client, "an").url == ENROL_PAGE


def test_a_province_may_ask_it_of_everyone(client, province, lan):
    demand_it_of_everyone(province)
    assert give_password(client, "lan").url == ENROL_PAGE


def test_who_has_one_is_asked_for_it_even_where_it_is_not_required(client, bhxh):
    make_person(bhxh, "an", factor=True)
    assert give_password(client, "an").url == CODE_PAGE


def test_no_page_opens_between_password_and_code(client, minh):
    give_password(client, "minh")
    for address in ("/", "/tai-khoan/", "/nguoi-dung/", "/don-vi/", "/thu-no/", "/bao-cao/", "/api/", "/api/schema/"):
        answer = client.get(address)
        assert answer.status_code in (302, 401, 403, 404), address
        if answer.status_code == 302:
            assert answer.url.startswith("/dang-nhap/"), address


@pytest.mark.parametrize("address", [ENROL_PAGE, "/dang-nhap/mat-khau-moi/", "/dang-nhap/tiep-tuc/"])
def test_no_other_step_leads_around_the_code(client, minh, address):
    give_password(client, "minh")
    for answer in (client.get(address), client.post(address, {"code": WRONG, "password": "x", "again": "x"})):
        assert (answer.status_code, answer.url) == (302, CODE_PAGE)
    assert not is_inside(client)
    assert Authenticator.objects.get(user=minh, type="totp").data["last_step"] == 0


def test_no_step_opens_without_a_password(client, minh):
    for address in (CODE_PAGE, ENROL_PAGE, "/dang-nhap/mat-khau-moi/", "/dang-nhap/tiep-tuc/"):
        answer = client.post(address, {"code": current_code()})
        assert (answer.status_code, answer.url) == (302, "/dang-nhap/")


def test_the_right_code_opens_the_portal(client, minh):
    sign_in(client, minh)
    assert is_inside(client)


def test_a_code_opens_once(client, minh):
    with time_machine.travel(NOON, tick=False):
        sign_in(client, minh)
        other = Client()
        answer = sign_in(other, minh)
        assert "Mã không đúng" in answer.content.decode()
        assert not is_inside(other)


def test_the_code_before_a_used_one_does_not_open_either(minh):
    used = int(NOON.timestamp()) // 30
    assert second_factor.check(minh, second_factor.code_at(SECRET, used), now=NOON)
    assert not second_factor.check(minh, second_factor.code_at(SECRET, used - 1), now=NOON)
    assert second_factor.check(minh, second_factor.code_at(SECRET, used + 1), now=NOON)


def test_one_code_sent_twice_at_the_same_moment_opens_once(own_database):
    minh = make_person(make_agency(make_province()), "minh", "approver", factor=True)
    code, now, start, opened = current_code(), timezone.now(), threading.Barrier(8), []

    def send():
        start.wait()
        opened.append(second_factor.check(minh, code, now=now))
        connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [False] * 7 + [True]


def test_codes_cannot_be_guessed_for_long(client, minh):
    give_password(client, "minh")
    for _time in range(5):
        client.post(CODE_PAGE, {"code": WRONG})
    client.post(CODE_PAGE, {"code": current_code()})
    assert not is_inside(client)


def test_a_new_password_login_does_not_forget_wrong_codes(client, minh):
    for _time in range(4):
        give_password(client, "minh")
        client.post(CODE_PAGE, {"code": WRONG})
    give_password(client, "minh")
    client.post(CODE_PAGE, {"code": WRONG})
    assert "tạm khóa" in give_password(Client(), "minh").content.decode()


def test_the_way_to_the_code_closes_after_ten_minutes(client, minh):
    with time_machine.travel(NOON, tick=False) as clock:
        give_password(client, "minh")
        clock.shift(timedelta(minutes=10, seconds=1))
        assert client.post(CODE_PAGE, {"code": current_code()}).url == "/dang-nhap/"


def test_an_account_closed_on_the_way_does_not_come_in(client, minh):
    give_password(client, "minh")
    User.objects.filter(pk=minh.pk).update(is_active=False)
    assert client.post(CODE_PAGE, {"code": current_code()}).url == "/dang-nhap/"
    assert not is_inside(client)


def enrol(client):
    """What a person does at the first login: see the key, type the code, keep the recovery codes, go on."""
    page = client.get(ENROL_PAGE)
    secret = client.session["new_second_factor"]
    shown = client.post(ENROL_PAGE, {"code": current_code(secret)})
    return page.content.decode(), secret, shown


def test_enrolment_shows_the_key_as_picture_and_text_and_then_the_recovery_codes(client, bhxh):
    make_person(bhxh, "an", "approver")
    give_password(client, "an")
    page, secret, shown = enrol(client)
    assert 'src="data:image/svg+xml;base64,' in page
    assert second_factor.spelled(secret) in page
    assert len(shown.context["codes"]) == 10
    assert not is_inside(client)
    assert client.post("/dang-nhap/tiep-tuc/").url == "/"
    assert is_inside(client)


def test_a_wrong_code_does_not_enrol(client, bhxh):
    an = make_person(bhxh, "an", "approver")
    give_password(client, "an")
    client.get(ENROL_PAGE)
    client.post(ENROL_PAGE, {"code": WRONG})
    assert not second_factor.has_one(an)


def test_a_code_without_having_seen_the_key_does_not_enrol(client, bhxh):
    an = make_person(bhxh, "an", "approver")
    give_password(client, "an")
    client.post(ENROL_PAGE, {"code": WRONG})
    assert not second_factor.has_one(an)


def test_a_recovery_code_opens_once(client, minh):
    code = renew_recovery_codes(minh, by=minh)[0]
    give_password(client, "minh")
    client.post(CODE_PAGE, {"code": code.upper()})
    assert is_inside(client)
    other = Client()
    give_password(other, "minh")
    other.post(CODE_PAGE, {"code": code})
    assert not is_inside(other)
    assert second_factor.recovery_codes_left(minh) == 9


def test_neither_key_nor_recovery_codes_stand_readable_in_the_database(minh):
    codes = renew_recovery_codes(minh, by=minh)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_no_secret_is_written_into_the_audit_trail(bhxh):
    an = make_person(bhxh, "an", "approver")
    enrol_second_factor(an, by=an, secret=SECRET, code=current_code(), now=timezone.now())
    codes = renew_recovery_codes(an, by=an)
    trail = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert AuditEntry.objects.filter(act="enrol_second_factor").exists()
    assert SECRET not in trail and codes[0] not in trail


def test_nobody_enrols_for_somebody_else(lan, quan):
    with pytest.raises(PermissionDenied):
        enrol_second_factor(lan, by=quan, secret=SECRET, code=current_code(), now=timezone.now())


def test_a_wrong_code_is_a_wrong_input(lan):
    with pytest.raises(ValidationError):
        enrol_second_factor(lan, by=lan, secret=SECRET, code=WRONG, now=timezone.now())


def test_an_administrator_takes_a_lost_factor_away_and_the_person_enrols_anew(client, minh, quan):
    reset_second_factor(minh, by=quan, reason="mất điện thoại")
    assert give_password(client, "minh").url == ENROL_PAGE


def test_nobody_takes_the_own_factor_away(quan):
    with pytest.raises(NotPossible):
        reset_second_factor(quan, by=quan, reason="x")


def test_an_officer_takes_nobodys_factor_away(lan, minh):
    with pytest.raises(PermissionDenied):
        reset_second_factor(minh, by=lan, reason="x")
    assert second_factor.has_one(minh)


def test_in_a_demo_the_code_stands_beside_the_person(client, bhxh, settings):
    settings.DEMO = True
    make_person(bhxh, "demo", "approver", factor=True, is_demo=True)
    with time_machine.travel(NOON, tick=False):
        assert current_code() in client.get("/dang-nhap/").content.decode()


def test_in_a_demo_the_next_code_is_shown_once_the_current_one_is_used(client, bhxh, settings):
    settings.DEMO = True
    person = make_person(bhxh, "demo", "approver", factor=True, is_demo=True)
    with time_machine.travel(NOON, tick=False):
        sign_in(client, person)
        other = Client()
        give_password(other, "demo")
        shown = second_factor.usable_code(Authenticator.objects.get(user=person, type="totp"), NOON)
        assert shown != current_code()
        other.post(CODE_PAGE, {"code": shown})
        assert is_inside(other)
