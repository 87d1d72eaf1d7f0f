"""A payment that BHXH knows of before the next file: its payer is not named for what was paid."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import User
from arrears import permissions
from arrears.models import PaymentReport
from arrears.queries.editions import editions_naming
from employers.models import Employer
from portal.core import jobs
from portal.core.acts import THE_CLOCK, NotPossible, act
from portal.core.models import StoredFile


@act(may=permissions.record_payment, hide=("amount", "file"))
def record_payment(
    employer: Employer,
    *,
    by,
    at: datetime,
    amount: int,
    paid_on: date,
    document_no: str,
    file: StoredFile | None = None,
) -> PaymentReport:
    """Take down a payment by its document; lists on their way learn of it when they are looked at, what is published at
    once."""
    if employer.merged_into_id is not None:
        raise NotPossible(_("Hồ sơ này đã gộp vào hồ sơ khác; hãy ghi khoản nộp tại hồ sơ được giữ lại."))
    document_no = document_no.strip()[:80]
    if amount <= 0 or not document_no:
        raise ValidationError({"amount": _("Hãy ghi số tiền và số chứng từ.")})
    if paid_on > localdate(at):
        raise ValidationError({"paid_on": _("Ngày nộp không được ở tương lai.")})
    if employer.payment_reports.filter(document_no=document_no, paid_on=paid_on, withdrawn_at=None).exists():
        raise NotPossible(_("Chứng từ này đã được ghi."))
    payment = PaymentReport.objects.create(
        employer=employer,
        amount=amount,
        paid_on=paid_on,
        document_no=document_no,
        file=file,
        recorded_by=by if isinstance(by, User) else None,
    )
    if editions_naming(employer):
        _delist_later(payment)
    return payment


def _delist_later(payment: PaymentReport) -> None:
    """A job for each payment: one that is told while another's is under way would be seen by neither."""
    jobs.later(
        "arrears.tasks.delist_one_who_paid",
        key=f"delist-paid-by:{payment.pk}",
        title=_("Đối chiếu danh sách đã công khai"),
        by=THE_CLOCK,
        province_code=payment.province_code,
        employer=payment.employer_id,
    )


@act(may=permissions.withdraw_payment, hide=("reason",))
def withdraw_payment(payment: PaymentReport, *, by, at: datetime, reason: str) -> PaymentReport:
    """Take back what was taken down wrongly."""
    if payment.withdrawn_at is not None:
        raise NotPossible(_("Khoản nộp này đã được rút."))
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do rút.")})
    payment.withdrawn_at, payment.withdrawn_reason = at, reason.strip()[:300]
    payment.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return payment
