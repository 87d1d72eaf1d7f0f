"""The months of the ledger: which are open, what each rests on, closing."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.login.step_up import recently_verified
from arrears import tables
from arrears.filters import MonthFilter
from arrears.models import LedgerMonth
from arrears.queries.missing import missing_months
from arrears.queries.shown import sees_open_months, versions_counted
from arrears.queries.urging import told_count
from arrears.services.closing import close_month
from arrears.services.imports import KINDS
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.models import ImportBatch, Job
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404


@require_safe
def months(request):
    """Every month with its state; the months that are still missing stand first. For those who keep the ledger."""
    if not sees_open_months(request.user):
        raise Http404
    return list_page(
        request,
        table=tables.MONTHS,
        rows=LedgerMonth.objects.visible_to(request.user),
        title=_("Tháng sổ"),
        filterset=MonthFilter,
        template="arrears/months/list.html",
        export_name="thang-so",
        extra={
            "missing": missing_months(request.user.province, on=timezone.localdate()),
            "may_upload": request.user.may("import_month_file"),
        },
        on_export=lambda filters, count, format: audit.exported(
            "months", by=request.user, filters=filters, rows=count, format=format
        ),
    )


@require_safe
def month(request, month: Month):
    """One month: its files, its versions, what differs, and the act of closing it."""
    found = get_visible_or_404(LedgerMonth.objects.select_related("province"), request.user, month=month.first_day)
    batches = (
        ImportBatch.objects.visible_to(request.user)
        .filter(month=found.month, kind__in=KINDS)
        .select_related("file", "uploaded_by")
    )
    jobs = list(_closing_jobs(found, request.user))
    context = {
        "ledger_month": found,
        "batches": batches,
        "batches_table": tables.MONTH_BATCHES,
        "versions": versions_counted(request.user, month),
        "jobs": jobs,
        "last_job": jobs[-1].pk if jobs else None,
        "may_close": request.user.may("close_month"),
        "confirmed_by_me": batches.filter(status="applied", confirmed_by=request.user).exists(),
        "may_upload": request.user.may("import_month_file"),
        "sees_differences": request.user.may("see_differences"),
        "not_urged": told_count(request.user, month),
        "title": _("Tháng sổ %(month)s") % {"month": month.label},
    }
    return render(request, "arrears/months/month.html", context)


def _closing_jobs(ledger_month: LedgerMonth, user):
    prefix = f"close:{ledger_month.province.slug}:{Month.of(ledger_month.month)}:"
    return Job.objects.visible_to(user).filter(key__startswith=prefix).order_by("id")


@require_POST
@recently_verified
def close(request, month: Month):
    """Close the month: an approver who confirmed none of its files."""
    found = get_visible_or_404(LedgerMonth.objects, request.user, month=month.first_day)
    try:
        close_month(found, by=request.user, at=timezone.now(), reason=request.POST.get("reason", "")[:300])
        messages.success(request, _("Đang khóa sổ tháng %(month)s.") % {"month": month.label})
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("month", month)
