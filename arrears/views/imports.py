"""The road of a file, as pages: upload, progress, preview, confirm, undo."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.login.step_up import ask_unless_verified
from agencies.models import Agency
from arrears import tables
from arrears.filters import BatchFilter
from arrears.forms import OptionalReasonForm, ReasonForm, UploadForm
from arrears.imports.c12_workbook import columns_help, write_template
from arrears.imports.refused import refused_workbook
from arrears.imports.urging_list import CATALOGUE as URGING_COLUMNS
from arrears.imports.urging_list import write_template as write_urging_list
from arrears.models import LedgerMonth
from arrears.queries.previews import preview_of, speakers_for
from arrears.services import imports
from arrears.tables.badges import KIND_NAMES
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.files import location
from portal.core.lists import list_page
from portal.core.models import ImportBatch, Job
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404

FORMS = Path(__file__).resolve().parent.parent / "reference" / "forms"
OFFICIAL = {"b03": "B03-TS.xlsx", "b10": "B10-TS.xlsx"}
FLAT = {"c12": (write_template, "C12-TS.xlsx"), "urging-list": (write_urging_list, "danh-sach-01-DD.xlsx")}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _month_files(user):
    """The files of BHXH's months; those about employers and labour have their own pages."""
    return ImportBatch.objects.visible_to(user).filter(kind__in=imports.KINDS)


@require_safe
def batches(request):
    rows = _month_files(request.user).select_related("file", "uploaded_by")
    return list_page(
        request,
        table=tables.BATCHES,
        rows=rows,
        title=_("Tệp đã nộp"),
        filterset=BatchFilter,
        template="arrears/imports/list.html",
        export_name="tep-da-nop",
        on_export=lambda filters, count, format: audit.exported(
            "imports", by=request.user, filters=filters, rows=count, format=format
        ),
        extra={"may_upload": request.user.may("import_month_file")},
    )


def upload(request):
    """GET shows the form, POST takes the file and goes to its page."""
    if not request.user.may("import_month_file"):
        raise Http404
    today = timezone.localdate()
    initial = {"month": Month.of(today).plus(-1).label, "kind": request.GET.get("kind", "b03")} | request.GET.dict()
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial, agencies=speakers_for(request.user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        agency = Agency.objects.visible_to(request.user).get(code=data["agency"])
        try:
            batch = imports.upload_month_file(
                agency, by=request.user, kind=data["kind"], month=data["month"],
                name=data["file"].name, chunks=data["file"].chunks(), on=today,
            )  # fmt: skip
            return redirect("import", batch.pk)
        except (NotPossible, ValidationError) as refusal:
            form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
    context = {
        "form": form,
        "title": _("Nộp tệp của tháng"),
        "helps": {"c12": columns_help(), "urging-list": URGING_COLUMNS},
        "submit": _("Tải lên và kiểm tra"),
    }
    return render(request, "arrears/imports/upload.html", context)


@require_safe
def template(request, kind):
    """A blank workbook of the kind, as BHXH prints it or flat."""
    if name := OFFICIAL.get(kind):
        return FileResponse((FORMS / name).open("rb"), as_attachment=True, filename=name, content_type=XLSX)
    if kind not in FLAT:
        raise Http404
    return _made_here(*FLAT[kind])


@require_safe
def batch(request, pk):
    """One file: its progress, then its preview, then what became of it."""
    found = get_visible_or_404(
        _month_files(request.user).select_related("file", "uploaded_by", "confirmed_by"), request.user, pk=pk
    )
    month = LedgerMonth.objects.visible_to(request.user).filter(month=found.month).first()
    in_ledger = _in_ledger(found, month)
    is_closed = in_ledger and month is not None and month.status == LedgerMonth.Status.CLOSED
    context = {
        "batch": found,
        "job": _job_of(found, request.user),
        "here": reverse("import", args=[found.pk]),
        "preview": preview_of(found, request.user),
        "is_month_closed": is_closed,
        "confirm_form": ReasonForm() if is_closed else OptionalReasonForm() if found.reason else None,
        "undo_form": ReasonForm(),
        "may_confirm": request.user.may("confirm_import"),
        "may_undo": request.user.may("undo_import"),
        "title": _("Tệp %(kind)s tháng %(month)s") % _named(found),
        "in_ledger": in_ledger,
        "has_month": month is not None,
        "speaker": Agency.objects.visible_to(request.user).filter(code=found.agency_code).first(),
        "problems_table": tables.PROBLEMS,
        "newcomers_table": tables.NEWCOMERS,
    }
    audit.read("import", by=request.user, subject=found)
    return render(request, "arrears/imports/batch.html", context)


def _in_ledger(batch: ImportBatch, month: LedgerMonth | None) -> bool:
    """Whether the month's figures follow the file; those of history do where there are figures."""
    has_figures = month is not None and month.rebuilt_at is not None
    return batch.kind in imports.IN_LEDGER or batch.kind in imports.FOLLOWED and has_figures


def _named(batch: ImportBatch) -> dict[str, str]:
    return {"kind": KIND_NAMES.get(batch.kind, batch.kind), "month": Month.of(batch.month).label}


def _job_of(batch: ImportBatch, user) -> Job | None:
    step = {"uploaded": "check", "confirmed": "apply"}.get(batch.status)
    return Job.objects.visible_to(user).filter(key=f"{step}:{batch.pk}").first() if step else None


@require_POST
def confirm(request, pk):
    found = get_visible_or_404(_month_files(request.user), request.user, pk=pk)
    if _restates(found, request.user) and (asked := ask_unless_verified(request)):
        return asked
    reason = request.POST.get("reason", "")[:300]
    return _act(
        request, found, lambda: imports.confirm_import(found, by=request.user, at=timezone.now(), reason=reason)
    )


def _restates(batch: ImportBatch, user) -> bool:
    """Whether letting this file in opens a closed month again."""
    if batch.kind not in (*imports.IN_LEDGER, *imports.FOLLOWED):
        return False
    closed = LedgerMonth.objects.visible_to(user).filter(status=LedgerMonth.Status.CLOSED)
    return closed.filter(month=batch.month).exists()


@require_POST
def discard(request, pk):
    found = get_visible_or_404(_month_files(request.user), request.user, pk=pk)
    return _act(request, found, lambda: imports.discard_import(found, by=request.user))


@require_POST
def undo(request, pk):
    found = get_visible_or_404(_month_files(request.user), request.user, pk=pk)
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        messages.error(request, _("Cần nêu lý do hoàn tác."))
        return redirect("import", found.pk)
    return _act(request, found, lambda: imports.undo_import(found, by=request.user, at=timezone.now(), reason=reason))


def _act(request, batch: ImportBatch, do):
    try:
        do()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("import", batch.pk)


@require_safe
def refused_rows(request, pk):
    """The refused rows come back as a workbook with the reasons beside them."""
    found = get_visible_or_404(_month_files(request.user).select_related("file"), request.user, pk=pk)
    if (
        found.status != ImportBatch.Status.REFUSED or not found.refused
    ):  # of a file that could not be read there are none
        raise Http404
    audit.exported("refused_rows", by=request.user, subject=found, rows=found.refused)
    name = f"loi-{Path(found.file.name).stem}.xlsx"
    return _made_here(
        lambda path: refused_workbook(
            location(found.file), found.outcome, path, name=found.file.name, simulated=settings.DEMO
        ),
        name,
    )


def _made_here(make, name: str) -> FileResponse:
    """A small workbook made for this answer; the folder is gone once it is open."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        make(path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)
