"""What happens unless somebody pays: of one employer with a payment tried out, and of the province as a list."""

from django.db.models import Count, Q, Sum
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models.settings import setting
from arrears.filters.outlook import AHEAD, OutlookFilter, OutlookUrgedFilter
from arrears.forms.outlook import WhatIfForm
from arrears.models import LedgerRow
from arrears.models.ledger import SEES_BEFORE_SUBMISSION
from arrears.queries.law import law_on
from arrears.queries.old_statements import bounds_book, carried_interest, statements_of
from arrears.queries.outlook import Outlook, Point, outlook_of, rows_ahead, windows_of, with_urging
from arrears.queries.shown import newest_for
from arrears.rules.law import Status
from arrears.tables import CLASS_BADGES
from arrears.tables.outlook import outlook_table
from arrears.views.ledger import seen_or_404
from employers.models import Employer
from employers.queries.search import rows_of_employers_found
from portal.core import audit
from portal.core.lists import list_page
from portal.core.money import FUND_LABELS
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404

THRESHOLD = "debtor_list.publication.threshold_months"
BADGES = {
    Status.SETTLED: CLASS_BADGES[LedgerRow.Class.NONE],
    Status.NOT_DUE: CLASS_BADGES[LedgerRow.Class.NOT_DUE],
    Status.LATE: CLASS_BADGES[LedgerRow.Class.LATE],
    Status.EVASION: CLASS_BADGES[LedgerRow.Class.EVASION],
}


@require_safe
def employer_outlook(request, pk: int):
    """Whoever sees the newest row of what the employer owes sees where that leads."""
    employer = get_visible_or_404(Employer.objects.select_related("province"), request.user, pk=pk)
    seen = newest_for(request.user) if request.user.may("see_employer_arrears") else None
    row = seen.ledger(request.user).filter(employer=employer).first() if seen else None
    if seen is None or row is None:
        raise Http404
    today = timezone.localdate()
    threshold = setting(employer.province, THRESHOLD, on=today)
    found = outlook_of(request.user, employer, on=today, threshold=threshold)
    audit.read("employer_outlook", by=request.user, subject=employer)
    context = {
        "title": _("Dự báo nếu không nộp"),
        "employer": employer,
        "row": row,
        "old_interest": carried_interest(statements_of(request.user, employer, (), bounds_book(employer.province))),
        "stamp": seen.stamp,
        "crumbs": [(employer.name, reverse("employer", args=[pk]))],
        **(_told(request, found) if found else {}),
    }
    return render(request, "arrears/outlook/employer.html", context)


def _told(request, found: Outlook) -> dict:
    form = WhatIfForm(request.GET if "amount" in request.GET else None, known_until=found.known_until)
    tried = None
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        at = max(facts["at"] or facts["paid_on"], facts["paid_on"])
        tried = found.what_if(facts["amount"], facts["fund"], facts["paid_on"], at)
    return {
        "outlook": found,
        "ahead": found.ahead(),
        "points": [_marked(point) for point in found.points()],
        "form": form,
        "tried": tried,
        "tried_points": [_marked(tried.without), _marked(tried.with_it)] if tried else [],
        "tried_funds": [(FUND_LABELS[line.fund], line) for line in tried.funds] if tried else [],
        "law_url": f"{reverse('law')}?group=late",
    }


def _marked(point: Point) -> tuple[Point, object]:
    return point, BADGES[point.worst]


@require_safe
def province_outlook(request, month: Month):
    """Every employer that owes, by the day on which it crosses; figures above open their rows."""
    if not request.user.may("see_employer_arrears"):
        raise Http404
    seen = seen_or_404(request, month)
    user, province, end = request.user, request.user.province, month.last_day
    law = law_on(end, province=province)
    threshold = setting(province, THRESHOLD, on=end)
    rows = rows_ahead(seen.ledger(user), month, law, threshold)
    if request.GET.get("stage") != AHEAD:
        rows = rows.filter(owed__gt=0)
    knows = user.may("see_urging") and user.posting.agency.kind_id in SEES_BEFORE_SUBMISSION
    rows = with_urging(rows, province, timezone.localdate()) if knows else rows
    about = {"by": user, "month": str(month), "version": seen.version}
    return list_page(
        request,
        table=outlook_table(after=law.evasion_after, threshold=threshold, knows_urging=knows),
        rows=rows.select_related("employer", "commune", "office"),
        title=_("Dự báo nếu không nộp, từ số liệu tháng %(month)s") % {"month": month.label},
        stamp=seen.stamp,
        filterset=OutlookUrgedFilter if knows else OutlookFilter,
        search=rows_of_employers_found,
        template="arrears/outlook/province.html",
        export_name=f"du-bao-{month}",
        extra={"month": month, "end": end, "threshold": threshold, **_figures(request, rows, month)},
        on_export=lambda filters, count, format: audit.exported(
            "outlook", **about, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("outlook", **about, filters=filters, rows=count),
    )


def _figures(request, rows, month: Month) -> dict:
    """How many cross within the windows, and what one day of waiting costs; each with the address of its rows. Not while a
    part of the list is asked for, which has sums of its own."""
    if request.headers.get("HX-Target") == "listing" or request.GET.get("format"):
        return {}
    windows, crossings = windows_of(month), {"sixty": "sixty_on", "months": "listed_on"}
    asked = {
        f"{which}_{name}": Count("employer_id", filter=Q(**{f"{path}__range": (window.since, window.until)}))
        for which, path in crossings.items()
        for name, window in windows.items()
    }
    sums = rows.order_by().aggregate(each_day=Sum("per_day"), **asked)
    kept = {name: request.GET[name] for name in ("version", "stage") if request.GET.get(name)}
    cards = [
        (which, window, sums[f"{which}_{name}"], _address(kept, which=which, since=window.since, until=window.until))
        for which in crossings
        for name, window in windows.items()
    ]
    return {"cards": cards, "per_day": sums["each_day"] or 0}


def _address(kept: dict, **asked) -> str:
    return f"?{urlencode(kept | asked)}"
