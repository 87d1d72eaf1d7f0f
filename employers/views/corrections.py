"""Proposed corrections: the queue, one proposal with its decision, and the form on an employer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employers import permissions
from employers.filters.identity import CorrectionFilter
from employers.forms.identity import CorrectionForm, DecisionForm
from employers.models import Correction, Employer
from employers.queries.corrections import FIELDS, in_words, owner_of, said
from employers.queries.search import rows_of_employers_found
from employers.services import corrections as acts
from employers.tables.identity import CORRECTION_STATES, CORRECTIONS
from employers.views.deeds import done, facts_of, written
from portal.core import audit
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def corrections(request):
    if not request.user.may("see_register"):
        raise Http404
    return list_page(
        request,
        table=CORRECTIONS,
        rows=Correction.objects.visible_to(request.user)
        .filter(employer__merged_into=None)
        .select_related("employer", "agency", "owner"),
        title=_("Đề nghị đính chính"),
        filterset=CorrectionFilter,
        search=rows_of_employers_found,
        export_name="dinh-chinh",
        on_export=lambda filters, count, format: audit.exported(
            "corrections", by=request.user, filters=filters, rows=count, format=format
        ),
    )


def propose(request, pk):
    """First which fact, then what it should be: each has the control of its own kind."""
    employer = get_visible_or_404(
        Employer.objects.select_related("province", "commune", "zone", "agency"), request.user, pk=pk
    )
    if not permissions.propose_correction(request.user, employer) or employer.merged_into_id:
        raise Http404
    asked = request.GET.get("muc", "")
    field = asked if asked in FIELDS else "name"
    form = CorrectionForm(request.POST or None, field=field, province=employer.province)
    if request.method == "POST" and form.is_valid() and _proposed(request, employer, field, form):
        return redirect("corrections")
    context = {
        "title": _("Đề nghị đính chính"),
        "employer": employer,
        "form": form,
        "field_name": FIELDS[field],
        "was": in_words(employer, field, said(employer, field)),
        "owner": owner_of(employer, field, timezone.localdate()),
        "fields": [(label, f"{request.path}?muc={name}", name == field) for name, label in FIELDS.items()],
        "crumbs": [(employer.name, reverse("employer", args=[pk]))],
        "cancel_url": reverse("employer", args=[pk]),
    }
    return render(request, "employers/propose.html", context)


def _proposed(request, employer: Employer, field: str, form: CorrectionForm) -> bool:
    is_done = written(
        form,
        lambda: acts.propose_correction(employer, by=request.user, field=field, at=timezone.now(), **form.cleaned_data),
    )
    if is_done:
        messages.success(request, _("Đã gửi đề nghị đến cơ quan quyết định."))
    return is_done


def _correction(request, pk: int) -> Correction:
    related = ("employer__province", "employer__commune", "employer__zone", "agency", "owner", "proposed_by")
    return get_visible_or_404(Correction.objects.select_related(*related), request.user, pk=pk)


@require_safe
def correction(request, pk):
    found = _correction(request, pk)
    employer, user = found.employer, request.user
    now = said(employer, found.field)[:400]
    is_open = found.state == Correction.State.OPEN
    context = {
        "title": _("Đính chính: %(field)s") % {"field": FIELDS[found.field]},
        "correction": found,
        "employer": employer,
        "state": CORRECTION_STATES[found.state],
        "was": in_words(employer, found.field, found.was),
        "proposed": in_words(employer, found.field, found.proposed),
        "now": in_words(employer, found.field, now) if is_open and now != found.was else "",
        "may_decide": is_open and permissions.decide_correction(user, found),
        "may_withdraw": is_open and permissions.withdraw_correction(user, found),
        "form": DecisionForm(),
        "crumbs": [(_("Đề nghị đính chính"), reverse("corrections"))],
    }
    return render(request, "employers/correction.html", context)


@require_POST
def decide(request, pk):
    found = _correction(request, pk)
    accepted = request.POST.get("accepted") == "1"

    def do() -> str:
        answer = facts_of(DecisionForm(request.POST))["answer"]
        acts.decide_correction(found, by=request.user, accepted=accepted, at=timezone.now(), answer=answer)
        return _("Đã sửa hồ sơ theo đề nghị.") if accepted else _("Đã trả lời không chấp nhận.")

    done(request, do)
    return redirect("correction", pk)


@require_POST
def withdraw(request, pk):
    found = _correction(request, pk)

    def do() -> str:
        acts.withdraw_correction(found, by=request.user, at=timezone.now())
        return _("Đã rút đề nghị.")

    done(request, do)
    return redirect("correction", pk)
