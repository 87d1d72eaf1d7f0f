"""Whoever owes something is told in time, once each time, by at most one mail a day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from agencies.mailing import send_digests
from agencies.models import Digest, Obligation, ProvinceSetting, Reminder
from agencies.reference_loading import default_settings
from agencies.services.reminders import begin_digest, claim_digests, remind
from portal.core.acts import THE_CLOCK
from portal.core.models import AuditEntry, Notification
from tests.factories.duties import make_directive, make_duty, make_obligation
from tests.factories.people import make_agency, make_person, make_province

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DUE = date(2026, 11, 4)


def at(day: date, hour: int = 7) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)


def days_before(days: int) -> datetime:
    return at(DUE - timedelta(days=days))


@pytest.fixture
def province():
    province = make_province()
    rows = [row for row in default_settings(province.unit.code) if row["key"].startswith("reminders.")]
    ProvinceSetting.objects.bulk_create(ProvinceSetting(province=province, **row) for row in rows)
    return province


@pytest.fixture
def bhxh(province):
    agency = make_agency(province)
    make_person(agency, "dieu.phoi", "approver", email="dieuphoi@vidu.vn")
    return agency


@pytest.fixture
def school(province):
    agency = make_agency(province, "education", "so-gddt")
    make_person(agency, "can.bo", email="canbo@vidu.vn")
    make_person(agency, "giam.doc", "head", email="giamdoc@vidu.vn")
    return agency


@pytest.fixture
def obligation(bhxh, school):
    directive = make_directive(bhxh.province, coordinator=bhxh)
    return make_obligation(make_duty(directive, bearer=school), school, due_on=DUE)


def told() -> list[tuple[str, str]]:
    return sorted(Reminder.objects.values_list("user__username", "level"))


def levels_of(username: str) -> list[str]:
    return [level for name, level in told() if name == username]


@pytest.mark.parametrize(
    ("days", "level"), [(8, None), (7, "due_7"), (4, "due_7"), (3, "due_3"), (1, "due_1"), (0, "due_1")]
)
def test_the_agency_is_told_as_its_day_comes_nearer(province, obligation, days, level):
    remind(province, by=THE_CLOCK, at=days_before(days))
    assert levels_of("can.bo") == ([level] if level else [])


def test_after_the_day_it_is_told_to_be_late_then_its_head_then_the_coordinator(province, obligation):
    remind(province, by=THE_CLOCK, at=days_before(-1))
    assert told() == [("can.bo", "overdue"), ("giam.doc", "overdue")]
    remind(province, by=THE_CLOCK, at=days_before(-4))
    assert levels_of("giam.doc") == ["head", "overdue"] and levels_of("dieu.phoi") == []
    remind(province, by=THE_CLOCK, at=days_before(-8))
    assert levels_of("dieu.phoi") == ["coordinator"]


def test_missed_nights_lose_nothing_and_a_repeated_night_says_nothing_twice(province, obligation):
    assert remind(province, by=THE_CLOCK, at=days_before(-20)) == 4  # overdue to both, the head, the coordinator
    assert remind(province, by=THE_CLOCK, at=days_before(-20)) == 0
    assert remind(province, by=THE_CLOCK, at=days_before(-21)) == 0
    assert Notification.objects.filter(user__username="can.bo").count() == 1


def test_nobody_is_told_of_what_is_done_or_not_begun(province, obligation):
    obligation.state = Obligation.State.SUBMITTED
    obligation.save()
    make_obligation(
        obligation.duty, obligation.agency, period="sau", opens_on=date(2027, 1, 1), due_on=date(2026, 11, 5)
    )
    assert remind(province, by=THE_CLOCK, at=days_before(1)) == 0


def test_a_person_whose_post_has_ended_is_not_told(province, obligation, school):
    school.posts.filter(user__username="can.bo").update(valid_to=date(2026, 10, 1))
    remind(province, by=THE_CLOCK, at=days_before(1))
    assert [name for name, _level in told()] == ["giam.doc"]


def send(province, when: datetime) -> int:
    return send_digests(claim_digests(province, by=THE_CLOCK, at=when), by=THE_CLOCK, at=when)


def test_one_mail_a_day_carries_everything(province, obligation, school):
    make_obligation(make_duty(obligation.directive, bearer=school), school, due_on=DUE - timedelta(days=5))
    remind(province, by=THE_CLOCK, at=days_before(1))
    assert send(province, days_before(1)) == 2 and send(province, days_before(1)) == 0
    text = next(message.body for message in mail.outbox if message.to == ["canbo@vidu.vn"])
    assert "QUÁ HẠN" in text and "SẮP ĐẾN HẠN" in text and text.count("04/11/2026") == 1 and "30/10/2026" in text


def test_what_is_told_later_the_same_day_waits_for_tomorrows_mail(province, obligation, school):
    remind(province, by=THE_CLOCK, at=days_before(3))
    send(province, days_before(3))
    make_obligation(make_duty(obligation.directive, bearer=school), school, due_on=DUE)
    remind(province, by=THE_CLOCK, at=days_before(3) + timedelta(hours=3))
    assert send(province, days_before(3) + timedelta(hours=3)) == 0
    assert send(province, days_before(2)) == 2 and Digest.objects.count() == 4


def test_a_mail_server_that_fails_loses_no_line_and_sends_no_second_mail_that_day(province, obligation, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    remind(province, by=THE_CLOCK, at=days_before(1))
    assert send(province, days_before(1)) == 0 and not Reminder.objects.exclude(mailed_at=None).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(province, days_before(1)) == 0
    assert send(province, days_before(0)) == 2


def test_a_province_may_do_without_mails(province, obligation):
    ProvinceSetting.objects.filter(key="reminders.by_mail").update(value=False)
    remind(province, by=THE_CLOCK, at=days_before(1))
    assert claim_digests(province, by=THE_CLOCK, at=days_before(1)) == []


def test_what_was_done_meanwhile_is_in_no_mail(province, obligation):
    remind(province, by=THE_CLOCK, at=days_before(1))
    claimed = claim_digests(province, by=THE_CLOCK, at=days_before(1))
    Obligation.objects.update(state=Obligation.State.SUBMITTED)
    assert claimed and send_digests(claimed, by=THE_CLOCK, at=days_before(1)) == 0


def test_nobody_reminds_but_the_clock_and_who_may_raise_obligations(province, obligation, school):
    officer = school.posts.get(user__username="can.bo").user
    for attempt in (
        lambda: remind(province, by=officer, at=days_before(1)),
        lambda: claim_digests(province, by=officer, at=days_before(1)),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Reminder.objects.exists()


def test_it_is_remembered(province, obligation):
    remind(province, by=THE_CLOCK, at=days_before(1))
    claimed = claim_digests(province, by=THE_CLOCK, at=days_before(1))
    begin_digest(Digest.objects.get(pk=claimed[0]), by=THE_CLOCK, at=days_before(1))
    assert set(AuditEntry.objects.values_list("act", flat=True)) >= {"remind", "claim_digests", "begin_digest"}
