"""Acts on the duties of employers: BHXH notes what it knows, with a file where there is one."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Duty, User
from employers import permissions
from employers.models import DutyEvidence, Employer
from employers.queries.employer_duties import duties_of_employers, periods_due
from portal.core.acts import NotPossible, act
from portal.core.models import StoredFile


@act(may=permissions.record_duty_evidence)
def record_duty_evidence(
    employer: Employer,
    *,
    by,
    duty: Duty,
    period: str,
    outcome: str,
    happened_on: date,
    on: date,
    note: str = "",
    file: StoredFile | None = None,
) -> DutyEvidence:
    """Note how the employer fulfilled the duty for the period. Done after the due day is late, whatever was ticked.

    Raises ValidationError for a duty that is not the employers', a period that did not fall due, a day still to come.
    """
    if duty not in duties_of_employers(employer.province, on):
        raise ValidationError(
            _("Nhiệm vụ này không giao cho đơn vị sử dụng lao động, hoặc văn bản không còn hiệu lực.")
        )
    due = dict(periods_due(employer.province, duty, on))
    if period not in due:
        raise ValidationError(_("Kỳ «%(period)s» chưa đến hạn hoặc không có.") % {"period": period})
    if outcome not in DutyEvidence.Outcome.values:
        raise ValidationError(_("Chưa chọn kết quả."))
    if happened_on > on:
        raise ValidationError(_("Ngày ghi nhận chưa tới."))
    due_on = due[period]
    if outcome == DutyEvidence.Outcome.DONE and due_on is not None and happened_on > due_on:
        outcome = DutyEvidence.Outcome.LATE
    return DutyEvidence.objects.create(
        employer=employer,
        duty=duty,
        period=period,
        due_on=due_on,
        outcome=outcome,
        happened_on=happened_on,
        note=note.strip(),
        file=file,
        agency=_speaker(employer, by),
        recorded_by=by if isinstance(by, User) else None,
    )


def _speaker(employer: Employer, by) -> Agency:
    if isinstance(by, User):
        return by.posting.agency
    return Agency.objects.get(province=employer.province, kind="social_insurance", area=None)


@act(may=permissions.withdraw_duty_evidence)
def withdraw_duty_evidence(evidence: DutyEvidence, *, by, reason: str, at: datetime) -> DutyEvidence:
    """Take a note back with a reason; it stays readable."""
    if evidence.withdrawn_at is not None:
        raise NotPossible(_("Ghi nhận này đã được rút."))
    if not reason.strip():
        raise ValidationError(_("Cần nêu lý do rút."))
    evidence.withdrawn_at, evidence.withdrawn_reason = at, reason.strip()
    evidence.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return evidence
