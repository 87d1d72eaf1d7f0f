"""Justified reasons, by two people, and the grounds on which BHXH holds an employer to evade (Art. 39.1 a-d, g)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import User
from arrears import permissions
from arrears.models import EvasionGround, JustifiedReason
from employers.models import Employer
from portal.core.acts import NotPossible, act
from portal.core.models import StoredFile

TOLD_BY_BHXH = ("a", "b", "c", "d", "g")


def _person(by) -> User | None:
    return by if isinstance(by, User) else None


def _refuse_reversed(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError(_("Ngày kết thúc không được trước ngày bắt đầu."))


@act(may=permissions.record_justified_reason, hide=("reason",))
def record_justified_reason(
    employer: Employer,
    *,
    by,
    reason: str,
    document_no: str,
    valid_from: date,
    valid_to: date | None = None,
    file: StoredFile | None = None,
) -> JustifiedReason:
    """Put a reason forward; it counts once another person has accepted it."""
    if not (reason := reason.strip()):
        raise ValidationError(_("Hãy ghi lý do."))
    if not document_no.strip() and file is None:
        raise ValidationError(_("Hãy ghi số văn bản hoặc đính kèm tệp chứng minh."))
    _refuse_reversed(valid_from, valid_to)
    return JustifiedReason.objects.create(
        employer=employer,
        reason=reason[:500],
        document_no=document_no.strip()[:80],
        file=file,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_by=_person(by),
    )


@act(may=permissions.accept_justified_reason)
def accept_justified_reason(reason: JustifiedReason, *, by, at: datetime) -> JustifiedReason:
    """Accept it: while it lasts, late payment is not evasion (Art. 39.2)."""
    if reason.withdrawn_at is not None or reason.accepted_at is not None:
        raise NotPossible(_("Lý do này đã được chấp nhận hoặc đã rút."))
    reason.accepted_by, reason.accepted_at = by, at
    reason.save(update_fields=["accepted_by", "accepted_at"])
    return reason


@act(may=permissions.withdraw_justified_reason)
def withdraw_justified_reason(reason: JustifiedReason, *, by, at: datetime) -> JustifiedReason:
    """It counts no more, as if it had never been accepted; one that was accepted is withdrawn by who may accept."""
    if reason.withdrawn_at is not None:
        raise NotPossible(_("Lý do này đã rút."))
    if reason.accepted_at is not None and _person(by) is not None and not by.may("issue_urging"):
        raise NotPossible(_("Lý do đã được chấp nhận chỉ do người có thẩm quyền chấp nhận rút."))
    reason.withdrawn_at = at
    reason.save(update_fields=["withdrawn_at"])
    return reason


@act(may=permissions.record_evasion_ground, hide=("ground", "document_no"))
def record_evasion_ground(
    employer: Employer,
    *,
    by,
    at: datetime,
    ground: str,
    document_no: str,
    document_on: date,
    valid_from: date,
    file: StoredFile | None = None,
) -> EvasionGround:
    """Tell on which ground BHXH holds the employer to evade, with the document that says so."""
    if ground not in TOLD_BY_BHXH:
        raise ValidationError(_("Căn cứ đ và e do cổng tính; chỉ ghi căn cứ a, b, c, d hoặc g."))
    if not document_no.strip():
        raise ValidationError(_("Hãy ghi số văn bản."))
    if document_on > localdate(at) or valid_from > localdate(at):
        raise ValidationError(_("Ngày văn bản và ngày có hiệu lực không được ở tương lai."))
    if EvasionGround.objects.filter(employer=employer, ground=ground, valid_to=None).exists():
        raise NotPossible(_("Căn cứ này đang có hiệu lực với đơn vị; hãy kết thúc trước khi ghi lại."))
    return EvasionGround.objects.create(
        employer=employer,
        ground=ground,
        document_no=document_no.strip()[:80],
        document_on=document_on,
        valid_from=valid_from,
        file=file,
        recorded_by=_person(by),
    )


@act(may=permissions.end_evasion_ground)
def end_evasion_ground(ground: EvasionGround, *, by, valid_to: date, at: datetime) -> EvasionGround:
    """The last day on which the ground held."""
    if ground.valid_to is not None:
        raise NotPossible(_("Căn cứ này đã kết thúc."))
    if valid_to > localdate(at):
        raise ValidationError(_("Ngày kết thúc không được ở tương lai."))
    _refuse_reversed(ground.valid_from, valid_to)
    ground.valid_to = valid_to
    ground.save(update_fields=["valid_to"])
    return ground
