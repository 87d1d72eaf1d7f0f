"""Justified reasons and grounds of evasion: their lists, the forms on an employer, accepting, withdrawing, ending."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arrears import permissions
from arrears.filters.urging import GroundFilter, ReasonFilter
from arrears.forms.urging import EndGroundForm, EvasionGroundForm, JustifiedReasonForm
from arrears.models import EvasionGround, JustifiedReason
from arrears.services import reasons as acts
from arrears.tables import urging as tables
from arrears.views.urging import exported, paper, refuse_strangers, tabs
from employers.models import Employer
from employers.queries.search import rows_of_employers_found
from employers.views.deeds import done, facts_of, written
from portal.core import audit, files
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def reasons(request):
    """What keeps late payment from being evasion."""
    refuse_strangers(request)
    rows = JustifiedReason.objects.visible_to(request.user).select_related("employer", "accepted_by")
    return list_page(
        request,
        table=tables.REASONS,
        rows=rows,
        title=_("Lý do chính đáng"),
        filterset=ReasonFilter,
        search=rows_of_employers_found,
        template="arrears/urging/reasons.html",
        extra={"tabs": tabs("justified-reasons")},
        export_name="ly-do-chinh-dang",
        on_export=exported("justified_reasons", request),
        on_view=lambda filters, count: audit.read("justified_reasons", by=request.user, filters=filters, rows=count),
    )


@require_safe
def grounds(request):
    """On which grounds BHXH holds employers to evade."""
    refuse_strangers(request)
    return list_page(
        request,
        table=tables.grounds_table(timezone.localdate()),
        rows=EvasionGround.objects.visible_to(request.user).select_related("employer"),
        title=_("Căn cứ trốn đóng do BHXH ghi"),
        filterset=GroundFilter,
        search=rows_of_employers_found,
        template="arrears/urging/grounds.html",
        extra={"tabs": tabs("evasion-grounds")},
        export_name="can-cu-tron-dong",
        on_export=exported("evasion_grounds", request),
        on_view=lambda filters, count: audit.read("evasion_grounds", by=request.user, filters=filters, rows=count),
    )


def _kept(facts: dict, province_code: str) -> dict:
    """The facts of a form with its paper kept."""
    sent = facts["file"]
    if sent is None:
        return facts
    stored = files.keep(sent.chunks(), name=sent.name, content_type=sent.told_kind, province_code=province_code)
    return facts | {"file": stored}


def _form_page(request, pk, form_of, may, do, title: str, said: str):
    """A form on an employer of the reader's own office."""
    refuse_strangers(request)
    employer = get_visible_or_404(Employer.objects.select_related("province"), request.user, pk=pk)
    if employer.merged_into_id is not None or not may(request.user, employer):
        raise Http404
    initial = {"valid_from": timezone.localdate()}
    form = form_of(request.POST or None, request.FILES or None, initial=initial)

    def record() -> None:
        do(employer, _kept(dict(form.cleaned_data), employer.province.slug))

    if request.method == "POST" and form.is_valid() and written(form, record):
        messages.success(request, said)
        return redirect(reverse("employer", args=[pk]) + "#don-doc")
    here = [(employer.name, reverse("employer", args=[pk]))]
    context = {"form": form, "title": title, "lead": employer.name, "crumbs": here, "cancel_url": here[0][1]}
    return render(request, "skeletons/form.html", context)


def record_reason(request, pk):
    def do(employer, facts):
        acts.record_justified_reason(employer, by=request.user, **facts)

    title, said = _("Ghi lý do chính đáng"), _("Đã ghi lý do; chờ người khác chấp nhận.")
    return _form_page(request, pk, JustifiedReasonForm, permissions.record_justified_reason, do, title, said)


def record_ground(request, pk):
    def do(employer, facts):
        acts.record_evasion_ground(employer, by=request.user, at=timezone.now(), **facts)

    title, said = _("Ghi căn cứ trốn đóng"), _("Đã ghi căn cứ trốn đóng.")
    return _form_page(request, pk, EvasionGroundForm, permissions.record_evasion_ground, do, title, said)


def _reason(request, pk) -> JustifiedReason:
    related = ("employer__province", "recorded_by", "accepted_by", "file")
    return get_visible_or_404(JustifiedReason.objects.select_related(*related), request.user, pk=pk)


@require_safe
def reason(request, pk):
    """One reason, with what may be done about it."""
    found, user = _reason(request, pk), request.user
    is_open = found.withdrawn_at is None
    may_withdraw = is_open and permissions.withdraw_justified_reason(user, found)
    audit.read("justified_reason", by=user, subject=found.employer)
    context = {
        "title": _("Lý do chính đáng"),
        "kicker": found.employer.name,
        "crumbs": [(_("Lý do chính đáng"), reverse("justified-reasons"))],
        "reason": found,
        "badge": tables.reason_state(found),
        "may_accept": is_open and not found.accepted_at and permissions.accept_justified_reason(user, found),
        "may_withdraw": may_withdraw and (not found.accepted_at or user.may("issue_urging")),
        "is_mine": is_open and not found.accepted_at and found.recorded_by_id == user.pk,
    }
    return render(request, "arrears/urging/reason.html", context)


@require_POST
def accept_reason(request, pk):
    found = _reason(request, pk)
    said = _("Đã chấp nhận lý do.")
    done(request, lambda: acts.accept_justified_reason(found, by=request.user, at=timezone.now()) and said)
    return redirect("justified-reason", pk)


@require_POST
def withdraw_reason(request, pk):
    found = _reason(request, pk)
    said = _("Đã rút lý do.")
    done(request, lambda: acts.withdraw_justified_reason(found, by=request.user, at=timezone.now()) and said)
    return redirect("justified-reason", pk)


@require_safe
def reason_file(request, pk):
    found = _reason(request, pk)
    return paper(request, found.file, found.employer, "justified_reason_file")


def _ground(request, pk) -> EvasionGround:
    related = ("employer__province", "recorded_by", "file")
    return get_visible_or_404(EvasionGround.objects.select_related(*related), request.user, pk=pk)


@require_safe
def ground(request, pk):
    """One ground, with the document that says so."""
    found, today = _ground(request, pk), timezone.localdate()
    audit.read("evasion_ground", by=request.user, subject=found.employer)
    context = {
        "title": found.get_ground_display(),
        "kicker": found.employer.name,
        "crumbs": [(_("Căn cứ trốn đóng"), reverse("evasion-grounds"))],
        "ground": found,
        "may_end": found.valid_to is None and permissions.end_evasion_ground(request.user, found),
        "end_form": EndGroundForm(initial={"valid_to": today}),
    }
    return render(request, "arrears/urging/ground.html", context)


@require_POST
def end_ground(request, pk):
    found = _ground(request, pk)

    def end() -> str:
        acts.end_evasion_ground(found, by=request.user, at=timezone.now(), **facts_of(EndGroundForm(request.POST)))
        return _("Đã kết thúc căn cứ.")

    done(request, end)
    return redirect("evasion-ground", pk)


@require_safe
def ground_file(request, pk):
    found = _ground(request, pk)
    return paper(request, found.file, found.employer, "evasion_ground_file")
