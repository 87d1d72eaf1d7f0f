"""What the directives in force order employers to do, and how one employer did it. Their duties raise no obligation."""

from dataclasses import dataclass, field
from datetime import date

from agencies.models import Duty, DutyParty, Province
from agencies.queries.expected import Calendar
from employers.models import DutyEvidence, Employer

EMPLOYERS = "nguoi-su-dung-lao-dong"
"""The slug by which every pack names them."""


@dataclass
class EmployerDuty:
    """One duty, the periods that fell due lately (newest first) with their days, and what was noted."""

    duty: Duty
    periods: list[tuple[str, date | None]]
    evidence: list[DutyEvidence] = field(default_factory=list)

    @property
    def noted(self) -> set[str]:
        return {one.period for one in self.evidence if one.withdrawn_at is None}


def duties_of_employers(province: Province, on: date) -> list[Duty]:
    """Duties that a directive in force on the day lays on employers."""
    borne = DutyParty.objects.filter(part=DutyParty.Part.BEARER, slug=EMPLOYERS, function=None).values("duty")
    found = Duty.objects.tracked().filter(directive__province=province, pk__in=borne, valid_from__lte=on)
    standing = [duty for duty in found.select_related("directive", "clause") if _is_on(duty, on)]
    return sorted(standing, key=lambda duty: (duty.directive.code, duty.order, duty.code))


def _is_on(duty: Duty, on: date) -> bool:
    directive = duty.directive
    ends = [day for day in (duty.valid_to, directive.in_force_to) if day]
    return directive.in_force_from is not None and directive.in_force_from <= on and all(day >= on for day in ends)


def periods_due(province: Province, duty: Duty, on: date, *, months: int = 12) -> list[tuple[str, date | None]]:
    """The duty's periods that fell due in the last months, newest first; one without periods is standing: ("", None)."""
    first = date(on.year - 1, on.month, 1)
    found = Calendar(province, on, first, on).owed_by_rule(duty.directive, duty) if duty.due else []
    dated = [(one.period.key, one.due_on) for one in found if one.due_on is not None and one.due_on <= on]
    return sorted(dated, key=lambda one: one[0], reverse=True)[:months] or [("", None)]


def duties_panel(user, employer: Employer, on: date) -> list[EmployerDuty] | None:
    """For the employer's file: None for those who may not see what is owed, or where no directive orders anything."""
    if not user.may("see_employer_arrears"):
        return None
    duties = duties_of_employers(employer.province, on)
    if not duties:
        return None
    noted = DutyEvidence.objects.visible_to(user).filter(employer=employer, duty__in=duties)
    by_duty: dict[int, list[DutyEvidence]] = {}
    for one in noted.select_related("agency", "file", "recorded_by"):
        by_duty.setdefault(one.duty_id, []).append(one)
    province = employer.province
    return [EmployerDuty(duty, periods_due(province, duty, on), by_duty.get(duty.pk, [])) for duty in duties]
