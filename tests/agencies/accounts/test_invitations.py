"""Invitations: a code that works once, for three days; whatever is wrong with it gets the same answer."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from agencies.login import invitations as codes
from agencies.models import Invitation, ProvinceSetting, User
from agencies.permissions import THE_INVITED
from agencies.services import invitations as services
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry
from tests.agencies.accounts.conftest import NOON
from tests.factories.people import is_inside, make_agency, make_person, make_province, sign_in

OWN = "mot-cau-khac-de-nho-hon"
TAKE, ACCEPT = "/loi-moi/", "/loi-moi/tai-khoan/"
REFUSED = "Mã mời không đúng, đã hết hạn, hoặc đã thử quá nhiều lần."


def invited(agency, by, **facts) -> tuple[Invitation, str]:
    code = codes.new_code()
    facts = {"role": "officer", "full_name": "Nguyễn  Thị An", **facts}
    now = timezone.now()
    return services.invite(agency, by=by, code=code, at=now, on=timezone.localdate(now), **facts), code


def take(browser, code: str):
    return browser.post(TAKE, {"code": code})


def accept(browser, **facts):
    return browser.post(ACCEPT, {"full_name": "An", "username": "an", "password": OWN, "again": OWN, **facts})


def test_an_invited_person_makes_the_own_account_and_is_inside(bhxh, quan):
    invitation, code = invited(bhxh, quan)
    browser = Client()
    assert take(browser, f"  {code.upper()} ").url == ACCEPT
    assert accept(browser).url == "/"
    assert is_inside(browser)
    an = User.objects.get(username="an")
    assert (an.posting.agency, an.posting.role, an.must_change_password) == (bhxh, "officer", False)
    invitation.refresh_from_db()
    assert invitation.user == an and invitation.accepted_at


def test_a_role_that_asks_for_it_is_led_to_the_second_factor(bhxh, quan):
    _invitation, code = invited(bhxh, quan, role="approver")
    browser = Client()
    take(browser, code)
    assert accept(browser).url == "/dang-nhap/thiet-lap-ma/"
    assert not is_inside(browser)


def test_a_given_user_name_stays(bhxh, quan):
    _invitation, code = invited(bhxh, quan, username="An.Nguyen")
    browser = Client()
    take(browser, code)
    accept(browser, username="khac")
    assert User.objects.filter(username="an.nguyen").exists() and not User.objects.filter(username="khac").exists()


def test_the_code_is_kept_nowhere(bhxh, quan):
    invitation, code = invited(bhxh, quan)
    kept = str(list(Invitation.objects.values())) + str(list(AuditEntry.objects.values()))
    assert (
        code not in kept
        and code.replace("-", "") not in kept
        and invitation.code_hash not in str(AuditEntry.objects.values())
    )


def test_wrong_expired_used_and_withdrawn_get_the_same_answer(bhxh, quan):
    with time_machine.travel(NOON, tick=False) as clock:
        expired = invited(bhxh, quan)[1]
        clock.shift(timedelta(hours=72, seconds=1))
        used, (taken_back, withdrawn) = invited(bhxh, quan)[1], invited(bhxh, quan)
        services.withdraw_invitation(taken_back, by=quan, at=timezone.now())
        browser = Client()
        take(browser, used)
        accept(browser)
        wrong = used[:-1] + ("a" if used[-1] != "a" else "b")
        answers = {_refusal(code) for code in (expired, used, withdrawn, wrong, "khong-co", codes.new_code())}
        assert answers == {REFUSED}


def _refusal(code: str) -> str:
    answer = take(Client(), code)
    text = answer.content.decode()
    assert answer.status_code == 200
    return REFUSED if REFUSED in text else text


def test_guesses_at_one_invitation_are_counted_and_lock_it_for_a_while(bhxh, quan):
    _invitation, code = invited(bhxh, quan)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for guess in range(5):
            take(Client(), f"{code[:9]}-aaaa-aaaa-aaa{guess}")
        assert _refusal(code) == REFUSED
        clock.shift(timedelta(minutes=2))
        assert take(Client(), code).url == ACCEPT


def test_a_code_serves_once_even_where_two_browsers_hold_it(bhxh, quan):
    _invitation, code = invited(bhxh, quan)
    first, second = Client(), Client()
    take(first, code)
    take(second, code)
    accept(first)
    assert accept(second, username="khac").url == TAKE
    assert not User.objects.filter(username="khac").exists()


def test_a_new_code_replaces_the_one_before(bhxh, quan):
    invitation, code = invited(bhxh, quan)
    half_way = Client()
    take(half_way, code)
    newer = codes.new_code()
    services.renew_invitation(invitation, by=quan, code=newer, at=timezone.now(), on=timezone.localdate())
    assert accept(half_way).url == TAKE
    assert _refusal(code) == REFUSED
    assert take(Client(), newer).url == ACCEPT


def test_a_province_sets_its_own_time(bhxh, quan, province):
    facts = {"valid_from": "2025-01-01", "reason": "x"}
    ProvinceSetting.objects.create(province=province, key="users.invitation_hours", value=1, **facts)
    invitation, _code = invited(bhxh, quan)
    assert invitation.expires_at - invitation.invited_at == timedelta(hours=1)


@pytest.mark.parametrize("facts", [{"username": "quan"}, {"username": "a b"}, {"password": "ngan", "again": "ngan"}])
def test_a_taken_name_or_a_weak_password_is_said_and_the_code_stays_good(bhxh, quan, facts):
    _invitation, code = invited(bhxh, quan)
    browser = Client()
    take(browser, code)
    assert accept(browser, **facts).status_code == 200
    assert User.objects.count() == 1
    assert accept(browser).url == "/"


def test_a_user_name_that_somebody_has_is_not_promised(bhxh, quan, lan):
    with pytest.raises(ValidationError):
        invited(bhxh, quan, username="LAN")


def test_only_administrators_of_the_province_invite(bhxh, lan, quan):
    stranger = make_person(make_agency(make_province("hai-phong")), "hai", "administrator", factor=True)
    invitation, _code = invited(bhxh, quan)
    for by in (lan, stranger):
        with pytest.raises(PermissionDenied):
            invited(bhxh, by)
        with pytest.raises(PermissionDenied):
            services.withdraw_invitation(invitation, by=by, at=timezone.now())
        with pytest.raises(PermissionDenied):
            services.renew_invitation(invitation, by=by, code="x", at=timezone.now(), on=timezone.localdate())


def test_only_who_showed_the_code_accepts(bhxh, quan):
    invitation, _code = invited(bhxh, quan)
    facts = {"password": OWN, "at": timezone.now(), "on": timezone.localdate(), "username": "an"}
    with pytest.raises(PermissionDenied):
        services.accept_invitation(invitation, by=quan, **facts)
    services.accept_invitation(invitation, by=THE_INVITED, **facts)
    assert AuditEntry.objects.get(act="accept_invitation").actor == "Người được mời"
    with pytest.raises(NotPossible):
        services.accept_invitation(invitation, by=THE_INVITED, **facts | {"username": "nua"})
    with pytest.raises(NotPossible):
        services.withdraw_invitation(invitation, by=quan, at=timezone.now())


def test_the_pages_invite_list_renew_and_withdraw(bhxh, quan):
    browser = Client()
    sign_in(browser, quan)
    sent = {"full_name": "An", "agency": bhxh.pk, "role": "officer"}
    shown = browser.post("/nguoi-dung/loi-moi/them/", sent).content.decode()
    code = shown.split('<p class="figure-value"><code>')[1].split("<")[0]
    invitation = Invitation.objects.get()
    assert invitation.handle == codes.handle_of(code)
    assert "An" in browser.get("/nguoi-dung/loi-moi/").content.decode()
    assert "figure-value" in browser.post(f"/nguoi-dung/loi-moi/{invitation.pk}/ma-moi/").content.decode()
    browser.post(f"/nguoi-dung/loi-moi/{invitation.pk}/rut/")
    assert "Đã rút" in browser.get("/nguoi-dung/loi-moi/").content.decode()


def test_by_mail_the_code_reaches_the_person_only(bhxh, quan, settings):
    settings.PUBLIC_URL = "https://cong.example"
    browser = Client()
    sign_in(browser, quan)
    sent = {"full_name": "An", "agency": bhxh.pk, "role": "officer", "email": "an@example.vn", "by_mail": "on"}
    answer = browser.post("/nguoi-dung/loi-moi/them/", sent)
    assert answer.url == "/nguoi-dung/loi-moi/"
    letter = mail.outbox[0]
    code = letter.body.split("#")[1].split()[0]
    assert letter.to == ["an@example.vn"] and "https://cong.example/loi-moi/#" in letter.body
    assert code not in browser.get(answer.url).content.decode()
    assert take(Client(), code).url == ACCEPT


def test_an_administrator_of_another_province_does_not_find_it(bhxh, quan):
    invitation, _code = invited(bhxh, quan)
    stranger = make_person(make_agency(make_province("hai-phong")), "hai", "administrator", factor=True)
    browser = Client()
    sign_in(browser, stranger)
    assert browser.post(f"/nguoi-dung/loi-moi/{invitation.pk}/rut/").status_code == 404
    assert "Nguyễn Thị An" not in browser.get("/nguoi-dung/loi-moi/").content.decode()
