"""What runs in the background for the register."""

from celery import shared_task
from django.utils import timezone

from agencies.models import Province
from employers.models import LabourReview
from employers.rules.gaps import quarter_of
from employers.services import alerts, duplicates, events, intake, review_closing
from employers.services import cross_check as comparison
from employers.services.following import follow_agencies as follow
from employers.services.words import keep_words as count_words
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.jobs import Running
from portal.core.models import ImportBatch


def follow_agencies(running: Running, province: str) -> dict[str, int]:
    """A job of whoever changed the agencies; the clock does it, as they may not hold the register's powers."""
    return follow(Province.objects.get(slug=province), by=THE_CLOCK, on=timezone.localdate())


@shared_task(name="employers.tasks.follow_agencies_everywhere")
def follow_agencies_everywhere() -> dict[str, dict[str, int]]:
    today = timezone.localdate()
    return {province.slug: follow(province, by=THE_CLOCK, on=today) for province in Province.objects.all()}


def keep_words(running: Running, province: str) -> int:
    """A job of a province that has just been opened."""
    return count_words(Province.objects.get(slug=province), by=THE_CLOCK)


@shared_task(name="employers.tasks.keep_words_everywhere")
def keep_words_everywhere() -> int:
    """The words are those of the whole portal: counted once, in the name of its first province."""
    province = Province.objects.order_by("pk").first()
    return count_words(province, by=THE_CLOCK) if province else 0


@shared_task(name="employers.tasks.settle_statuses_everywhere")
def settle_statuses_everywhere() -> dict[str, int]:
    """Events whose day has come, and suspensions that are over."""
    today = timezone.localdate()
    return {
        province.slug: events.settle_statuses(province, by=THE_CLOCK, on=today) for province in Province.objects.all()
    }


@shared_task(name="employers.tasks.raise_alerts_everywhere")
def raise_alerts_everywhere() -> dict[str, dict[str, int]]:
    today = timezone.localdate()
    found = Province.objects.all()
    return {province.slug: alerts.raise_new_not_joined(province, by=THE_CLOCK, on=today) for province in found}


def find_duplicates(running: Running, province: str) -> dict[str, int]:
    """A job of whoever brought new employers in; the clock does it, as they may not decide about pairs."""
    return duplicates.find_duplicates(Province.objects.get(slug=province), by=THE_CLOCK)


@shared_task(name="employers.tasks.find_duplicates_everywhere")
def find_duplicates_everywhere() -> dict[str, dict[str, int]]:
    return {province.slug: duplicates.find_duplicates(province, by=THE_CLOCK) for province in Province.objects.all()}


def check_register_file(running: Running, *, batch: int, **_context: str) -> dict[str, int | str]:
    """Check a file's rows; its page sees how many are done."""
    found = intake.check_register_file(
        ImportBatch.objects.get(pk=batch), by=running.actor, tell=lambda done: running.progress(done, 0)
    )
    return {"batch": found.pk, "status": found.status}


def apply_register_file(running: Running, *, batch: int, **_context: str) -> dict[str, int | str]:
    """Let a confirmed file into the register; one that is not possible any more waits for a person with the reason."""
    one = ImportBatch.objects.get(pk=batch)
    try:
        found = intake.apply_register_file(one, by=running.actor, at=timezone.now())
    except NotPossible as refusal:
        found = intake.stay_register_file(one, by=running.actor, reason=str(refusal))
    return {"batch": found.pk, "status": found.status}


def finish_labour_review(running: Running, *, review: int, **_context: str) -> dict[str, int | str]:
    """Make counts of what a review accepted; the clock does it, as a person has decided it already."""
    found = LabourReview.objects.get(pk=review)
    found = review_closing.finish_labour_review(found, by=THE_CLOCK, progress=running.progress)
    return {"review": found.pk, "status": found.status}


def cross_check(
    running: Running, *, province: str, period: str, source: str, **_context: str
) -> dict[str, dict[str, int]]:
    """Compare a source's period with BHXH's participants, and find who has not joined at all."""
    place, now = Province.objects.get(slug=province), timezone.now()
    running.progress(0, 2)
    gaps = comparison.run_cross_check(place, by=THE_CLOCK, period=period, source=source, at=now)
    running.progress(1, 2)
    quarter = quarter_of(timezone.localdate())
    outside = comparison.find_not_joined(place, by=THE_CLOCK, quarter=quarter, at=now)
    return {"gaps": gaps, "not_joined": outside}


@shared_task(name="employers.tasks.cross_check_everywhere")
def cross_check_everywhere() -> None:
    """What files, participants and agencies changed since is caught up each night."""
    for province in Province.objects.all():
        comparison.compare_all(province, by=THE_CLOCK, at=timezone.now())
