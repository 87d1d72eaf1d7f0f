"""The clock, the command and two at once; the alarm when nothing lies ahead; the table of special days."""

import threading
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from agencies import tasks
from agencies.models import Agency, Obligation, Province, SpecialDay
from agencies.queries.obligations import empty_calendars, without_anything_ahead
from agencies.queries.working_days import working_days
from agencies.reference_loading import load
from agencies.services.fulfilment import submit_obligation
from agencies.services.obligations import judge_overdue, raise_obligations, warn_of_empty_calendar
from agencies.services.special_days import add_special_day, change_special_day, remove_special_day
from portal.core import jobs
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import AuditEntry, Job, Notification
from portal.schedule import SCHEDULE
from tests.factories.duties import last_instant, make_directive, make_duty, make_obligation
from tests.factories.people import make_agency, make_person, make_province

MONTHLY = [{"every": "month", "day": 25, "inclusive": False}]
NOVEMBER = date(2026, 11, 20)


def a_province_that_owes(slug: str = "bac-ninh") -> Province:
    province = make_province(slug)
    tax = make_agency(province, "tax", "thue")
    Agency.objects.filter(pk=tax.pk).update(valid_from=date(2020, 1, 1))
    make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    return province


# --- Two at once -----------------------------------------------------------------------------------------------------


def all_at_once(*works) -> list:
    """Run each in a thread and connection of its own; what each gave or raised."""
    outcomes: list = [None] * len(works)

    def run(place: int, work) -> None:
        try:
            outcomes[place] = work()
        except Exception as problem:  # the test looks at it
            outcomes[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_two_runs_at_once_one_waits_and_adds_nothing(own_database):
    province = a_province_that_owes()
    outcomes = all_at_once(*[lambda: raise_obligations(province, by=THE_CLOCK, on=NOVEMBER)] * 3)
    assert sorted(outcome.added for outcome in outcomes) == [0, 0, 19]
    assert Obligation.objects.count() == 19


def test_the_clock_and_the_agency_at_once_write_one_verdict(own_database):
    province = make_province()
    school = make_agency(province, "education", "gddt")
    person = make_person(school, "gd", "head")
    duty = make_duty(make_directive(province), bearer=school, mode="tracked")
    one = make_obligation(duty, school)
    late = one.due_at + timedelta(seconds=1)
    all_at_once(
        lambda: submit_obligation(one, by=person, at=one.due_at, means="note", note="Xong."),
        lambda: judge_overdue(province, by=THE_CLOCK, at=late),
        lambda: judge_overdue(province, by=THE_CLOCK, at=late),
    )
    one.refresh_from_db()
    assert one.state == "submitted" and one.verdict in ("on_time", "late")
    assert one.steps.filter(kind="judge").count() == (one.verdict == "late")
    assert one.steps.filter(kind="submit").count() == 1


def test_of_two_submissions_at_once_one_is_told_that_it_was_done(own_database):
    province = make_province()
    school = make_agency(province, "education", "gddt")
    people = [make_person(school, f"gd{number}", "head") for number in range(3)]
    one = make_obligation(make_duty(make_directive(province), bearer=school, mode="tracked"), school)
    at = one.due_at
    outcomes = all_at_once(
        *(lambda by=by: submit_obligation(one, by=by, at=at, means="note", note="Xong.") for by in people)
    )
    assert sum(isinstance(outcome, NotPossible) for outcome in outcomes) == 2 and one.steps.count() == 1


# --- The clock -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_night_a_job_for_each_province_raises_and_can_be_repeated():
    for slug in ("bac-ninh", "hai-phong"):
        a_province_that_owes(slug)
    tasks.raise_everywhere()
    tasks.raise_everywhere()
    waiting = Job.objects.filter(task="agencies.tasks.raise_obligations")
    assert waiting.count() == 2
    for job in waiting:
        running = jobs.Running(job)
        tasks.raise_obligations(running, **job.arguments)
        assert tasks.raise_obligations(running, **job.arguments)["added"] == 0
        running.close()
    assert {entry.actor for entry in AuditEntry.objects.filter(act="raise_obligations")} == {str(THE_CLOCK)}


@pytest.mark.django_db
def test_the_clock_judges_only_where_something_is_overdue():
    province = make_province()
    school = make_agency(province, "education", "gddt")
    duty = make_duty(make_directive(province), bearer=school)
    today = timezone.localdate()
    ahead = make_obligation(duty, school, due_on=today + timedelta(days=9))
    tasks.judge_overdue_everywhere()
    assert not AuditEntry.objects.filter(act="judge_overdue").exists()
    Obligation.objects.filter(pk=ahead.pk).update(due_on=today, due_at=last_instant(today - timedelta(days=1)))
    tasks.judge_overdue_everywhere()
    tasks.judge_overdue_everywhere()
    ahead.refresh_from_db()
    assert ahead.verdict == "late" and AuditEntry.objects.filter(act="judge_overdue").count() == 1


def test_what_runs_by_the_clock_stands_in_the_schedule():
    names = {entry["task"] for entry in SCHEDULE.values()}
    mine = {
        "agencies.tasks.raise_everywhere",
        "agencies.tasks.judge_overdue_everywhere",
        "agencies.tasks.watch_calendars",
    }
    assert mine <= names and all(callable(getattr(tasks, name.rpartition(".")[2])) for name in mine)


@pytest.mark.django_db
def test_administrators_are_told_once_a_month_when_nothing_lies_ahead(client):
    province = a_province_that_owes()
    administrator = make_person(make_agency(province), "quan.tri", "administrator")
    raise_obligations(province, by=THE_CLOCK, on=NOVEMBER, months=1)
    assert warn_of_empty_calendar(province, by=THE_CLOCK, on=NOVEMBER) == ["004"]
    warn_of_empty_calendar(province, by=THE_CLOCK, on=NOVEMBER + timedelta(days=1))
    assert Notification.objects.get(user=administrator).text.endswith("Hãy tạo lại lịch nhiệm vụ.")
    warn_of_empty_calendar(province, by=THE_CLOCK, on=NOVEMBER + timedelta(days=40))
    assert Notification.objects.filter(user=administrator).count() == 2
    assert empty_calendars(NOVEMBER) == 1
    assert client.get("/readyz").json()["provinces_without_duties_ahead"] == 1
    raise_obligations(province, by=THE_CLOCK, on=NOVEMBER)
    assert warn_of_empty_calendar(province, by=THE_CLOCK, on=NOVEMBER) == [] and empty_calendars(NOVEMBER) == 0


@pytest.mark.django_db
def test_the_alarm_is_silent_between_yearly_deadlines_and_where_all_ends_soon():
    province = make_province()
    tax = make_agency(province, "tax", "thue")
    yearly = make_directive(province, "003")
    make_duty(yearly, bearer=tax, due=[{"every": "year", "month": 12, "day": 25, "inclusive": False}])
    ending = make_directive(province, "005", in_force_to=NOVEMBER + timedelta(days=20))
    make_duty(ending, bearer=tax, due=MONTHLY)
    make_duty(make_directive(province, "006"), bearer=tax, kind="event", due=[])
    raise_obligations(province, by=THE_CLOCK, on=date(2026, 3, 1), months=9)
    assert without_anything_ahead(province, on=date(2026, 3, 1), days=60) == []
    assert without_anything_ahead(province, on=date(2027, 3, 1), days=60) == ["003"]


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_raises_for_one_province_or_for_all(settings):
    for slug in ("bac-ninh", "hai-phong"):
        a_province_that_owes(slug)
    out = StringIO()
    call_command("raise_obligations", "--province", "hai-phong", "--on", "2026-11-20", stdout=out)
    assert out.getvalue().startswith("hai-phong: added 19,") and "bac-ninh" not in out.getvalue()
    call_command("raise_obligations", "--on", "2026-11-20", stdout=out)
    assert "bac-ninh: added 19," in out.getvalue() and "hai-phong: added 0," in out.getvalue()
    assert AuditEntry.objects.filter(act="raise_obligations").first().actor == str(OPERATOR)
    with pytest.raises(CommandError):
        call_command("raise_obligations", "--province", "khong-co")
    settings.COMMAND_DOORS = False
    with pytest.raises(CommandError):
        call_command("raise_obligations")


# --- Special days ----------------------------------------------------------------------------------------------------

OFF = [
    *("2020-01-24", "2020-04-02", "2021-02-16", "2022-05-03", "2023-05-03", "2024-04-29", "2025-01-31", "2025-05-02"),
    *("2026-01-02", "2026-02-16", "2026-02-20", "2026-04-27", "2026-08-31", "2026-09-01"),
]
WORKED = ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]


@pytest.mark.django_db
def test_tet_days_made_good_swaps_and_saturdays_worked_are_known():
    days = working_days()
    assert [day for day in OFF if days.is_working(date.fromisoformat(day))] == []
    assert [day for day in WORKED if not days.is_working(date.fromisoformat(day))] == []
    for year in range(2020, 2031):
        tet = SpecialDay.objects.filter(day__year=year, name__contains="Nguyên đán").count()
        assert tet == 5, year  # five working days each year, whatever the weekday
    estimates = SpecialDay.objects.filter(is_estimate=True)
    assert sorted(set(estimates.values_list("day__year", flat=True))) == [2026, 2027, 2028, 2029, 2030]


@pytest.fixture
def administrator(db):
    return make_person(make_agency(make_province()), "quan.tri", "administrator")


def test_an_administrator_adds_corrects_and_takes_back_a_day_and_a_release_respects_it(administrator):
    province, day = administrator.province, date(2027, 9, 1)
    added = add_special_day(province, by=administrator, day=day, is_working=False, name="Hoán đổi", source="Thông báo")
    with pytest.raises(NotPossible):
        add_special_day(province, by=administrator, day=day, is_working=False, name="Lần nữa")
    with pytest.raises(ValidationError):
        add_special_day(province, by=administrator, day=date(2027, 9, 7), is_working=True, name="Thứ Ba")
    change_special_day(province, by=administrator, special_day=added, is_working=False, name="Nghỉ bù")
    tet = SpecialDay.objects.get(day=date(2027, 2, 4))
    remove_special_day(province, by=administrator, special_day=tet, reason="Thông báo chính thức")
    with pytest.raises(NotPossible):
        remove_special_day(province, by=administrator, special_day=tet, reason="Lần nữa")
    load()
    days = working_days()
    assert not days.is_working(day) and days.is_working(date(2027, 2, 4))
    assert SpecialDay.objects.get(day=day).changed_by == administrator
    acts = set(AuditEntry.objects.filter(user=administrator).values_list("act", flat=True))
    assert acts == {"add_special_day", "change_special_day", "remove_special_day"}
    officer = make_person(administrator.posting.agency, "can.bo")
    with pytest.raises(PermissionDenied):
        add_special_day(province, by=officer, day=date(2027, 9, 8), is_working=False, name="Nghỉ")
