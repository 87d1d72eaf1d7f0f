"""Pages of the monthly report: list, one report, its lines, its letter, and what is done with it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.login.step_up import recently_verified
from arrears.queries.shown import stamp_of
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404
from reports import tables
from reports.filters import LineFilter, ReceiptFilter
from reports.forms import SubmitForm
from reports.models import MonthlyReport, ReportLine, ReportReceipt
from reports.queries.documents import report_document
from reports.queries.files import scope_of
from reports.queries.inbox import listed_reports
from reports.queries.pages import facts_of, report_page
from reports.renderers.screen import screen_css
from reports.services import monthly


def _found(request, pk) -> MonthlyReport:
    return get_visible_or_404(
        MonthlyReport.objects.select_related("version__province", "province", "submitted_by"), request.user, pk=pk
    )


@require_safe
def reports(request):
    return list_page(
        request,
        table=tables.REPORTS,
        rows=listed_reports(request.user),
        title=_("Báo cáo tháng"),
        template="reports/monthly/list.html",
        export_name="bao-cao-thang",
        on_export=lambda **taken: audit.exported("monthly_reports", by=request.user, **taken),
    )


@require_safe
def report(request, pk):
    """One report: what it says, who has received it, what this person can do with it."""
    found = _found(request, pk)
    page = report_page(found, request.user)
    audit.read("monthly_report", by=request.user, subject=found, lines=page.now.owing)
    context = {
        "page": page,
        "report": found,
        "title": _("Báo cáo thu nộp tháng %(month)s") % {"month": found.period.label},
        "kicker": page.scope_name,
        "stamp": page.stamp,
        "crumbs": [(_("Báo cáo tháng"), reverse("monthly-reports"))],
        "badge": tables.STATUS[found.status],
        "long_filter": f"?months={page.now.threshold}",
        "long_note": _("từ %(months)s tháng trở lên") % {"months": page.now.threshold},
        "lines_table": tables.BRIEF_LINES,
        "receipts_table": tables.RECEIPTS,
        "facts": facts_of(page),
        "submit_form": SubmitForm(),
        "may_submit": page.is_draft and request.user.may("submit_monthly_report"),
        "may_refresh": page.is_draft and request.user.may("record_arrears_note"),
        "may_acknowledge": page.receipt is not None and request.user.may("acknowledge_monthly_report"),
    }
    return render(request, "reports/monthly/report.html", context)


@require_safe
def lines(request, pk):
    """Every employer of the report that this person may see."""
    found = _found(request, pk)
    rows = ReportLine.objects.visible_to(request.user).filter(report=found).select_related("commune")
    return list_page(
        request,
        table=tables.LINES,
        rows=rows,
        title=_("Đơn vị trong báo cáo tháng %(month)s") % {"month": found.period.label},
        stamp=stamp_of(found.version),
        filterset=LineFilter,
        search=("folded", "unit_code", "tax_code"),
        template="reports/monthly/lines.html",
        extra={"report": found},
        export_name=f"bao-cao-{found.period}",
        on_view=lambda **read: audit.read("report_lines", by=request.user, subject=found, **read),
        on_export=lambda **read: audit.exported("report_lines", by=request.user, subject=found, **read),
    )


@require_safe
def receipts(request, pk):
    """To whom the report went and who has acknowledged it: the sender sees all, a recipient its own."""
    found = _found(request, pk)
    rows = ReportReceipt.objects.visible_to(request.user).filter(report=found)
    return list_page(
        request,
        table=tables.RECEIPTS,
        rows=rows.select_related("agency", "acknowledged_by"),
        title=_("Cơ quan nhận báo cáo tháng %(month)s") % {"month": found.period.label},
        filterset=ReceiptFilter,
        search=("agency__folded",),
        template="reports/monthly/lines.html",
        extra={"report": found},
        export_name=f"noi-nhan-{found.period}",
        on_export=lambda **taken: audit.exported("report_receipts", by=request.user, subject=found, **taken),
    )


@require_safe
def letter(request, pk):
    """The letter as it is printed, in a window of its own."""
    found = _found(request, pk)
    document = report_document(found, scope_of(request.user))
    audit.read("report_letter", by=request.user, subject=found)
    context = {"document": document.letter, "is_demo": document.is_demo, "css": screen_css()}
    return render(request, "reports/monthly/letter.html", context)


@require_POST
@recently_verified
def submit(request, pk):
    found = _found(request, pk)
    now, number = timezone.now(), request.POST.get("number", "").partition("/")[0]  # the letter adds its own symbol
    send = monthly.submit_monthly_report
    return _act(request, found, lambda: send(found, by=request.user, at=now, on=timezone.localdate(now), number=number))


@require_POST
def refresh_notes(request, pk):
    found = _found(request, pk)
    return _act(request, found, lambda: monthly.refresh_report_notes(found, by=request.user))


@require_POST
def acknowledge(request, pk):
    found = _found(request, pk)
    receipt = get_visible_or_404(ReportReceipt.objects, request.user, report=found, agency=request.user.posting.agency)
    return _act(request, found, lambda: monthly.acknowledge_monthly_report(receipt, by=request.user, at=timezone.now()))


def _act(request, found, do):
    try:
        do()
    except (NotPossible, ValidationError) as refusal:
        said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.error(request, " ".join(said))
    return redirect("monthly-report", found.pk)
