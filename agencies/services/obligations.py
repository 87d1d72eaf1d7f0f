"""Obligations come and go: raised ahead from the directives, judged late by the clock, reported by hand when something
happens; and the alarm that sounds when nothing lies ahead."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Agency, Duty, Obligation, ObligationStep, Province, User
from agencies.models.users import Role
from agencies.queries.functions import bearers
from agencies.queries.obligations import coordinates, number_setting, without_anything_ahead
from agencies.queries.working_days import working_days
from agencies.rules.due_dates import due_instant
from agencies.services.raising import Raised, Raising
from portal.core.acts import OPERATOR, NotPossible, act
from portal.core.notifications import tell
from portal.core.periods import Month


@act(may=permissions.raise_obligations)
def raise_obligations(province: Province, *, by, on: date, months: int | None = None) -> Raised:
    """Make the obligations of the months ahead as directives, holders, settings and special days have it on the day.

    The province's row is locked by the act, so that of two runs one waits and then finds nothing to do. What has begun is
    never removed: it passes on to a successor, and is withdrawn when what orders it has ended before it falls due.
    """
    months = months or number_setting(province, "obligations.horizon_months", on)
    return Raising(province, by=by, on=on, last=Month.of(on).plus(months).last_day).run()


@act(may=permissions.judge_overdue)
def judge_overdue(province: Province, *, by, at: datetime) -> int:
    """Write "late" on every open obligation whose due instant has passed. Once: what has a verdict keeps it."""
    late = Obligation.objects.filter(province=province, verdict="").overdue(at).order_by("pk")
    found = list(late.select_for_update(no_key=True, of=["self"]).values_list("pk", flat=True))
    Obligation.objects.filter(pk__in=found).update(verdict=Obligation.Verdict.LATE, verdict_at=at)
    ObligationStep.objects.bulk_create(
        (
            ObligationStep(
                obligation_id=pk,
                kind=ObligationStep.Kind.JUDGE,
                text=_("Quá hạn"),
                at=at,
                by=by if isinstance(by, User) else None,
                actor=str(by)[:200],
                is_submitted=True,
            )
            for pk in found
        ),
        batch_size=2000,
    )
    return len(found)


@act(may=permissions.warn_of_empty_calendar)
def warn_of_empty_calendar(province: Province, *, by, on: date) -> list[str]:
    """Tell the administrators which directives have nothing ahead, once a month. Returns the directives."""
    empty = without_anything_ahead(province, on=on, days=number_setting(province, "obligations.alarm_days", on))
    if empty:
        administrators = User.objects.holding(on, agencies=province.agencies.all(), roles=(Role.ADMINISTRATOR,))
        text = _("Lịch nhiệm vụ không còn việc nào phía trước: văn bản %(codes)s. Hãy tạo lại lịch nhiệm vụ.")
        key = f"empty-calendar:{province.slug}:{Month.of(on)}"
        tell(administrators, key=key, text=text % {"codes": ", ".join(empty)}, url="/nhiem-vu/theo-doi/")
    return empty


@act(may=permissions.report_event)
def report_event(duty: Duty, *, by, agency: Agency, happened_on: date, subject: str) -> Obligation:
    """Something happened that a duty waits for: the agency that bears the duty on that day now owes it.

    Reported by that agency or by the coordinator. Due some days after it happened: the duty's own rule, else a setting.
    """
    if duty.kind != Duty.Kind.EVENT or duty.same_as:
        raise NotPossible(_("Nhiệm vụ này không phát sinh theo vụ việc."))
    if not (subject := subject.strip()):
        raise ValidationError(_("Hãy ghi việc gì phát sinh."))
    if not duty.directive.in_force_from <= happened_on <= (duty.directive.in_force_to or date.max):
        raise NotPossible(_("Văn bản không có hiệu lực vào ngày đó."))
    if by is not OPERATOR and by.posting.agency_id != agency.pk and not coordinates(by, duty.directive, happened_on):
        raise PermissionDenied("report_event")
    held = ((party.slug, found) for party, found in bearers(duty, happened_on))
    party = next((slug for slug, found in held if agency in found), None)
    if party is None:
        raise NotPossible(_("Cơ quan này không chịu trách nhiệm về nhiệm vụ vào ngày đó."))
    that_day = Obligation.objects.filter(duty=duty, agency=agency, period__startswith=f"{happened_on}/")
    if that_day.filter(subject=subject[:300]).exists():
        raise NotPossible(_("Vụ việc này đã được ghi nhận cho ngày đó."))
    number = that_day.count() + 1
    due_on = _event_due(duty, happened_on)
    return Obligation.objects.create(
        province=agency.province,
        directive=duty.directive,
        duty=duty,
        party=party,
        agency=agency,
        holder=agency,
        period=f"{happened_on}/{number}",
        period_start=happened_on,
        period_end=max(due_on or happened_on, happened_on),
        opens_on=happened_on,
        due_on=due_on,
        due_at=due_on and due_instant(due_on),
        subject=subject[:300],
    )


def _event_due(duty: Duty, happened_on: date) -> date | None:
    days = number_setting(duty.directive.province, "obligations.event_days", happened_on)
    return working_days().not_before(happened_on + timedelta(days=days)) if days else None
