"""Reorganisations in the browser: the list, a form for each kind, and one plan with what it touches and its buttons."""

import functools

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.filters.agencies import ReorganisationFilter
from agencies.forms import ReasonForm
from agencies.forms.reorganisations import FORMS, standing
from agencies.login.step_up import recently_verified
from agencies.models import Reorganisation
from agencies.queries.reorganisations import preview
from agencies.services import reorganisations as services
from agencies.tables.agencies import REORGANISATIONS, STATUS_BADGES
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

Kind, Status = Reorganisation.Kind, Reorganisation.Status
ICONS = {
    Kind.MERGE: "stack-2",
    Kind.SPLIT: "sitemap",
    Kind.RENAME: "pencil",
    Kind.MOVE_UNITS: "map-pin",
    Kind.HAND_FUNCTION: "arrow-right",
}


def for_reorganisers(view):
    """Plans are for those who make them; the acts ask again."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.may("reorganise"):
            raise PermissionDenied("reorganise")
        return view(request, *args, **kwargs)

    return wrapper


@require_safe
@for_reorganisers
def reorganisations(request):
    return list_page(
        request,
        table=REORGANISATIONS,
        rows=Reorganisation.objects.visible_to(request.user).select_related("decided_by"),
        title=_("Sắp xếp cơ quan"),
        filterset=ReorganisationFilter,
        template="agencies/reorganisations/list.html",
        extra={"kinds": [(kind.value, kind.label, ICONS[kind]) for kind in Kind]},
        export_name="sap-xep",
    )


@for_reorganisers
def draft_reorganisation(request, kind: str):
    if kind not in FORMS:
        raise Http404
    province, today = request.user.province, timezone.localdate()
    asked = request.GET.get("agency", "")
    agency = standing(province, today).filter(code=asked).first() if asked else None
    if kind == Kind.SPLIT and agency is None:
        context = {"title": Kind(kind).label, "agencies": standing(province, today), "crumbs": _crumbs()}
        return render(request, "agencies/reorganisations/which.html", context)
    form = FORMS[kind](request.POST or None, province=province, today=today, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            found = services.draft_reorganisation(
                province,
                by=request.user,
                kind=kind,
                effective_on=form.cleaned_data["effective_on"],
                source=form.cleaned_data["source"],
                plan=form.plan(),
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reorganisation", found.pk)
    context = {
        "title": Kind(kind).label,
        "lead": agency.name if agency and kind == Kind.SPLIT else "",
        "form": form,
        "submit": _("Xem trước tác động"),
        "cancel_url": reverse("reorganisations"),
        "crumbs": _crumbs(),
    }
    return render(request, "agencies/reorganisations/form.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Sắp xếp cơ quan"), reverse("reorganisations"))]


@require_safe
@for_reorganisers
def reorganisation(request, pk: int):
    found = get_visible_or_404(
        Reorganisation.objects.select_related("province__unit", "created_by", "decided_by"), request.user, pk=pk
    )
    is_open = found.status in (Status.DRAFT, Status.DECIDED)
    is_stuck = bool(found.preview.get("stuck"))
    context = {
        "title": found.get_kind_display(),
        "found": found,
        "mark": STATUS_BADGES[found.status],
        "seen": preview(found, reader=request.user) if is_open else None,
        "may_withdraw": is_open
        and (found.effective_on > timezone.localdate() or found.status == Status.DRAFT or is_stuck),
        "reason_form": ReasonForm(),
        "crumbs": _crumbs(),
    }
    return render(request, "agencies/reorganisations/reorganisation.html", context)


def button(act):
    """A POST about one plan: the act, its sentence, back to the plan."""

    @require_POST
    @for_reorganisers
    @functools.wraps(act)
    def view(request, pk: int):
        found = get_visible_or_404(Reorganisation.objects, request.user, pk=pk)
        try:
            messages.success(request, act(request, found))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        return redirect("reorganisation", pk)

    return view


@require_POST
@recently_verified
@button
def decide_reorganisation(request, found):
    services.decide_reorganisation(found, by=request.user, at=timezone.now())
    return _("Đã quyết định. Đến ngày hiệu lực, hệ thống tự thực hiện; trước ngày đó có thể rút.")


@button
def withdraw_reorganisation(request, found):
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("Cần ghi lý do."))
    services.withdraw_reorganisation(
        found, by=request.user, on=timezone.localdate(), reason=form.cleaned_data["reason"]
    )
    return _("Đã rút. Không có gì thay đổi.")
