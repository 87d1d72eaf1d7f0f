"""People: added with a one-time password, appointed, released, disabled; by an administrator of their own province."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from agencies.models import Province, User
from agencies.services import users
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import AuditEntry
from tests.factories.people import (
    give_password,
    is_inside,
    make_agency,
    make_person,
    make_province,
    sign_in,
)

ONE_TIME = "k7mp-3x9q-w2hd-tt5c"
OWN = "mot-cau-khac-de-nho-hon"


def today() -> date:
    return timezone.localdate()


def added(agency, by, **facts) -> User:
    facts = {"username": "an", "full_name": "Nguyễn  Văn An", "role": "officer", "password": ONE_TIME, **facts}
    return users.add_user(agency, by=by, on=today(), **facts)


def in_hai_phong(role="administrator") -> User:
    return make_person(make_agency(make_province("hai-phong")), "hai", role, factor=True)


def test_an_added_person_has_a_post_and_must_change_the_password(bhxh, quan):
    an = added(bhxh, quan, username=" An ")
    assert (an.username, an.full_name, an.must_change_password) == ("an", "Nguyễn Văn An", True)
    assert (an.posting.agency, an.posting.role) == (bhxh, "officer")


def test_adding_is_remembered_without_the_password(bhxh, quan):
    added(bhxh, quan)
    entry = AuditEntry.objects.get(act="add_user")
    assert (entry.user, entry.province_code, entry.detail["facts"]["username"]) == (quan, "bac-ninh", "an")
    assert ONE_TIME not in str(entry.detail)


@pytest.mark.parametrize("role", ["officer", "approver", "head", "auditor"])
def test_only_administrators_add_people(bhxh, role):
    with pytest.raises(PermissionDenied):
        added(bhxh, make_person(bhxh, "ai", role))
    assert not User.objects.filter(username="an").exists()


def test_an_administrator_of_another_province_adds_nobody_here(bhxh):
    with pytest.raises(PermissionDenied):
        added(bhxh, in_hai_phong())


def test_one_name_is_one_account(bhxh, quan, lan):
    with pytest.raises(ValidationError):
        added(bhxh, quan, username="LAN")


@pytest.mark.parametrize("name", ["có dấu", "a b", "", "-x", "x" * 81])
def test_a_user_name_is_plain(bhxh, quan, name):
    with pytest.raises(ValidationError):
        added(bhxh, quan, username=name)


def test_the_database_refuses_a_name_in_capitals(bhxh):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="LAN", full_name="x")


def test_a_new_post_ends_the_one_before_on_the_eve(bhxh, province, quan, lan):
    labour = make_agency(province, "home_affairs", "so-noi-vu")
    post = users.appoint(labour, by=quan, user=lan, role="approver", title="Phó phòng", on=today())
    lan = User.objects.get(pk=lan.pk)
    assert (lan.posting, lan.province_code, lan.agency_code) == (post, "bac-ninh", "so-noi-vu")
    assert lan.posts.get(agency=bhxh).valid_to == today() - timedelta(days=1)
    assert lan.security_stamp == 1


def test_nobody_is_taken_away_by_another_province(lan):
    hai = in_hai_phong()
    with pytest.raises(PermissionDenied):
        users.appoint(hai.posting.agency, by=hai, user=lan, role="officer", on=today())


def test_who_was_released_comes_back_by_a_new_post(client, bhxh, quan, lan):
    users.release(lan, by=quan, on=today())
    give_password(client, "lan")
    assert not is_inside(client)
    users.appoint(bhxh, by=quan, user=lan, role="officer", on=today())
    give_password(client, "lan")
    assert is_inside(client)


def test_a_disabled_account_opens_again_with_its_password(client, lan, quan):
    users.disable_user(lan, by=quan, on=today(), reason="nghỉ dài ngày")
    assert AuditEntry.objects.get(act="disable_user").detail["changed"]["is_active"] == [True, False]
    users.enable_user(lan, by=quan)
    give_password(client, "lan")
    assert is_inside(client)


ACTS = {
    "release": {"on": date(2026, 11, 20)},
    "disable_user": {"on": date(2026, 11, 20), "reason": "x"},
    "enable_user": {},
    "unlock_user": {},
    "reset_password": {"password": ONE_TIME},
    "reset_second_factor": {"reason": "x"},
}


@pytest.mark.parametrize("name", ACTS)
def test_no_act_about_a_person_is_open_to_officers_strangers_clocks_or_other_provinces(name, bhxh, lan, minh):
    for by in (lan, minh, in_hai_phong(), THE_CLOCK):
        with pytest.raises(PermissionDenied):
            getattr(users, name)(lan, by=by, **ACTS[name])
    assert not AuditEntry.objects.filter(act=name).exists()


@pytest.mark.parametrize("name", ["release", "disable_user", "reset_password", "reset_second_factor"])
def test_nobody_does_it_to_himself(name, bhxh, quan):
    make_person(bhxh, "khac", "administrator")
    with pytest.raises(NotPossible):
        getattr(users, name)(quan, by=quan, **ACTS[name])


def test_the_last_administrator_of_a_province_stays(bhxh, quan):
    second = make_person(bhxh, "hai-q", "administrator")
    users.disable_user(second, by=quan, on=today(), reason="x")
    for act in (
        lambda: users.disable_user(quan, by=OPERATOR, on=today(), reason="x"),
        lambda: users.release(quan, by=OPERATOR, on=today()),
        lambda: users.appoint(bhxh, by=quan, user=quan, role="officer", on=today()),
    ):
        with pytest.raises(NotPossible):
            act()


def test_a_one_time_password_leads_to_an_own_one_before_any_page(client, bhxh, quan):
    added(bhxh, quan)
    assert give_password(client, "an", ONE_TIME).url == "/dang-nhap/mat-khau-moi/"
    assert not is_inside(client)
    for short in ("ngan", ONE_TIME):
        assert client.post("/dang-nhap/mat-khau-moi/", {"password": short, "again": short}).status_code == 200
    assert client.post("/dang-nhap/mat-khau-moi/", {"password": OWN, "again": OWN}).url == "/"
    assert is_inside(client)
    other = Client()
    assert give_password(other, "an", OWN).url == "/"


def test_an_administrator_does_everything_from_the_pages(client, bhxh, quan, minh):
    sign_in(client, quan)
    facts = {"username": "an", "full_name": "An", "agency": bhxh.pk, "role": "approver"}
    page = client.post("/nguoi-dung/them/", facts)
    an = User.objects.get(username="an")
    assert page.context["password"] in page.content.decode()
    assert an.check_password(page.context["password"])
    for address in ("/nguoi-dung/", "/nguoi-dung/?q=an", f"/nguoi-dung/{an.pk}/", f"/nguoi-dung/{minh.pk}/"):
        assert "an" in client.get(address).content.decode()
    done = [
        ("giao-vi-tri", {"agency": bhxh.pk, "role": "officer"}),
        ("khoa", {"reason": "nghỉ"}),
        ("mo-lai", {}),
        ("mo-khoa-dang-nhap", {}),
        ("ma-xac-thuc", {"reason": "mất máy"}),
        ("thoi-vi-tri", {}),
    ]
    for what, data in done:
        assert client.post(f"/nguoi-dung/{an.pk}/{what}/", data).status_code == 302, what
    acts = set(AuditEntry.objects.filter(kind="act", user=quan).values_list("act", flat=True))
    wanted = {"add_user", "appoint", "disable_user", "enable_user", "unlock_user", "reset_second_factor", "release"}
    assert wanted <= acts


def test_a_one_time_password_from_the_page_works_and_is_shown_once(client, quan, lan):
    sign_in(client, quan)
    shown = client.post(f"/nguoi-dung/{lan.pk}/mat-khau/")
    assert "no-store" in shown.headers["Cache-Control"]
    other = Client()
    assert give_password(other, "lan", shown.context["password"]).url == "/dang-nhap/mat-khau-moi/"
    assert shown.context["password"] not in client.get(f"/nguoi-dung/{lan.pk}/").content.decode()


def test_what_is_not_possible_is_said_on_the_persons_page(client, quan):
    sign_in(client, quan)
    answer = client.post(f"/nguoi-dung/{quan.pk}/khoa/", {"reason": "x"}, follow=True)
    assert "một người quản trị khác" in answer.content.decode()


@pytest.mark.parametrize("address", ["/nguoi-dung/", "/nguoi-dung/them/"])
def test_the_pages_about_people_are_not_for_officers(client, lan, address):
    sign_in(client, lan)
    assert client.get(address).status_code == 403
    assert AuditEntry.objects.filter(kind="refused", user=lan).exists()


def test_a_person_of_another_province_does_not_even_exist(client, quan):
    sign_in(client, quan)
    hai = in_hai_phong()
    assert client.get(f"/nguoi-dung/{hai.pk}/").status_code == 404
    assert client.post(f"/nguoi-dung/{hai.pk}/khoa/", {"reason": "x"}).status_code == 404
    assert "hai" not in [person.username for person in client.get("/nguoi-dung/").context["listing"].page.rows]


def test_the_own_account_page_opens_for_everyone(client, lan, minh):
    for person, note in ((lan, "Chưa thiết lập."), (minh, "Đã thiết lập.")):
        browser = Client()
        sign_in(browser, person)
        assert note in browser.get("/tai-khoan/").content.decode()


def test_a_person_sets_up_a_factor_from_the_account_page(client, lan):
    sign_in(client, lan)
    assert "data:image/svg+xml" in client.get("/tai-khoan/ma-xac-thuc/").content.decode()
    assert len(client.post("/tai-khoan/ma-du-phong/").context["codes"]) == 10


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_the_first_administrator_opens_the_province_and_gets_a_one_time_password(db, client):
    said = run("first_admin", "--username", "goc", "--full-name", "Quản Trị", "--province", "bac-ninh")
    goc = User.objects.get(username="goc")
    assert (goc.posting.role, goc.agency_code, goc.may("administer_users")) == ("administrator", "bhxh-tinh", True)
    assert Province.objects.get().slug == "bac-ninh"
    assert give_password(client, "goc", said.split()[-1]).url == "/dang-nhap/thiet-lap-ma/"


def test_there_is_one_first_administrator(quan):
    with pytest.raises(CommandError, match="đã có người quản trị"):
        run("first_admin", "--username", "goc", "--full-name", "x", "--province", "bac-ninh")


def test_with_the_doors_shut_there_is_none(bhxh, settings):
    settings.COMMAND_DOORS = False
    with pytest.raises(CommandError, match="COMMAND_DOORS"):
        run("first_admin", "--username", "goc", "--full-name", "x", "--province", "bac-ninh")


def test_demo_people_are_made_and_printed_in_a_demo_only(client, bhxh, settings):
    facts = {"username": "lan", "full_name": "Lan", "role": "approver", "on": today()}
    with pytest.raises(PermissionDenied):
        users.add_demo_person(bhxh, by=OPERATOR, **facts)
    with pytest.raises(CommandError):
        run("people")
    settings.DEMO = True
    users.add_demo_person(bhxh, by=OPERATOR, **facts)
    assert f'"password": "{settings.DEMO_PASSWORD}"' in run("people", "--format", "json")
    assert "lan" in run("people")
    assert give_password(client, "lan", settings.DEMO_PASSWORD).url == "/dang-nhap/ma-xac-thuc/"


def test_people_are_found_without_marks(client, bhxh, quan):
    sign_in(client, quan)
    make_person(bhxh, "dung.nt")
    User.objects.filter(username="dung.nt").update(full_name="Nguyễn Thị Đừng")
    for text in ("nguyen dung", "Đừng", "dung.nt"):
        rows = client.get("/nguoi-dung/", {"q": text}).context["listing"].page.rows
        assert [person.username for person in rows] == ["dung.nt"], text


def test_the_operator_rescues_a_person_who_cannot_come_in(client, minh):
    for _time in range(5):
        give_password(client, "minh", "sai")
    said = run("rescue", "minh", "--password", "--second-factor")
    assert give_password(client, "minh", said.split()[-1]).url == "/dang-nhap/thiet-lap-ma/"


def test_with_the_doors_shut_the_operator_rescues_nobody(minh, settings):
    settings.COMMAND_DOORS = False
    with pytest.raises(CommandError, match="COMMAND_DOORS"):
        run("rescue", "minh")


def test_a_short_password_is_refused_in_vietnamese():
    with pytest.raises(ValidationError, match="cần ít nhất 12 ký tự"):
        validate_password("k9-Zq!")
