"""Passkeys as a second factor: registered after a second look, used at the door and for step-up, refused when not right."""

import json
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator as Row
from django.core.exceptions import PermissionDenied

from agencies.login import second_factor
from agencies.services.accounts import add_passkey, remove_passkey, rename_passkey
from agencies.services.users import reset_second_factor
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry
from tests.agencies.accounts.authenticator import Authenticator
from tests.agencies.accounts.conftest import NOON
from tests.factories.people import give_password, make_person

ADD, CODE, AGAIN = "/tai-khoan/khoa-truy-cap/them/", "/dang-nhap/ma-xac-thuc/", "/xac-nhan-lai/"


@pytest.fixture
def key():
    return Authenticator()


@pytest.fixture
def inside(new_browser, lan, key):
    """Lan, signed in, with a passkey."""
    browser = new_browser().sign_in(lan)
    browser.add_passkey(key)
    return browser


def test_a_new_passkey_comes_with_recovery_codes_and_opens_the_door(new_browser, lan, key):
    browser = new_browser().sign_in(lan)
    assert browser.add_passkey(key).content.decode().count("<li><code>") == second_factor.RECOVERY_CODES
    other = new_browser()
    assert give_password(other, "lan").url == CODE
    assert not other.is_inside()
    assert other.enter_by(key, lan).is_inside()
    assert Row.objects.get(type="webauthn").data["sign_count"] == 1


def test_adding_is_remembered_without_the_key(inside, lan):
    entry = AuditEntry.objects.get(act="add_passkey")
    assert (entry.user, entry.detail["facts"]) == (lan, {"name": "USB"})


def test_the_page_lists_renames_and_removes(inside, new_browser, lan, key):
    row = Row.objects.get(type="webauthn")
    assert "USB" in inside.get("/tai-khoan/").content.decode()
    inside.post(f"/tai-khoan/khoa-truy-cap/{row.pk}/ten/", {"name": "Máy  cơ quan"})
    assert "Máy cơ quan" in inside.get("/tai-khoan/").content.decode()
    inside.post(f"/tai-khoan/khoa-truy-cap/{row.pk}/go/")
    assert not Row.objects.filter(user=lan).exists()
    assert give_password(new_browser(), "lan").url == "/"


def test_a_removed_one_is_refused(inside, new_browser, lan, key):
    second = Authenticator()
    inside.add_passkey(second)
    thief = new_browser()
    give_password(thief, "lan")
    options = thief.challenge()
    remove_passkey(lan, by=lan, passkey=Row.objects.filter(type="webauthn").earliest("pk").pk)
    thief.post(CODE, {"passkey": key.prove(options)})
    assert not thief.is_inside()
    assert new_browser().enter_by(second, lan).is_inside()


def test_another_persons_passkey_is_refused(inside, new_browser, bac, key):
    own = Authenticator()
    new_browser().sign_in(bac).add_passkey(own)
    browser = new_browser().enter_by(key, bac)
    assert not browser.is_inside()
    assert AuditEntry.objects.filter(act="passkey_failed", subject_id=str(bac.pk)).exists()
    assert new_browser().enter_by(own, bac).is_inside()


def test_a_passkey_belongs_to_one_person(inside, new_browser, bac, key):
    new_browser().sign_in(bac).add_passkey(key)
    assert not Row.objects.filter(user=bac).exists()


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.test"}, {"origin": "http://testserver"}, {"host": "evil.test"}, {"verifies": False}],
)
def test_another_origin_another_party_or_nobody_verified_is_refused(inside, new_browser, lan, key, wrong):
    for name, value in wrong.items():
        setattr(key, name, value)
    assert not new_browser().enter_by(key, lan).is_inside()
    fresh = Authenticator(**wrong)
    inside.add_passkey(fresh)
    assert Row.objects.filter(type="webauthn").count() == 1


def test_a_port_that_the_proxy_keeps_to_itself_is_named_in_the_settings(inside, new_browser, lan, key, settings):
    key.origin = "https://testserver:8443"
    assert not new_browser().enter_by(key, lan).is_inside()
    settings.CSRF_TRUSTED_ORIGINS = ["https://testserver:8443", "https://evil.test"]
    assert new_browser().enter_by(key, lan).is_inside()
    key.origin = "https://evil.test"
    assert not new_browser().enter_by(key, lan).is_inside()


def test_a_challenge_serves_once(inside, new_browser, lan, key):
    browser = new_browser()
    give_password(browser, "lan")
    options = browser.challenge()
    browser.post(CODE, {"passkey": "{}"})
    browser.post(CODE, {"passkey": key.prove(options)})
    assert not browser.is_inside()
    browser.post(CODE, {"passkey": key.prove(browser.challenge())})
    assert browser.is_inside()


def test_a_challenge_grows_old(inside, new_browser, lan, key):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = new_browser()
        give_password(browser, "lan")
        options = browser.challenge()
        clock.shift(timedelta(minutes=5, seconds=1))
        browser.post(CODE, {"passkey": key.prove(options)})
        assert not browser.is_inside()


def test_a_challenge_to_register_is_none_to_enter_by(inside, lan, key):
    options = inside.post("/tai-khoan/khoa-truy-cap/yeu-cau/").json()
    answer = inside.post(AGAIN, {"passkey": key.prove(options), "next": "/"})
    assert answer.status_code == 200


def test_a_copied_key_shows_by_its_counter_and_is_told(inside, new_browser, lan, key):
    stolen = key.copy()
    assert new_browser().enter_by(key, lan).is_inside()
    assert not new_browser().enter_by(stolen, lan).is_inside()
    assert AuditEntry.objects.filter(act="passkey_copied", subject_id=str(lan.pk)).exists()
    assert new_browser().enter_by(key, lan).is_inside()


def test_a_synchronised_key_counts_nothing_and_works(new_browser, lan):
    synced = Authenticator(counts=False)
    new_browser().sign_in(lan).add_passkey(synced)
    assert new_browser().enter_by(synced, lan).is_inside()
    assert new_browser().enter_by(synced, lan).is_inside()


def test_recovery_codes_work_beside_it(inside, new_browser, lan):
    code = second_factor.new_recovery_codes(lan)[0]
    for expected in (True, False):
        browser = new_browser()
        give_password(browser, "lan")
        browser.post(CODE, {"code": code})
        assert browser.is_inside() is expected


def test_a_passkey_answers_the_second_look(new_browser, lan, key):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = new_browser().sign_in(lan)
        browser.add_passkey(key)
        clock.shift(timedelta(minutes=14))
        browser.get("/tai-khoan/")
        clock.shift(timedelta(minutes=2))
        assert browser.get(ADD).url.startswith(AGAIN)
        assert browser.post("/tai-khoan/khoa-truy-cap/yeu-cau/").status_code == 403
        assert browser.post(AGAIN, {"passkey": key.prove(browser.challenge()), "next": ADD}).url == ADD
        assert browser.get(ADD).status_code == 200


def test_at_another_address_of_the_portal_the_key_is_not_asked_for(inside, new_browser, lan, key):
    elsewhere = new_browser()
    elsewhere.defaults["HTTP_HOST"] = "khac.test"
    give_password(elsewhere, "lan")
    assert elsewhere.post("/dang-nhap/khoa-truy-cap/").status_code == 403
    assert "mã dự phòng" in elsewhere.get(CODE).content.decode()


def test_without_https_or_by_number_browsers_know_no_passkeys(client, lan, settings):
    settings.ALLOWED_HOSTS = ["testserver", "10.1.2.3"]
    give_password(client, "lan")
    for host in ("testserver", "10.1.2.3"):
        answer = client.get(ADD, headers={"host": host})
        assert "HTTPS" in answer.content.decode()


def test_whoever_must_have_a_second_factor_may_begin_with_a_passkey(new_browser, bhxh, key):
    make_person(bhxh, "duyet", "approver")
    browser = new_browser()
    assert give_password(browser, "duyet").url == "/dang-nhap/thiet-lap-ma/"
    options = browser.post("/tai-khoan/khoa-truy-cap/yeu-cau/").json()
    shown = browser.post("/dang-nhap/thiet-lap-ma/", {"name": "Máy", "passkey": key.make(options)})
    assert "/dang-nhap/tiep-tuc/" in shown.content.decode()
    browser.post("/dang-nhap/tiep-tuc/")
    assert browser.is_inside()


def test_who_is_only_on_the_way_adds_no_passkey(inside, new_browser, lan):
    browser = new_browser()
    give_password(browser, "lan")
    assert browser.post("/tai-khoan/khoa-truy-cap/yeu-cau/").status_code == 403


def test_the_last_second_factor_stays_where_the_role_asks_for_one(minh, lan):
    data = {"credential": {"id": "x"}, "rp_id": "testserver", "sign_count": 0}
    add_passkey(minh, by=minh, name="A", data=data)
    row = Row.objects.get(type="webauthn")
    Row.objects.filter(user=minh, type="totp").delete()
    with pytest.raises(NotPossible):
        remove_passkey(minh, by=minh, passkey=row.pk)
    with pytest.raises(NotPossible):
        remove_passkey(lan, by=lan, passkey=row.pk)


@pytest.mark.parametrize("act", [add_passkey, rename_passkey, remove_passkey])
def test_nobody_has_passkeys_for_somebody_else(lan, quan, act):
    with pytest.raises(PermissionDenied):
        act(lan, by=quan, name="x", data={}, passkey=1)


@pytest.mark.parametrize("sent", ["", "x", "[]", "{}", json.dumps({"id": 1, "rawId": 2}), "x" * 30_000])
def test_nonsense_is_no_passkey(inside, new_browser, lan, sent):
    browser = new_browser()
    give_password(browser, "lan")
    browser.challenge()
    browser.post(CODE, {"passkey": sent})
    assert not browser.is_inside()
    inside.post("/tai-khoan/khoa-truy-cap/yeu-cau/")
    inside.post(ADD, {"name": "x", "passkey": sent})
    assert Row.objects.filter(type="webauthn").count() == 1


def test_an_administrator_takes_a_lost_one_away(inside, lan, quan):
    reset_second_factor(lan, by=quan, reason="mất máy")
    assert not second_factor.has_one(lan)
    assert not inside.is_inside()
