"""The rows behind every number: the ledger of a month, its findings, its rollups."""

from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arrears import tables
from arrears.filters import LedgerFilter, of_fund, with_recovered, with_sums
from arrears.models import LedgerMonth, Rollup
from arrears.queries.findings import findings_of
from arrears.queries.members import members_named
from arrears.queries.shown import Shown, months_for, provisional_stamp, shown
from employers.queries.search import rows_of_employers_found
from portal.core import audit
from portal.core.lists import list_page
from portal.core.money import FUND_LABELS, FUNDS
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404


def asked_version(request) -> int | None:
    """The version in the address; an address that names none which could be is nobody's page."""
    text = request.GET.get("version", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 3:
        raise Http404
    return int(text)


def seen_or_404(request, month: Month) -> Shown:
    """The month in the version asked for, or else the newest this person may see."""
    asked = asked_version(request)
    seen = shown(request.user, month, asked)
    if seen is None or asked is not None and seen.version != asked:
        raise Http404
    return seen


def _as_asked(request, rows):
    """Table and rows of the ledger: with the money of the fund asked for, with what was recovered where that is asked."""
    fund = request.GET.get("fund", "")
    fund, recovered = fund if fund in FUNDS else "", request.GET.get("group") == "recovered"
    rows = of_fund(rows, fund) if fund else rows
    rows = with_recovered(rows, fund) if recovered else rows
    return tables.ledger_of(fund, recovered=recovered), rows


@require_safe
def ledger(request, month: Month):
    """Every employer's row of the month, filtered down to what a number stands for."""
    seen = seen_or_404(request, month)
    table, rows = _as_asked(request, with_sums(seen.ledger(request.user)).select_related("employer", "commune"))
    about = {"by": request.user, "month": str(month), "version": seen.version}
    return list_page(
        request,
        table=table,
        rows=rows,
        title=_("Số liệu theo đơn vị, tháng %(month)s") % {"month": month.label},
        stamp=seen.stamp,
        filterset=LedgerFilter,
        search=rows_of_employers_found,
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
    seen = seen_or_404(request, month)
    fund = request.GET.get("fund", "") if request.GET.get("fund") in FUNDS else "all"
    rows = seen.rollups(request.user).filter(dimension=dimension, fund=fund)
    rows = members_named(rows.annotate(owed=F("late") + F("evaded")), dimension, on=month.last_day)
    about = {"by": request.user, "month": str(month), "version": seen.version, "dimension": dimension, "fund": fund}
    kept = _kept(request)
    dimensions = [
        (label, reverse("rollup", args=[month, value]) + _query(kept), value == dimension)
        for value, label in Rollup.Dimension.choices
    ]
    funds = [
        (label, request.path + _query(kept | {"fund": value}), value == fund)
        for value, label in (("all", _("Mọi quỹ")), *FUND_LABELS.items())
    ]
    return list_page(
        request,
        table=tables.rollups_of(month, dimension, seen.version, fund),
        rows=rows,
        title=_("Tổng hợp tháng %(month)s: %(by)s") % {"month": month.label, "by": Rollup.Dimension(dimension).label},
        stamp=seen.stamp,
        template="arrears/ledger/rollup.html",
        on_export=lambda filters, count, format: audit.exported(
            "rollup", **about, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("rollup", **about, filters=filters, rows=count),
        export_name=f"tong-hop-{dimension}-{month}",
        extra={"tabs": dimensions, "month": month, "funds": funds},
    )


def _kept(request) -> dict[str, str]:
    """What a step from one dimension, fund or page of a month to another keeps."""
    return {name: request.GET[name] for name in ("version", "fund", "sort") if request.GET.get(name)}


def _query(asked: dict[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""


@require_safe
def findings(request, month: Month):
    """What does not fit: between the files, and between what was supplied and what was computed. BHXH only."""
    if not request.user.may("see_import_batches"):
        raise Http404
    found = get_visible_or_404(LedgerMonth.objects, request.user, month=month.first_day)
    audit.read("findings", by=request.user, subject=found)
    context = {
        "ledger_month": found,
        "findings": findings_of(found),
        "stamp": provisional_stamp(found),
        "title": _("Chênh lệch cần xem, tháng %(month)s") % {"month": month.label},
    }
    return render(request, "arrears/ledger/findings.html", context)
