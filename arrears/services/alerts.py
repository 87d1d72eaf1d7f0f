"""The same night that a firm is said to stop while it owes: an alert to BHXH, and to its managing agency as soon as the
month that tells what it owes may be told to it."""

from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, Province, User
from arrears.models import LedgerRow, LedgerVersion
from employers import permissions
from employers.models import Alert, Employer, StatusEvent
from portal.core.acts import act
from portal.core.notifications import tell

STOPPING = ("suspended", "not_at_address", "dissolving", "dissolved", "bankrupt", "licence_revoked", "absconded")
TOGETHER = 2000
Kind, State = Alert.Kind, Alert.State


@act(may=permissions.raise_alerts)
def raise_dissolving_owing(province: Province, *, by, on: date) -> dict[str, int]:
    """Raise an alert of each employer whose events of today say that it stops and that owed (late or evaded) at the end of
    the last closed month; end those of employers that have paid or operate again. Found by what is."""
    version = (
        LedgerVersion.objects.filter(province=province).exclude(frozen_at=None).order_by("month", "version").last()
    )
    if version is None:
        return {"raised": 0, "over": 0, "told": 0}
    stopping = Employer.objects.filter(province=province, status__in=STOPPING).live()
    owing = stopping.filter(pk__in=LedgerRow.objects.of(version).owing().values("employer"))
    mine = Alert.objects.filter(employer__province=province, kind=Kind.DISSOLVING_OWING)
    before = mine.count()
    fresh = [_alert(employer, version, on) for employer in owing.iterator(chunk_size=TOGETHER)]
    Alert.objects.bulk_create(fresh, batch_size=TOGETHER, ignore_conflicts=True)
    raised = mine.count() - before
    now = Q(employer__in=owing.values("pk"), event=F("employer__status"))
    past = mine.filter(state=State.OPEN).alias(event=KeyTextTransform("event", "facts")).exclude(now)
    over = Alert.objects.filter(pk__in=list(past.values_list("pk", flat=True))).update(state=State.OVER)
    waiting = mine.filter(state=State.OPEN).select_related("employer", "agency")
    return {
        "raised": raised,
        "over": over,
        "told": _tell_bhxh(province, waiting, on) + _tell_others(province, waiting, on),
    }


def _alert(employer: Employer, version: LedgerVersion, on: date) -> Alert:
    """What is owed is not written down here: pages read it from the ledger, by the ledger's own rule."""
    since = employer.status_on or on
    return Alert(
        employer=employer,
        kind=Kind.DISSOLVING_OWING,
        key=f"{employer.status}:{since}",
        raised_on=on,
        agency_id=employer.agency_id,
        facts={"event": employer.status, "happened_on": str(since), "month": str(version.period)},
    )


def _tell_bhxh(province: Province, alerts: QuerySet[Alert], on: date) -> int:
    bhxh = Agency.objects.as_of(on).filter(province=province, kind="social_insurance", area=None)
    people = list(User.objects.holding(on, agencies=bhxh, power="answer_alert"))
    return sum(_tell(people, alert) for alert in alerts)


def _tell_others(province: Province, alerts: QuerySet[Alert], on: date) -> int:
    """The managing agencies that may read what an employer owes, and only what a submitted report says."""
    submitted = LedgerVersion.objects.filter(province=province).exclude(submitted_at=None).order_by("month", "version")
    newest = submitted.last()
    if newest is None:
        return 0
    published = alerts.filter(employer__in=LedgerRow.objects.of(newest).owing().values("employer"))
    told = 0
    for alert in published.exclude(agency=None).exclude(agency__kind="social_insurance"):
        readers = User.objects.holding(on, agency=alert.agency, power="see_employer_arrears")
        people = readers.filter(pk__in=User.objects.holding(on, agency=alert.agency, power="answer_alert").values("pk"))
        told += _tell(people, alert)
    return told


def _tell(people, alert: Alert) -> int:
    status = StatusEvent.Kind(alert.facts["event"]).label
    text = _("%(employer)s: %(status)s khi còn nợ BHXH.") % {"employer": alert.employer.name, "status": status}
    return tell(people, key=f"dissolving-owing:{alert.pk}", text=text, url=reverse("alert", args=[alert.pk]))
