"""Work of this storey: files checked and applied, the jobs of a closing, and what the clock does for open months."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, Province
from arrears import rounds
from arrears.models import LedgerVersion, Publication
from arrears.services import alerts, closing, imports, nightly, participants, reckoning, risk, urging
from arrears.services.publication import drawing
from employers.models import Employer
from employers.services.events import settle_statuses
from employers.turns import Busy
from portal.core import jobs
from portal.core.acts import THE_CLOCK
from portal.core.models import ImportBatch
from portal.core.periods import Month


def check_import(running, *, batch: int, **_context) -> dict:
    """Check a file's rows; its page sees how many are done."""
    found = imports.check_import(
        ImportBatch.objects.get(pk=batch), by=running.actor, tell=lambda done: running.progress(done, 0)
    )
    return {"batch": found.pk, "status": found.status}


def apply_import(running, *, batch: int, **_context) -> dict:
    """Let a confirmed file into the month."""
    found = imports.apply_import(ImportBatch.objects.get(pk=batch), by=running.actor, at=timezone.now())
    return {"batch": found.pk, "status": found.status}


def freeze(running, *, version: int, **_context) -> dict:
    """Seal the version's rows."""
    return _advance(running, version, "freeze")


def roll_up(running, *, version: int, **_context) -> dict:
    """Build the version's rollups, its rows first if need be."""
    return _advance(running, version, "rollup")


def list_debtors(running, *, version: int, **_context) -> dict:
    """Make the version's debtor lists, what is missing before them first."""
    return _advance(running, version, "list")


def _advance(running, version: int, until: str) -> dict:
    found = LedgerVersion.objects.get(pk=version)
    found = closing.advance_closing(found, by=running.actor, at=timezone.now(), until=until)
    return {"month": str(found.period), "version": found.version, "employers": found.employers, "owing": found.owing}


def record_participants(running, *, province: str, since: str, **_context) -> dict:
    """Who takes part in the month just closed, and in those after it."""
    place, month = Province.objects.get(slug=province), Month.parse(since)
    written = participants.record_participants(place, by=running.actor, at=timezone.now(), since=month)
    return {"month": since, "written": written}


@shared_task(name="arrears.tasks.record_participants_everywhere")
def record_participants_everywhere() -> None:
    """Months closed before there were labour counts, and what a missed job left."""
    for province in Province.objects.all():
        participants.record_participants(province, by=THE_CLOCK, at=timezone.now())


def score_risk(running, *, version: int, **_context) -> dict:
    """The risk of every employer of the month just closed."""
    run = risk.score_version(LedgerVersion.objects.get(pk=version), by=running.actor, at=timezone.now())
    return {"month": str(run.version.period), "scored": run.scored}


def reckon(running, *, version: int, **_context) -> dict:
    """What the employers of the month just closed owe by the portal's own arithmetic."""
    run = reckoning.reckon_version(LedgerVersion.objects.get(pk=version), by=running.actor, at=timezone.now())
    return {"month": str(run.version.period), "employers": run.employers, "differences": run.differences}


@shared_task(name="arrears.tasks.reckon_everywhere")
def reckon_everywhere() -> None:
    """Months closed before there was a reckoning, and what a missed job left."""
    for province in Province.objects.all():
        reckoning.reckon_missing(province, by=THE_CLOCK, at=timezone.now())


@shared_task(name="arrears.tasks.score_risk_everywhere")
def score_risk_everywhere() -> None:
    """Months closed before there were scores, and what a missed job left."""
    for province in Province.objects.all():
        risk.score_missing(province, by=THE_CLOCK, at=timezone.now())


@shared_task(name="arrears.tasks.rebuild_open_months")
def rebuild_open_months() -> None:
    for province in Province.objects.all():
        nightly.rebuild_open_months(province, by=THE_CLOCK, at=timezone.now())


@shared_task(name="arrears.tasks.take_up_closings")
def take_up_closings() -> None:
    for province in Province.objects.all():
        nightly.take_up_closings(province, by=THE_CLOCK)


@shared_task(name="arrears.tasks.remind_of_open_months")
def remind_of_open_months() -> None:
    for province in Province.objects.all():
        nightly.remind_of_open_month(province, by=THE_CLOCK, on=timezone.localdate())


@shared_task(name="arrears.tasks.remind_of_urging_everywhere")
def remind_of_urging_everywhere() -> None:
    """Each office whose notices went without payment is told, once for each bundle or file."""
    for agency in Agency.objects.filter(urgings__state__in=("issued", "served")).select_related("province").distinct():
        urging.remind_of_urging(agency, by=THE_CLOCK, on=timezone.localdate())


@shared_task(name="arrears.tasks.raise_alerts")
def raise_alerts() -> dict[str, dict[str, int]]:
    """Statuses of the day first: what was told for today counts the same night."""
    found, today = {}, timezone.localdate()
    for province in Province.objects.all():
        settle_statuses(province, by=THE_CLOCK, on=today)
        found[province.slug] = alerts.raise_dissolving_owing(province, by=THE_CLOCK, on=today)
    return found


def draw_lines(running, *, publication: int, **_context) -> dict:
    """The lines of a long list on its way; its page sees how far they are."""
    found = Publication.objects.get(pk=publication)
    try:
        drawing.draw_lines(found, by=running.actor, at=timezone.now(), tell=lambda done: running.progress(done, 100))
    except Busy as busy:
        raise rounds.Unfinished(str(busy)) from busy
    return {"publication": publication}


def delist_whoever_paid(running, *, province: str, **_context) -> dict:
    """Who has paid leaves every edition of the province."""
    return {"editions": rounds.delist_whoever_paid(Province.objects.get(slug=province), at=timezone.now())}


def delist_one_who_paid(running, *, employer: int, **_context) -> dict:
    """An employer whose payment was just told leaves every edition that it covers."""
    return {"editions": rounds.delist_one_who_paid(Employer.objects.get(pk=employer), at=timezone.now())}


def look_after_lists(running, *, province: str, **_context) -> None:
    """Holds that are over, lists that wait or stand approved."""
    rounds.look_after(Province.objects.get(slug=province), at=timezone.now())


def _for_each_province(task: str, title: str) -> None:
    """A job for each, so that none waits for another and one that failed is tried again now."""
    for province in Province.objects.order_by("slug"):
        key = f"{task}:{province.slug}"
        jobs.later(f"arrears.tasks.{task}", key=key, title=title, by=THE_CLOCK, again=True, province=province.slug)


@shared_task(name="arrears.tasks.delist_paid_everywhere")
def delist_paid_everywhere() -> None:
    """Who has paid leaves what is published."""
    _for_each_province("delist_whoever_paid", _("Đối chiếu danh sách đã công khai"))


@shared_task(name="arrears.tasks.look_after_publications")
def look_after_publications() -> None:
    """Holds that are over end; lists that wait for answers or stand approved are looked at again."""
    _for_each_province("look_after_lists", _("Đối chiếu lại danh sách đang chuẩn bị"))
