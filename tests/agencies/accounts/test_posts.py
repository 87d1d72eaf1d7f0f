"""Posts with periods: given ahead, to a day, ended ahead; never two at once, never a province without administrator."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from agencies.models import User
from agencies.services.users import appoint, disable_user, enable_user, end_post, release
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry
from tests.factories.people import is_inside, make_agency, make_person, make_province, sign_in

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def labour(province):
    return make_agency(province, "home_affairs", "so-noi-vu")


def held(user: User) -> list[tuple]:
    posts = user.posts.select_related("agency").order_by("valid_from", "pk")
    return [
        (post.agency.code, post.role, post.valid_from, post.valid_to)
        for post in posts
        if post.valid_to is None or post.valid_to >= post.valid_from
    ]


def test_a_post_given_ahead_begins_on_its_day_and_ends_nothing_today(lan, quan, labour, today):
    browser = Client()
    sign_in(browser, lan)
    appoint(labour, by=quan, user=lan, role="approver", on=today + 10 * DAY)
    assert held(lan)[0][3] == today + 9 * DAY
    assert User.objects.get(pk=lan.pk).posting.role == "officer"
    assert is_inside(browser)


def test_a_post_for_a_time_gives_way_to_the_one_before_it_again(lan, quan, labour, today):
    appoint(labour, by=quan, user=lan, role="head", on=today + 5 * DAY, until=today + 9 * DAY)
    assert [row[:2] + row[2:] for row in held(lan)] == [
        ("bhxh-tinh", "officer", date(2025, 7, 1), today + 4 * DAY),
        ("so-noi-vu", "head", today + 5 * DAY, today + 9 * DAY),
        ("bhxh-tinh", "officer", today + 10 * DAY, None),
    ]


def test_a_person_holds_several_over_time_never_two_at_once(lan, quan, bhxh, labour, today):
    appoint(labour, by=quan, user=lan, role="approver", on=today + 20 * DAY)
    appoint(bhxh, by=quan, user=lan, role="head", on=today + 10 * DAY, until=today + 30 * DAY)
    periods = [row[2:] for row in held(lan)]
    assert periods == [
        (date(2025, 7, 1), today + 9 * DAY),
        (today + 10 * DAY, today + 30 * DAY),
        (today + 31 * DAY, None),
    ]
    assert held(lan)[2][:2] == ("so-noi-vu", "approver")


def test_a_post_cannot_end_before_it_begins(lan, quan, labour, today):
    with pytest.raises(NotPossible):
        appoint(labour, by=quan, user=lan, role="officer", on=today, until=today - DAY)


def test_ending_ahead_leaves_the_person_inside_until_then(lan, quan, today):
    browser = Client()
    sign_in(browser, lan)
    end_post(lan.posts.get(), by=quan, on=today + 3 * DAY)
    assert lan.posts.get().valid_to == today + 3 * DAY
    assert is_inside(browser)
    assert AuditEntry.objects.get(act="end_post").detail["changed"]["valid_to"] == [None, str(today + 3 * DAY)]


def test_a_post_that_has_not_begun_never_begins(lan, quan, labour, today):
    post = appoint(labour, by=quan, user=lan, role="approver", on=today + 10 * DAY)
    end_post(post, by=quan, on=today)
    assert len(held(lan)) == 1


def test_releasing_ahead_ends_nothing_today(lan, quan, today):
    browser = Client()
    sign_in(browser, lan)
    release(lan, by=quan, on=today + 2 * DAY)
    assert is_inside(browser)
    assert lan.posts.get().valid_to == today + DAY


def test_what_has_ended_is_not_ended_again(lan, quan, today):
    end_post(lan.posts.get(), by=quan, on=today + DAY)
    with pytest.raises(NotPossible):
        end_post(lan.posts.get(), by=quan, on=today + 2 * DAY)


def test_nobody_ends_a_post_without_the_power_for_oneself_or_abroad(lan, minh, quan, today):
    stranger = make_person(make_agency(make_province("hai-phong")), "hai", "administrator", factor=True)
    for by in (minh, stranger):
        with pytest.raises(PermissionDenied):
            end_post(lan.posts.get(), by=by, on=today)
    with pytest.raises(NotPossible):
        end_post(quan.posts.get(), by=quan, on=today)


def test_the_last_administrator_stays_on_every_day_to_come(bhxh, quan, today):
    other = make_person(bhxh, "khac", "administrator", factor=True)
    release(other, by=quan, on=today + 5 * DAY)
    with pytest.raises(NotPossible):
        end_post(quan.posts.get(), by=User.objects.get(pk=other.pk), on=today + 10 * DAY)
    with pytest.raises(NotPossible):
        appoint(bhxh, by=User.objects.get(pk=other.pk), user=quan, role="officer", on=today + 10 * DAY)


def test_the_pages_give_and_end_a_post_ahead(bhxh, lan, quan, today):
    browser = Client()
    sign_in(browser, quan)
    ahead, later = today + 10 * DAY, today + 20 * DAY
    sent = {"agency": bhxh.pk, "role": "head", "on": ahead.isoformat(), "until": later.isoformat()}
    browser.post(f"/nguoi-dung/{lan.pk}/giao-vi-tri/", sent)
    post = lan.posts.get(role="head")
    assert (post.valid_from, post.valid_to) == (ahead, later)
    text = browser.get(f"/nguoi-dung/{lan.pk}/").content.decode()
    assert f"{ahead:%d/%m/%Y}" in text and f"/nguoi-dung/vi-tri/{post.pk}/ket-thuc/" in text
    browser.post(f"/nguoi-dung/vi-tri/{post.pk}/ket-thuc/", {"on": (ahead + DAY).isoformat()})
    post.refresh_from_db()
    assert post.valid_to == ahead + DAY
    browser.post(f"/nguoi-dung/vi-tri/{post.pk}/ket-thuc/", {"on": (today - DAY).isoformat()})
    browser.post(f"/nguoi-dung/{lan.pk}/giao-vi-tri/", {**sent, "on": (today - DAY).isoformat()})
    assert lan.posts.filter(valid_from__lt=today).count() == 1


def test_an_account_is_looked_after_before_its_first_day_and_after_its_last(lan, quan, today):
    stranger = make_person(make_agency(make_province("hai-phong")), "hai", "administrator", factor=True)
    for period in (
        {"valid_from": today + DAY, "valid_to": None},
        {"valid_from": today - 9 * DAY, "valid_to": today - DAY},
    ):
        lan.posts.update(**period)
        disable_user(User.objects.get(pk=lan.pk), by=quan, on=today, reason="x")
        assert enable_user(User.objects.get(pk=lan.pk), by=quan).is_active
        with pytest.raises(PermissionDenied):
            disable_user(User.objects.get(pk=lan.pk), by=stranger, on=today, reason="x")
