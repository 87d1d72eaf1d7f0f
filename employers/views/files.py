"""The road of a register file, as pages: send, progress, preview, confirm, undo."""

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

from agencies.rules.wording import period_words
from employers.filters.files import RegisterFileFilter
from employers.forms.files import SendForm, UndoForm
from employers.imports.refused import refused_workbook
from employers.imports.templates import write_template
from employers.queries.file_previews import preview_of, rows_told, who_takes_back
from employers.queries.file_previews import register_files as files_of
from employers.queries.row_places import places_of
from employers.queries.senders import closed_kinds, kinds_for
from employers.rules.file_kinds import KINDS
from employers.services import intake
from employers.tables import files as tables
from employers.tables.file_rows import rows_of
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.figures import Stamp
from portal.core.files import location
from portal.core.lists import list_page
from portal.core.models import ImportBatch, Job
from portal.core.scoping import get_visible_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def register_files(request):
    """The files one may see, newest first."""
    _only_readers(request.user)
    return list_page(
        request,
        table=tables.REGISTER_FILES,
        rows=files_of(request.user),
        title=_("Tệp về đơn vị, lao động"),
        filterset=RegisterFileFilter,
        template="employers/files/list.html",
        export_name="tep-don-vi-lao-dong",
        on_export=lambda filters, count, format: audit.exported(
            "register_files", by=request.user, filters=filters, rows=count, format=format
        ),
        extra={"may_send": request.user.may("import_register_file")},
    )


def _only_readers(user) -> None:
    if not any(user.may(act) for act in ("import_register_file", "see_import_batches", "see_all_counts")):
        raise Http404


def send(request):
    """GET shows the form with the kinds one may send, POST takes the file and goes to its page."""
    user, today = request.user, timezone.localdate()
    if not user.may("import_register_file"):
        raise Http404
    agency = user.posting.agency
    kinds = kinds_for(agency, today)
    form = SendForm(request.POST or None, request.FILES or None, kinds=kinds, on=today, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = intake.upload_register_file(
                agency, by=user, kind=data["kind"], period=data["period"],
                name=data["file"].name, chunks=data["file"].chunks(), on=today,
            )  # fmt: skip
            return redirect("register-file", batch.pk)
        except (NotPossible, ValidationError) as refusal:
            form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
    context = {
        "form": form,
        "kinds": kinds,
        "closed": closed_kinds(agency, today),
        "title": _("Nộp dữ liệu về đơn vị, lao động"),
        "submit": _("Tải lên và kiểm tra"),
    }
    return render(request, "employers/files/send.html", context)


@require_safe
def template(request, kind):
    """A blank workbook of the kind."""
    if not request.user.may("import_register_file"):
        raise Http404
    if kind not in {one.code for one in kinds_for(request.user.posting.agency, timezone.localdate())}:
        raise Http404
    return _made_here(lambda path: write_template(path, KINDS[kind], simulated=settings.DEMO), f"mau-{kind}.xlsx")


def _questions_url(found: ImportBatch, user) -> str:
    """Where the rows that ask are answered, for who may answer them."""
    is_open = found.status in (ImportBatch.Status.STAGED, ImportBatch.Status.APPLIED)
    return reverse("match-questions", args=[found.pk]) if is_open and user.may("answer_match") else ""


@require_safe
def one(request, pk):
    """One file: its progress, then its preview, then what became of it."""
    found = get_visible_or_404(files_of(request.user).select_related("confirmed_by"), request.user, pk=pk)
    own = found.agency_code == request.user.agency_code
    may_undo = own and request.user.may("undo_register_file")
    is_out_of_reach = found.status == ImportBatch.Status.APPLIED and not may_undo
    context = {
        "batch": found,
        "kind": KINDS[found.kind],
        "period": period_words(found.period),
        "job": _job_of(found, request.user),
        "here": reverse("register-file", args=[found.pk]),
        "preview": preview_of(found, request.user),
        "undo_form": UndoForm(),
        "may_confirm": own and request.user.may("confirm_register_file"),
        "may_discard": own and request.user.may("import_register_file"),
        "may_undo": may_undo,
        "who_takes_back": who_takes_back(found, request.user, timezone.localdate()) if is_out_of_reach else "",
        "title": _("%(kind)s, %(period)s") % {"kind": KINDS[found.kind].title, "period": period_words(found.period)},
        "problems_table": tables.PROBLEMS,
        "sees_rows": sees_rows(request.user, found),
        "questions_url": _questions_url(found, request.user),
        "asking_table": tables.ASKING,
    }
    audit.read("register_file", by=request.user, subject=found)
    return render(request, "employers/files/one.html", context)


def sees_rows(user, found: ImportBatch) -> bool:
    """Its own agency, and who sees the counts of all."""
    return found.agency_code == user.agency_code or user.may("see_all_counts")


@require_safe
def rows(request, pk):
    """What the file says, row by row; taken away it is a file of the same kind again."""
    found = get_visible_or_404(files_of(request.user), request.user, pk=pk)
    if not sees_rows(request.user, found):
        raise Http404
    kind, back = KINDS[found.kind], reverse("register-file", args=[pk])
    title = _("%(kind)s, %(period)s: các dòng") % {"kind": kind.title, "period": period_words(found.period)}
    told = {"by": request.user, "subject": found}
    return list_page(
        request,
        table=rows_of(kind),
        rows=rows_told(found),
        title=title,
        stamp=Stamp("", found.agency_name or found.agency_code, period_words(found.period), found.uploaded_at),
        search=("folded", "tax_code", "unit_code") if kind.names_employers else ("commune_name", "commune_code"),
        template="employers/files/rows.html",
        extra={"back": back, "crumbs": [(_("Tệp đã nộp"), reverse("register-files")), (found.file.name, back)]},
        export_name=f"{found.kind}-{found.period}",
        on_export=lambda filters, count, format: audit.exported(
            "register_file_rows", filters=filters, rows=count, format=format, **told
        ),
        on_view=lambda filters, count: audit.read("register_file_rows", filters=filters, rows=count, **told),
    )


def _job_of(batch: ImportBatch, user) -> Job | None:
    step = {"uploaded": "check", "confirmed": "apply"}.get(batch.status)
    return Job.objects.visible_to(user).filter(key=f"{step}-register:{batch.pk}").first() if step else None


@require_POST
def confirm(request, pk):
    found = get_visible_or_404(ImportBatch.objects.filter(kind__in=KINDS), request.user, pk=pk)
    return _act(request, found, lambda: intake.confirm_register_file(found, by=request.user, at=timezone.now()))


@require_POST
def discard(request, pk):
    found = get_visible_or_404(ImportBatch.objects.filter(kind__in=KINDS), request.user, pk=pk)
    return _act(request, found, lambda: intake.discard_register_file(found, by=request.user))


@require_POST
def undo(request, pk):
    found = get_visible_or_404(ImportBatch.objects.filter(kind__in=KINDS), request.user, pk=pk)
    reason = request.POST.get("reason", "").strip()[:300]
    return _act(
        request, found, lambda: intake.undo_register_file(found, by=request.user, at=timezone.now(), reason=reason)
    )


def _act(request, batch: ImportBatch, do):
    try:
        do()
    except (NotPossible, ValidationError) as refusal:
        told = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.error(request, " ".join(told))
    return redirect("register-file", batch.pk)


@require_safe
def refused_rows(request, pk):
    """The refused rows come back as a workbook with the reasons beside them."""
    found = get_visible_or_404(ImportBatch.objects.filter(kind__in=KINDS).select_related("file"), request.user, pk=pk)
    if found.status != ImportBatch.Status.REFUSED or not found.refused:
        raise Http404
    audit.exported("refused_register_rows", by=request.user, subject=found, rows=found.refused)
    places = places_of(request.user.posting.agency.province, timezone.localdate(found.uploaded_at))
    return _made_here(
        lambda path: refused_workbook(
            location(found.file), found.outcome, path, places, name=found.file.name, simulated=settings.DEMO
        ),
        f"loi-{Path(found.file.name).stem}.xlsx",
    )


def _made_here(make, name: str) -> FileResponse:
    """A small workbook made for this answer; the folder is gone once it is open."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        make(path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)
