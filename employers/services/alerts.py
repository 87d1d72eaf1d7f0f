"""What the night finds of employers: those that are new and have not joined. And the answer of whoever must look."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, Province, User
from agencies.models.settings import setting
from employers import permissions
from employers.models import Alert, Status
from employers.queries.joining import not_joined
from portal.core.acts import NotPossible, act
from portal.core.notifications import tell

NEW_FOR = timedelta(days=365)
"""After a year an employer is no longer new: then it is a gap, not news."""

TOGETHER = 2000
Kind, State = Alert.Kind, Alert.State


@act(may=permissions.raise_alerts)
def raise_new_not_joined(province: Province, *, by, on: date) -> dict[str, int]:
    """Raise an alert of each employer that began so many days ago (setting new_employer.join_days) and has not joined; end
    those of employers that have, or that operate no more. Found by what is: a missed night is caught up."""
    days = timedelta(days=setting(province, "new_employer.join_days", on=on))
    late = not_joined(province).filter(status=Status.OPERATING, began_on__gte=on - NEW_FOR, began_on__lt=on - days)
    alerts = [
        Alert(
            employer=employer,
            kind=Kind.NEW_NOT_JOINED,
            key=str(employer.began_on),
            raised_on=on,
            agency_id=employer.agency_id,
            facts={"began_on": str(employer.began_on), "join_by": str(employer.began_on + days)},
        )
        for employer in late.only("began_on", "agency").iterator(chunk_size=TOGETHER)
    ]
    before = Alert.objects.filter(kind=Kind.NEW_NOT_JOINED, employer__province=province).count()
    Alert.objects.bulk_create(alerts, batch_size=TOGETHER, ignore_conflicts=True)
    raised = Alert.objects.filter(kind=Kind.NEW_NOT_JOINED, employer__province=province).count() - before
    waiting = Alert.objects.filter(employer__province=province, kind=Kind.NEW_NOT_JOINED, state=State.OPEN)
    still = not_joined(province).filter(status=Status.OPERATING)
    over = waiting.exclude(employer__in=still.values("pk")).update(state=State.OVER)
    if raised:
        _tell(province, waiting.filter(raised_on=on), on)
    return {"raised": raised, "over": over}


def _tell(province: Province, alerts: QuerySet[Alert], on: date) -> None:
    """One line a night for the people of each agency that has some, and one for BHXH with all."""
    by_agency = Counter(alerts.values_list("agency_id", flat=True))
    bhxh = Agency.objects.as_of(on).filter(province=province, kind="social_insurance", area=None).first()
    if bhxh is not None:
        by_agency[bhxh.pk] = sum(by_agency.values())
    url = f"{reverse('alerts')}?kind={Kind.NEW_NOT_JOINED}&state={State.OPEN}"
    for agency in Agency.objects.filter(pk__in=[pk for pk in by_agency if pk]):
        people = User.objects.holding(on, agency=agency, power="answer_alert")
        text = _("%(count)d đơn vị mới hoạt động đã quá hạn mà chưa tham gia BHXH.") % {"count": by_agency[agency.pk]}
        tell(people, key=f"new-not-joined:{agency.pk}:{on}", text=text, url=url)


@act(may=permissions.answer_alert)
def answer_alert(alert: Alert, *, by: User, answer: str, at: datetime) -> Alert:
    """Say what was done about it."""
    if alert.state != State.OPEN:
        raise NotPossible(_("Cảnh báo này đã được xử lý hoặc không còn."))
    if not answer.strip():
        raise ValidationError(_("Hãy ghi kết quả xử lý."))
    alert.state, alert.answer = State.SEEN, answer.strip()[:300]
    alert.answered_by, alert.answered_at = by, at
    alert.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return alert
