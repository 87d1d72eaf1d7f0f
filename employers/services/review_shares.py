"""An agency's share: handed in, given back, accepted. Whether it was late is decided by the first time it was handed in."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from employers import permissions
from employers.models import LabourReview, ReviewShare
from employers.queries.review_progress import elsewhere, unfinished
from portal.core.acts import NotPossible, act
from portal.core.notifications import tell

Status = ReviewShare.Status


@act(may=permissions.submit_share)
def submit_share(share: ReviewShare, *, by, at: datetime, reason: str = "") -> ReviewShare:
    """Hand it in: every line done, or the reason why some are not."""
    _refuse_unless_open(share)
    if share.status not in (Status.OPEN, Status.RETURNED):
        raise NotPossible(_("Phần việc này đã nộp."))
    left = unfinished(share.lines.all()).count()
    if left and not reason.strip():
        raise ValidationError(
            _("Còn %(left)s đơn vị chưa rà soát xong. Rà soát nốt, hoặc ghi lý do chưa xong rồi nộp.") % {"left": left}
        )
    share.status, share.submitted_by, share.submitted_at = Status.SUBMITTED, _person(by), at
    share.reason = reason.strip()[:300] if left else ""
    if share.is_late is None:
        share.is_late = localdate(at) > share.review.due_on
    share.save(update_fields=["status", "submitted_by", "submitted_at", "reason", "is_late"])
    text = _("%(agency)s đã nộp kết quả rà soát: %(title)s.") % {
        "agency": share.agency.name,
        "title": share.review.title,
    }
    _tell(share.review.coordinator, "judge_review_share", share, at, text, f"/ra-soat/{share.review_id}/")
    return share


@act(may=permissions.return_share)
def return_share(share: ReviewShare, *, by, at: datetime, reason: str) -> ReviewShare:
    """Give it back to be mended, with the reason; also one that was accepted, while the review is open."""
    _refuse_unless_open(share)
    if share.status not in (Status.SUBMITTED, Status.ACCEPTED):
        raise NotPossible(_("Chỉ trả lại được phần việc đã nộp."))
    if not (reason := reason.strip()):
        raise ValidationError(_("Hãy ghi lý do trả lại."))
    _decide(share, Status.RETURNED, by, at, reason[:300])
    text = _("Kết quả rà soát bị trả lại: %(reason)s") % {"reason": reason}
    _tell(share.agency, "enter_review", share, at, text, f"/ra-soat/phan/{share.pk}/")
    return share


@act(may=permissions.accept_share)
def accept_share(share: ReviewShare, *, by, at: datetime) -> ReviewShare:
    """Take it as it is. What the agency calls somebody else's must have found its owner first."""
    _refuse_unless_open(share)
    if share.status != Status.SUBMITTED:
        raise NotPossible(_("Chỉ tiếp nhận được phần việc đã nộp và chưa xét."))
    others = elsewhere(share.lines.all()).count()
    if others:
        raise NotPossible(
            _("Còn %(count)s đơn vị cơ quan báo không thuộc phạm vi quản lý; hãy giao lại cho cơ quan đúng trước.")
            % {"count": others}
        )
    _decide(share, Status.ACCEPTED, by, at, share.reason)
    text = _("Kết quả rà soát đã được tiếp nhận: %(title)s.") % {"title": share.review.title}
    _tell(share.agency, "submit_review", share, at, text, f"/ra-soat/phan/{share.pk}/")
    return share


def _decide(share: ReviewShare, status: str, by, at: datetime, reason: str) -> None:
    share.status, share.decided_by, share.decided_at, share.reason = status, _person(by), at, reason
    share.save(update_fields=["status", "decided_by", "decided_at", "reason"])


def _tell(agency: Agency, power: str, share: ReviewShare, at: datetime, text: str, url: str) -> None:
    day: date = localdate(at)
    people = User.objects.holding(day, agency=agency, power=power)
    tell(people, key=f"review-share:{share.pk}:{share.status}:{at.isoformat()}", text=text, url=url)


def _refuse_unless_open(share: ReviewShare) -> None:
    if share.review.status != LabourReview.Status.OPEN:
        raise NotPossible(_("Đợt rà soát đã kết thúc."))


def _person(by) -> User | None:
    return by if isinstance(by, User) else None
