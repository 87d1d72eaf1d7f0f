"""The rows behind every number: the ledger of a month, its findings, its rollups."""

from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arrears import tables
from arrears.filters import LedgerFilter, with_sums
from arrears.models import LedgerMonth, Rollup
from arrears.queries.findings import findings_of
from arrears.queries.members import members_named
from arrears.queries.shown import months_for, shown
from portal.core import audit
from portal.core.lists import list_page
from portal.core.money import FUND_LABELS, FUNDS
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404


def asked_version(request) -> int | None:
    text = request.GET.get("version", "")
    return int(text) if text.isdigit() and len(text) < 4 else None


@require_safe
def ledger(request, month: Month):
    """Every employer's row of the month, filtered down to what a number stands for."""
    seen = shown(request.user, month, asked_version(request))
    if seen is None:
        raise Http404
    rows = with_sums(seen.ledger(request.user)).select_related("employer", "commune")
    about = {"by": request.user, "month": str(month), "version": seen.version}
    return list_page(
        request,
        table=tables.LEDGER,
        rows=rows,
        title=_("Số liệu theo đơn vị, tháng %(month)s") % {"month": month.label},
        stamp=seen.stamp,
        filterset=LedgerFilter,
        search=("employer__folded", "employer__unit_code", "employer__tax_code"),
        template="arrears/ledger/list.html",
        export_name=f"so-{month}",
        extra={"month": month, "months": [(str(m), m.label, m == month) for m in months_for(request.user)]},
        settled=seen.closed is not None,
        on_export=lambda filters, count, format: audit.exported(
            "ledger", **about, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("ledger", **about, filters=filters, rows=count),
    )


@require_safe
def rollup(request, month: Month, dimension: str):
    """One dimension of the month, each member opening its rows."""
    if dimension not in Rollup.Dimension.values:
        raise Http404
    seen = shown(request.user, month, asked_version(request))
    if seen is None:
        raise Http404
    fund = request.GET.get("fund", "all")
    rows = seen.rollups(request.user).filter(dimension=dimension, fund=fund if fund in FUNDS else "all")
    rows = members_named(rows.annotate(owed=F("late") + F("evaded")), dimension, on=month.last_day)
    dimensions = [
        (label, reverse("rollup", args=[month, value]), value == dimension) for value, label in Rollup.Dimension.choices
    ]
    return list_page(
        request,
        table=tables.rollups_of(month, dimension, seen.version, fund),
        rows=rows,
        title=_("Tổng hợp tháng %(month)s: %(by)s") % {"month": month.label, "by": Rollup.Dimension(dimension).label},
        stamp=seen.stamp,
        template="arrears/ledger/rollup.html",
        export_name=f"tong-hop-{dimension}-{month}",
        extra={
            "tabs": dimensions,
            "month": month,
            "fund": fund,
            "funds": [("all", _("Mọi quỹ")), *FUND_LABELS.items()],
        },
    )


@require_safe
def findings(request, month: Month):
    """What does not fit: between the files, and between what was supplied and what was computed. BHXH only."""
    if not request.user.may("see_import_batches"):
        raise Http404
    found = get_visible_or_404(LedgerMonth.objects, request.user, month=month.first_day)
    context = {
        "ledger_month": found,
        "findings": findings_of(found),
        "title": _("Chênh lệch cần xem, tháng %(month)s") % {"month": month.label},
    }
    return render(request, "arrears/ledger/findings.html", context)
