"""What runs by the clock and in the background for agencies, directives and duties."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from agencies import mailing
from agencies.login import session_notes
from agencies.models import Province
from agencies.queries import accounts
from agencies.queries.obligations import provinces_with_overdue
from agencies.services import obligations, reminders, reorganisations, reviews
from portal.core import jobs
from portal.core.acts import THE_CLOCK

logger = logging.getLogger(__name__)


def _in_each(provinces: Iterable[Province], do: Callable[[Province], Any]) -> dict[str, Any]:
    """A province in which something breaks hinders no other; what broke is raised in the end, so that it is seen."""
    given, broken = {}, []
    for province in provinces:
        try:
            given[province.slug] = do(province)
        except Exception as fault:
            logger.exception("the clock's work broke in %s", province.slug)
            broken.append(fault)
    if broken:
        raise ExceptionGroup("the clock's work broke", broken)
    return given


@shared_task(name="agencies.tasks.carry_out_reorganisations")
def carry_out_reorganisations() -> dict:
    """Every decision whose day has come, in every province."""
    today = timezone.localdate()
    return _in_each(
        Province.objects.all(),
        lambda province: reorganisations.carry_out_reorganisations(province, by=THE_CLOCK, on=today),
    )


@shared_task(name="agencies.tasks.raise_everywhere")
def raise_everywhere() -> None:
    """A job for each province, so that one that fails is tried again and hinders no other."""
    today = timezone.localdate()
    for slug in Province.objects.values_list("slug", flat=True):
        jobs.later(
            "agencies.tasks.raise_obligations", key=f"raise-obligations:{slug}:{today}", by=THE_CLOCK, province=slug
        )


def raise_obligations(running, *, province: str, **_context) -> dict:
    """The obligations of the months ahead, by clock or by hand; then the alarm, should nothing lie ahead."""
    found, today = Province.objects.get(slug=province), timezone.localdate()
    raised = obligations.raise_obligations(found, by=running.actor, on=today)
    obligations.warn_of_empty_calendar(found, by=running.actor, on=today)
    return vars(raised)


@shared_task(name="agencies.tasks.judge_overdue_everywhere")
def judge_overdue_everywhere() -> None:
    """Only where something is overdue: memory is not filled with runs that judged nothing."""
    now = timezone.now()
    _in_each(provinces_with_overdue(now), lambda province: obligations.judge_overdue(province, by=THE_CLOCK, at=now))


@shared_task(name="agencies.tasks.watch_calendars")
def watch_calendars() -> None:
    """Apart from the generator, which may be what has stopped."""
    today = timezone.localdate()
    _in_each(
        Province.objects.all(),
        lambda province: obligations.warn_of_empty_calendar(province, by=THE_CLOCK, on=today),
    )


@shared_task(name="agencies.tasks.remind_everywhere")
def remind_everywhere() -> None:
    """Tell whoever owes something, and put the mails of the day on the list."""
    now = timezone.now()

    def remind(province: Province) -> None:
        reminders.remind(province, by=THE_CLOCK, at=now)
        key = f"digests:{province.slug}:{timezone.localdate(now)}"
        jobs.later("agencies.tasks.send_digests", key=key, by=THE_CLOCK, province=province.slug)

    _in_each(Province.objects.all(), remind)


def send_digests(running, *, province: str, **_context) -> dict:
    """The mails of the day: at most one a person, whatever is run again."""
    now, found = timezone.now(), Province.objects.get(slug=province)
    claimed = reminders.claim_digests(found, by=running.actor, at=now)
    return {"sent": mailing.send_digests(claimed, by=running.actor, at=now)}


@shared_task(name="agencies.tasks.look_after_accounts")
def look_after_accounts() -> None:
    """Accounts nobody uses are closed, a review that is due is told, and old notes of sessions are forgotten."""
    now, today = timezone.now(), timezone.localdate()

    def look_after(province: Province) -> None:
        if accounts.has_idle(province, today):
            reviews.disable_idle_users(province, by=THE_CLOCK, on=today)
        if accounts.is_review_due(province, today):
            reviews.remind_of_review(province, by=THE_CLOCK, on=today)

    session_notes.forget(now - timedelta(days=1))
    _in_each(Province.objects.all(), look_after)
