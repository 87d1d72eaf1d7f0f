"""The buttons of one obligation: each a POST, an act, its sentence, back to the page. A second click is told, not done."""

import contextlib
import functools
import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.filters.obligations import SharedFilter
from agencies.forms import obligations as forms
from agencies.models import Evidence, Obligation, ObligationReceipt
from agencies.queries import tracking
from agencies.rules.wording import period_words
from agencies.services import fulfilment
from agencies.tables.obligations import timeliness_badge
from portal.core import files
from portal.core.acts import NotPossible
from portal.core.filters import chips_of
from portal.core.folding import clean
from portal.core.scoping import get_visible_or_404


def deed(view):
    """A POST about one obligation that the person may see: what is not possible or wrong is said on its page."""

    @require_POST
    @functools.wraps(view)
    def wrapper(request, pk: int):
        found = get_visible_or_404(Obligation.objects.select_related("duty", "province"), request.user, pk=pk)
        _try(request, lambda: view(request, found))
        return redirect("obligation", pk=pk)

    return wrapper


def _try(request, do) -> None:
    try:
        messages.success(request, do())
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))


def _facts(form) -> dict:
    """What the form holds, or its first mistakes as a sentence."""
    if not form.is_valid():
        said = [
            f"{form.fields[name].label}: {' '.join(errors)}"
            for name, errors in form.errors.items()
            if name in form.fields
        ]
        raise ValidationError(said or _("Chưa đủ thông tin."))
    return form.cleaned_data


@deed
def add_evidence(request, found):
    if not fulfilment.add_evidence.may(request.user, found):  # before the file is kept
        raise PermissionDenied("add_evidence")
    if getattr(request, "upload_was_too_large", False):
        raise ValidationError(_("Tệp lớn hơn giới hạn."))
    mine = Evidence.objects.visible_to(request.user).filter(obligation=found)
    newest, today = mine.filter(superseded_by=None), timezone.localdate()
    facts = _facts(forms.EvidenceForm(request.POST, request.FILES, evidence=newest, today=today))
    sent = facts["file"]
    if mine.filter(file__sha256=_digest(sent)).exists():
        raise NotPossible(_("Tệp này đã có trong minh chứng của việc này."))
    stored = files.keep(sent.chunks(), name=sent.name, content_type=sent.told_kind, province_code=found.province.slug)
    fulfilment.add_evidence(
        found, by=request.user, file=stored, title=facts["title"] or sent.name,
        effective_on=facts["effective_on"], supersedes=facts.get("supersedes"),
    )  # fmt: skip
    return _("Đã thêm minh chứng. Minh chứng chỉ gửi đi khi anh/chị nộp.")


def _digest(sent) -> str:
    digest = hashlib.sha256()
    for chunk in sent.chunks():
        digest.update(chunk)
    sent.seek(0)
    return digest.hexdigest()


@require_POST
def remove_evidence(request, pk: int):
    found = get_visible_or_404(Evidence.objects.select_related("obligation"), request.user, pk=pk)

    def do():
        fulfilment.remove_evidence(found, by=request.user)
        return _("Đã gỡ minh chứng chưa nộp.")

    _try(request, do)
    return redirect("obligation", pk=found.obligation_id)


@deed
def submit(request, found):
    note = _facts(forms.SubmitForm(request.POST))["note"]
    means = Obligation.Means.EVIDENCE if found.evidence.exists() else Obligation.Means.NOTE
    fulfilment.submit_obligation(found, by=request.user, at=timezone.now(), means=means, note=note)
    return _("Đã nộp. Cơ quan điều phối và nơi nhận được báo ngay.")


@deed
def report_nothing(request, found):
    reason = _facts(forms.NothingForm(request.POST))["reason"]
    fulfilment.report_nothing(found, by=request.user, at=timezone.now(), reason=reason)
    return _("Đã báo không phát sinh trong kỳ.")


@deed
def record_occurrence(request, found):
    facts = _facts(forms.OccurrenceForm(request.POST))
    fulfilment.record_occurrence(found, by=request.user, at=timezone.now(), **facts)
    return _("Đã ghi nhận một lần thực hiện.")


@deed
def accept(request, found):
    fulfilment.accept_obligation(found, by=request.user, at=timezone.now())
    return _("Đã chấp nhận.")


@deed
def give_back(request, found):
    reason = _facts(forms.ReasonForm(request.POST))["reason"]
    fulfilment.return_obligation(found, by=request.user, at=timezone.now(), reason=reason)
    return _("Đã trả lại kèm lý do.")


@deed
def relay(request, found):
    fulfilment.relay_obligation(found, by=request.user, at=timezone.now())
    return _("Đã chuyển tiếp đến nơi nhận.")


@deed
def excuse(request, found):
    reason = _facts(forms.ReasonForm(request.POST))["reason"]
    fulfilment.excuse_obligation(found, by=request.user, at=timezone.now(), reason=reason)
    return _("Đã miễn việc này.")


@deed
def acknowledge(request, found):
    receipts = ObligationReceipt.objects.visible_to(request.user).filter(obligation=found)
    mine = receipts.filter(agency_id=request.user.posting.agency_id).first()
    if mine is None:
        raise NotPossible(_("Việc này không gửi đến cơ quan của anh/chị."))
    fulfilment.acknowledge_obligation(mine, by=request.user, at=timezone.now())
    return _("Đã xác nhận tiếp nhận.")


AT_ONCE = 50


def accept_many(request):
    """GET shows the first AT_ONCE of what waits, as the list was filtered; POST accepts those ticked, each by an act."""
    if not request.user.may("coordinate_duties"):
        raise PermissionDenied("coordinate_duties")
    waiting = tracking.to_judge(request.user, today=timezone.localdate())
    if request.method == "POST":
        return _accept_ticked(request, waiting)
    bound = SharedFilter(request.GET, queryset=waiting, request=request)
    rows = bound.qs if bound.is_valid() else waiting.none()
    if text := clean(request.GET.get("q", "").replace("\x00", ""))[:200]:
        rows = tracking.found(rows, text)
    shown = list(tracking.with_names(rows).order_by("due_on", "pk")[:AT_ONCE])
    context = {
        "title": _("Chấp nhận nhiều việc"),
        "lines": [(row, period_words(row.period), timeliness_badge(row)) for row in shown],
        "chips": chips_of(request, bound.form),
        "text": text,
        "back": f"{reverse('obligations-to-judge')}?{request.GET.urlencode()}",
        "crumbs": [(_("Nhiệm vụ"), reverse("obligations")), (_("Chờ xem xét"), reverse("obligations-to-judge"))],
    }
    return render(request, "agencies/obligations/accept_many.html", context)


def _accept_ticked(request, waiting):
    ticked = {int(pk) for pk in request.POST.getlist("pk")[:AT_ONCE] if pk.isdecimal() and len(pk) < 19}
    done = 0
    for found in waiting.filter(pk__in=ticked).order_by("due_on", "pk"):
        with contextlib.suppress(NotPossible):  # somebody else judged it meanwhile
            fulfilment.accept_obligation(found, by=request.user, at=timezone.now())
            done += 1
    messages.success(request, _("Đã chấp nhận %(count)d việc.") % {"count": done})
    return redirect("obligations-to-judge")
