"""Accounts nobody uses for more than 45 days are closed by the clock (TCVN 14423:2026), never the last administrator's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from agencies.models import ProvinceSetting, User
from agencies.services.reviews import disable_idle_users
from agencies.services.users import enable_user
from agencies.tasks import look_after_accounts
from portal.core.acts import THE_CLOCK
from portal.core.models import AuditEntry, Notification
from tests.factories.people import is_inside, make_agency, make_person, make_province, sign_in

ON = date(2026, 11, 20)
LAST_DAY = datetime(2026, 10, 6, 1, tzinfo=UTC)  # 45 days before: still allowed
DAY = timedelta(days=1)


def seen(user: User, at: datetime | None, *, created_at: datetime = datetime(2025, 7, 1, tzinfo=UTC)) -> None:
    User.objects.filter(pk=user.pk).update(last_login=at, created_at=created_at)


@pytest.fixture
def active(quan):
    """An administrator who was here yesterday."""
    seen(quan, datetime(2026, 11, 19, 2, tzinfo=UTC))
    return quan


def closed(province, on: date = ON) -> list[str]:
    return disable_idle_users(province, by=THE_CLOCK, on=on)


def test_after_45_days_the_account_is_closed_on_the_46th(province, active, lan, minh):
    seen(lan, LAST_DAY)
    seen(minh, LAST_DAY - DAY)
    assert closed(province) == ["minh"]
    assert closed(province, ON + DAY) == ["lan"]
    minh.refresh_from_db()
    assert not minh.is_active and "45 ngày" in minh.closed_reason
    assert AuditEntry.objects.filter(act="disable_user", actor="Lịch tự động").count() == 2


def test_missed_nights_lose_none_and_a_second_run_finds_nothing(province, active, lan, minh):
    seen(lan, LAST_DAY - 100 * DAY)
    seen(minh, LAST_DAY - 3 * DAY)
    assert closed(province) == ["lan", "minh"]
    assert closed(province) == []


def test_its_sessions_end(province, active, lan):
    browser = Client()
    sign_in(browser, lan)
    seen(lan, LAST_DAY - DAY)
    closed(province)
    assert not is_inside(browser)


def test_who_never_came_is_counted_from_the_day_the_account_was_made(province, active, lan, bac):
    seen(lan, None, created_at=LAST_DAY - DAY)
    seen(bac, None, created_at=LAST_DAY)
    assert closed(province) == ["lan"]


def test_who_was_let_in_again_has_another_45_days_and_only_an_administrator_lets_in(province, active, lan, minh):
    seen(lan, LAST_DAY - DAY)
    closed(province)
    with pytest.raises(PermissionDenied):
        enable_user(lan, by=minh)
    with pytest.raises(PermissionDenied):
        enable_user(lan, by=THE_CLOCK)
    enable_user(lan, by=active)
    User.objects.filter(pk=lan.pk).update(reactivated_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert "lan" not in closed(province, date(2027, 1, 4))
    assert "lan" in closed(province, date(2027, 1, 5))


def test_the_last_administrator_stays_the_one_who_was_here_last(province, bhxh, quan):
    other = make_person(bhxh, "khac", "administrator", factor=True)
    seen(quan, LAST_DAY - 10 * DAY)
    seen(other, LAST_DAY - 9 * DAY)
    assert closed(province) == ["quan"]
    assert User.objects.get(pk=other.pk).is_active


def test_whose_first_day_is_ahead_has_not_stayed_away(province, active, bhxh, lan):
    seen(lan, None)
    lan.posts.update(valid_from=ON + DAY)
    assert closed(province) == []


def test_another_province_is_not_touched(province, active):
    stranger = make_person(make_agency(make_province("hai-phong")), "hai")
    seen(stranger, None)
    assert closed(province) == []


def test_people_of_a_demo_are_spared_in_a_demo_only(province, active, lan, settings):
    User.objects.filter(pk=lan.pk).update(is_demo=True)
    seen(lan, None)
    settings.DEMO = True
    assert closed(province) == []
    settings.DEMO = False
    assert closed(province) == ["lan"]


def test_a_province_may_be_stricter(province, active, lan):
    facts = {"valid_from": date(2025, 1, 1), "reason": "x"}
    ProvinceSetting.objects.create(province=province, key="users.idle_days", value=30, **facts)
    seen(lan, datetime(2026, 10, 20, 1, tzinfo=UTC))
    assert closed(province) == ["lan"]


def test_administrators_are_told_in_the_week_before_once(province, active, lan, bac):
    seen(lan, LAST_DAY + 3 * DAY)  # will be closed on 24/11
    seen(bac, LAST_DAY + 30 * DAY)
    for day in (ON - 4 * DAY, ON - 3 * DAY, ON, ON + DAY):
        closed(province, day)
    told = Notification.objects.get()
    assert told.user == active and "24/11/2026" in told.text and "lan" in told.text


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_nobody_else_runs_it(province, who, request):
    with pytest.raises(PermissionDenied):
        disable_idle_users(province, by=request.getfixturevalue(who), on=ON)


def test_the_clock_looks_after_every_province(province, active, lan):
    hai_phong = make_agency(make_province("hai-phong"))
    stranger, keeper = make_person(hai_phong, "hai"), make_person(hai_phong, "giu", "administrator")
    for user in (lan, stranger):
        seen(user, datetime(2025, 8, 1, tzinfo=UTC))
    seen(keeper, datetime(2025, 8, 1, tzinfo=UTC))
    look_after_accounts()
    assert not User.objects.filter(pk__in=[lan.pk, stranger.pk], is_active=True).exists()
    assert User.objects.get(pk=keeper.pk).is_active


def test_a_quiet_night_leaves_no_trace(province, active, lan):
    seen(lan, timezone.now())
    seen(active, timezone.now(), created_at=timezone.now())
    User.objects.update(created_at=timezone.now())
    look_after_accounts()
    assert not AuditEntry.objects.filter(act__in=["disable_idle_users", "remind_of_review"]).exists()


def test_a_province_in_which_something_breaks_hinders_no_other(db):
    broken, other = make_province("bac-ninh"), make_province("hai-phong")
    ProvinceSetting.objects.create(province=broken, key="users.idle_days", value="x", valid_from=date(2026, 1, 1))
    away = make_person(make_agency(other, "tax", "thue"), "vang.lau")
    seen(away, None)
    with pytest.raises(ExceptionGroup):
        look_after_accounts()
    away.refresh_from_db()
    assert not away.is_active
