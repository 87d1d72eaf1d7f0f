"""The buttons of a labour review: each a POST, an act, its sentence, back to the page."""

import functools

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.models import Agency
from employers.forms.reviews import ReasonForm, ReassignForm, SubmitShareForm
from employers.models import LabourReview, ReviewLine, ReviewShare
from employers.services import review_closing, review_events, review_shares, reviews
from portal.core.acts import NotPossible
from portal.core.scoping import get_visible_or_404


def deed(model, route: str):
    """A POST about one row that the person may see; what is not possible or wrong is said on the page it returns to."""

    def decorate(view):
        @require_POST
        @functools.wraps(view)
        def wrapper(request, pk: int):
            found = get_visible_or_404(model.objects, request.user, pk=pk)
            try:
                messages.success(request, view(request, found))
            except NotPossible as refusal:
                messages.warning(request, str(refusal))
            except ValidationError as wrong:
                messages.error(request, " ".join(wrong.messages))
            return redirect(route, found.pk)

        return wrapper

    return decorate


def _said(form) -> dict:
    if not form.is_valid():
        raise ValidationError([f"{form.fields[name].label}: {' '.join(said)}" for name, said in form.errors.items()])
    return form.cleaned_data


@deed(LabourReview, "labour-review")
def add(request, found):
    number = reviews.add_to_review(found, by=request.user, at=timezone.now())
    return _("Đã bổ sung %(number)s đơn vị.") % {"number": number} if number else _("Không có đơn vị mới nào.")


@deed(LabourReview, "labour-review")
def remind(request, found):
    number = reviews.remind_shares(found, by=request.user, at=timezone.now())
    return _("Đã nhắc %(number)s cơ quan chưa nộp.") % {"number": number}


@deed(LabourReview, "labour-review")
def accept_all(request, found):
    """Each share that waits to be judged and may be, by the one act; what stands in the way is told by agency."""
    waiting = ReviewShare.objects.visible_to(request.user).filter(review=found, status=ReviewShare.Status.SUBMITTED)
    accepted, refusals = 0, []
    for share in waiting.select_related("agency", "review").order_by("agency__code"):
        try:
            review_shares.accept_share(share, by=request.user, at=timezone.now())
            accepted += 1
        except (NotPossible, PermissionDenied) as refusal:
            why = str(refusal) if isinstance(refusal, NotPossible) else _("phần việc của chính mình do người khác xét")
            refusals.append(f"{share.agency.short_name}: {why}")
    for told in refusals[:10]:
        messages.warning(request, told)
    if not accepted:
        raise NotPossible(_("Không có phần việc nào đang chờ tiếp nhận mà tiếp nhận được."))
    return _("Đã tiếp nhận kết quả của %(number)s cơ quan.") % {"number": accepted}


@deed(LabourReview, "labour-review")
def close(request, found):
    review_closing.close_labour_review(found, by=request.user, at=timezone.now())
    return _("Đang kết thúc đợt rà soát; xong thì kết quả chuyển cơ quan lao động và BHXH.")


@deed(ReviewShare, "review-share")
def submit(request, found):
    reason = _said(SubmitShareForm(request.POST))["reason"]
    review_shares.submit_share(found, by=request.user, at=timezone.now(), reason=reason)
    return _("Đã nộp kết quả rà soát.")


@deed(ReviewShare, "review-share")
def give_back(request, found):
    review_shares.return_share(found, by=request.user, at=timezone.now(), **_said(ReasonForm(request.POST)))
    return _("Đã trả lại kèm lý do.")


@deed(ReviewShare, "review-share")
def accept(request, found):
    review_shares.accept_share(found, by=request.user, at=timezone.now())
    return _("Đã tiếp nhận kết quả rà soát.")


@deed(ReviewShare, "review-share")
def withdraw_events(request, found):
    reason = _said(ReasonForm(request.POST))["reason"]
    number = review_events.withdraw_review_events(found, by=request.user, at=timezone.now(), reason=reason)
    return _("Đã rút %(number)s biến động.") % {"number": number}


@deed(ReviewLine, "review-line")
def reassign(request, found):
    standing = Agency.objects.visible_to(request.user).as_of(timezone.localdate())
    facts = _said(ReassignForm(request.POST, agencies=standing))
    reviews.reassign_line(found.share.review, by=request.user, at=timezone.now(), line=found, **facts)
    return _("Đã giao đơn vị cho %(agency)s.") % {"agency": facts["agency"].name}
