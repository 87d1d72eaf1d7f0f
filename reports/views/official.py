"""Official forms of Decision 366: a month, a form, made while the page waits, taken away under the same rights."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arrears.models import LedgerVersion
from arrears.queries.shown import newest_closed, stamp_of
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.exports import second_look
from portal.core.files import location
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404
from reports.models import OfficialForm
from reports.queries.official import owing_rows
from reports.queries.official_files import file_name, files_of, job_of, offers_of
from reports.queries.scopes import file_scope
from reports.services.official import ask_for_official_form


def _refuse_strangers(request) -> None:
    if not (request.user.may("see_employer_arrears") and request.user.may("export_employer_arrears")):
        raise Http404


def _version(request, month: Month, version: int) -> LedgerVersion:
    _refuse_strangers(request)
    facts = {"month": month.first_day, "version": version}
    return get_visible_or_404(LedgerVersion.objects.select_related("province__unit"), request.user, **facts)


@require_safe
def forms(request):
    """The forms of the month asked for, else of the newest that is closed."""
    _refuse_strangers(request)
    closed = newest_closed(request.user)
    months = [Month.of(day) for day in sorted(closed, reverse=True)]
    asked = request.GET.get("month", "")
    month = next((one for one in months if str(one) == asked), months[0] if months else None)
    context = {"title": _("Biểu mẫu của BHXH"), "months": [(str(one), one.label, one == month) for one in months]}
    if month is not None:
        version = _version(request, month, closed[month.first_day])
        context |= {
            "month": month,
            "version": version,
            "stamp": stamp_of(version),
            "offers": offers_of(request.user, version),
            "scope": file_scope(request.user.posting.agency),
            "sees_urging": request.user.may("see_urging"),
            "title": _("Biểu mẫu của BHXH, tháng %(month)s") % {"month": month.label},
        }
    return render(request, "reports/official/forms.html", context)


@require_POST
def ask(request, month: Month, version: int, form: str):
    """Have the form made; then its progress."""
    found = _version(request, month, version)
    try:
        ask_for_official_form(found, by=request.user, scope=file_scope(request.user.posting.agency), form=form)
    except (NotPossible, ValidationError) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", None) or [str(refusal)]))
        return redirect("official-forms")
    return redirect("official-form-progress", month, version, form)


@require_safe
def progress(request, month: Month, version: int, form: str):
    """How far the form is; when it is there, the way to it."""
    found, scope = _version(request, month, version), file_scope(request.user.posting.agency)
    file = files_of(found, scope).filter(form=form).first()
    job = job_of(found, scope, form)
    if form not in OfficialForm.Form.values or (job is None and file is None):
        raise Http404
    context = {
        "job": job,
        "file": file,
        "poll_url": request.path,
        "finished_url": reverse("official-form", args=[file.pk]) if file else "",
        "title": file_name(found, scope, form),
        "back_url": f"{reverse('official-forms')}?month={month}",
        "ask_url": reverse("ask-for-official-form", args=[month, version, form]),
    }
    return render(request, "ui/progress.html" if request.htmx else "reports/official/progress.html", context)


@require_safe
def download(request, pk):
    """The kept form itself, byte for byte; whoever takes it is written down."""
    _refuse_strangers(request)
    file = get_visible_or_404(
        OfficialForm.objects.select_related("stored", "version", "scope_agency"), request.user, pk=pk
    )
    if asked := second_look(request, owing_rows(file.version, file.scope_agency)):
        return asked
    audit.exported("official_form", by=request.user, subject=file, sha256=file.stored.sha256, file=file.stored.name)
    return FileResponse(
        location(file.stored).open("rb"),
        as_attachment=True,
        filename=file.stored.name,
        content_type=file.stored.content_type,
    )
