"""Files of reports and debtor lists: asked for, made while the page waits, taken away under the same rights."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arrears.models import DebtorList
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.exports import second_look
from portal.core.files import location
from portal.core.scoping import get_visible_or_404
from reports.models import MonthlyReport, ReportFile
from reports.queries.files import FILE_KINDS, file_of, job_of, rows_told, scope_of
from reports.services.files import ask_for_report_file

TOLD = {"thang": MonthlyReport, "no": DebtorList}


def _told(request, sort, pk):
    if sort not in TOLD:
        raise Http404
    return get_visible_or_404(TOLD[sort].objects.select_related("version", "province"), request.user, pk=pk)


@require_POST
def ask(request, sort, pk, kind):
    """Have the file made; then its progress."""
    told = _told(request, sort, pk)
    try:
        ask_for_report_file(told, by=request.user, scope=scope_of(request.user), kind=kind)
    except (NotPossible, ValidationError) as refusal:
        messages.error(request, " ".join(refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]))
        return redirect("monthly-reports")
    return redirect("report-file-progress", sort, pk, kind)


@require_safe
def progress(request, sort, pk, kind):
    """How far the file is; when it is there, the way to it."""
    told = _told(request, sort, pk)
    scope = scope_of(request.user)
    job, file = job_of(told, scope=scope, kind=kind), file_of(told, scope=scope, kind=kind)
    if kind not in FILE_KINDS or (job is None and file is None):
        raise Http404
    context = {
        "job": job,
        "file": file,
        "poll_url": request.path,
        "finished_url": reverse("download-report-file", args=[file.pk]) if file else "",
        "title": _("Tệp %(kind)s tháng %(month)s") % {"kind": kind.upper(), "month": told.period.label},
        "back_url": reverse("monthly-report" if sort == "thang" else "debtor-list", args=[told.pk]),
        "ask_url": reverse("ask-for-report-file", args=[sort, pk, kind]),
    }
    return render(request, "ui/progress.html" if request.htmx else "reports/files/progress.html", context)


@require_safe
def download(request, pk):
    """The kept file itself, byte for byte; whoever takes it is written down."""
    if not request.user.may("export_employer_arrears"):
        raise Http404
    file = get_visible_or_404(ReportFile.objects.select_related("stored", "province"), request.user, pk=pk)
    if asked := second_look(request, rows_told(file)):
        return asked
    audit.exported("report_file", by=request.user, subject=file, sha256=file.stored.sha256, file=file.stored.name)
    return FileResponse(
        location(file.stored).open("rb"),
        as_attachment=True,
        filename=file.stored.name,
        content_type=file.stored.content_type,
    )
