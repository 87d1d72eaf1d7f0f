"""Labour reviews: the list, opening one after a look at who gets what, progress by agency, the report, the lines."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies.models import Directive
from agencies.rules.wording import days_left_words, period_words
from employers.filters.reviews import LineFilter
from employers.forms.reviews import OpenReviewForm
from employers.models import LabourReview, ReviewLine, ReviewShare
from employers.queries.review_plan import plan_of
from employers.queries.review_progress import by_share, standings, whole, with_sources
from employers.queries.reviews import closing_key, sector_names, sector_words
from employers.services.reviews import open_labour_review
from employers.tables.reviews import LINES, REVIEWS, SHARE_STATES, STATES, ground_words, lines_address, standing_table
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.figures import Stamp, grouped
from portal.core.lists import list_page
from portal.core.models import Job
from portal.core.scoping import get_visible_or_404

WAYS = {
    "agency": gettext_lazy("Cơ quan"),
    "sector": gettext_lazy("Ngành kinh tế"),
    "zone": gettext_lazy("Khu, cụm công nghiệp"),
    "commune": gettext_lazy("Xã, phường"),
}
NOBODY = {"sector": gettext_lazy("Chưa có ngành"), "zone": gettext_lazy("Ngoài khu, cụm")}


@require_safe
def labour_reviews(request):
    if not request.user.may("see_register"):
        raise Http404
    return list_page(
        request,
        table=REVIEWS,
        rows=LabourReview.objects.visible_to(request.user).select_related("coordinator"),
        title=_("Rà soát lao động"),
        search=("title",),
        template="employers/reviews/list.html",
        extra={"may_open": request.user.may("open_review_round")},
        export_name="dot-ra-soat",
    )


def open_review(request):
    """First a look: how many employers go to whom; the same form then opens the review."""
    if not request.user.may("open_review_round"):
        raise Http404
    province, today = request.user.province, timezone.localdate()
    first = {"period": str(today.year), "as_of": today, "due_on": today + timedelta(days=30)}
    first["title"] = _("Rà soát lao động năm %(year)s") % {"year": today.year}
    directives = Directive.objects.visible_to(request.user)
    form = OpenReviewForm(request.POST or None, initial=first, directives=directives, on=today)
    plan = None
    if request.method == "POST" and form.is_valid():
        if "open" in request.POST:
            try:
                review = open_labour_review(province, by=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, _("Đã mở đợt rà soát; các cơ quan đã được báo."))
                return redirect("labour-review", review.pk)
            except (ValidationError, NotPossible) as problem:
                form.add_error(None, str(problem) if isinstance(problem, NotPossible) else problem)
        plan = plan_of(province, as_of=form.cleaned_data["as_of"], on=today)
    rows = plan.by_agency() if plan else []
    context = {
        "title": _("Mở đợt rà soát lao động"),
        "crumbs": [(_("Rà soát lao động"), reverse("labour-reviews"))],
        "form": form,
        "plan": plan,
        "rows": [(agency, count, _grounds(grounds)) for agency, count, grounds in rows],
    }
    return render(request, "employers/reviews/open.html", context)


def _grounds(counted) -> str:
    return "; ".join(f"{ground_words(code)}: {grouped(number)}" for code, number in counted.most_common())


@require_safe
def labour_review(request, pk: int):
    """How far each agency is. Who does not coordinate sees the own share."""
    review = _review(request, pk)
    rows = by_share(ReviewShare.objects.visible_to(request.user), review)
    table = standing_table(
        lambda row, **filters: lines_address(review, agency=row.key, **filters), first=_("Cơ quan"), with_shares=True
    )
    own = next((row.share for row in rows if row.share.agency_id == request.user.posting.agency_id), None)
    context = {**_facts(request, review), "rows": rows, "table": table, "whole": whole(rows), "own": own}
    context["totals"] = _totals(table, context["whole"])
    context["rows_of"] = {
        name: lines_address(review, **filters)
        for name, filters in (
            ("all", {}),
            ("done", {"done": "1"}),
            ("left", {"done": "0"}),
            ("subject", {"counted": "subject"}),
            ("participating", {"counted": "participating"}),
            ("not_participating", {"counted": "not_participating"}),
            ("elsewhere", {"found": "elsewhere"}),
        )
    }
    context["waiting"] = [row for row in rows if row.share.status == ReviewShare.Status.SUBMITTED]
    return render(request, "employers/reviews/review.html", context)


@require_safe
def review_report(request, pk: int):
    """What was found, by agency, sector, zone or commune, beside what BHXH has."""
    review = _review(request, pk)
    way = request.GET.get("theo", "agency")
    way = way if way in WAYS else "agency"
    lines = ReviewLine.objects.visible_to(request.user).filter(share__review=review)
    rows = standings(lines, review, way)
    names = sector_names() if way == "sector" else {}
    versions = {id(row): row.name for row in rows if way == "sector" and row.key}
    for row in rows:
        said = sector_words(row.name, row.key, names) if way == "sector" else row.name
        row.name = said or str(NOBODY.get(way, _("Chưa gắn địa bàn")))

    def address(row, **filters):
        key = {way: row.key} if row.key not in (None, "") else {"none": way}
        return lines_address(review, **key, vsic=versions.get(id(row)), **filters)

    table = standing_table(address, first=str(WAYS[way]), with_shares=False)
    sums = whole(rows)
    context = {**_facts(request, review), "rows": rows, "table": table, "totals": _totals(table, sums), "whole": sums}
    context["tabs"] = [(str(label), f"?theo={code}", code == way) for code, label in WAYS.items()]
    if request.user.may("see_all_counts"):
        context["files_offered"] = (("pdf", "PDF"), ("docx", "DOCX (Word)"), ("xlsx", "Excel"))
    return render(request, "employers/reviews/report.html", context)


@require_safe
def review_lines(request, pk: int):
    review = _review(request, pk)
    rows = ReviewLine.objects.visible_to(request.user).filter(share__review=review)
    return list_page(
        request,
        table=LINES,
        rows=with_sources(rows, review.as_of).select_related("employer", "share__agency"),
        title=_("Đơn vị trong đợt rà soát"),
        stamp=_stamp(review),
        filterset=LineFilter,
        search=("employer__folded", "employer__unit_code", "employer__tax_code"),
        template="employers/reviews/lines.html",
        extra={"crumbs": _crumbs(review)},
        export_name="don-vi-ra-soat",
        on_export=lambda filters, count, format: audit.exported(
            "review_lines", by=request.user, filters=filters, rows=count, format=format
        ),
    )


# --- What the pages share --------------------------------------------------------------------------------------------


def _review(request, pk: int) -> LabourReview:
    return get_visible_or_404(
        LabourReview.objects.select_related("province", "coordinator", "directive"), request.user, pk=pk
    )


def _crumbs(review: LabourReview) -> list[tuple[str, str]]:
    return [
        (_("Rà soát lao động"), reverse("labour-reviews")),
        (review.title, reverse("labour-review", args=[review.pk])),
    ]


def _stamp(review: LabourReview) -> Stamp:
    version = str(STATES[review.status].text).lower()
    return Stamp(None, review.title, version, review.closed_at or timezone.now())


def _totals(table, sums) -> dict[str, int]:
    known = (
        "employers",
        "done",
        "left",
        "percent",
        "gone",
        "subject",
        "participating",
        "not_participating",
        "bhxh",
        "difference",
    )
    return {name: getattr(sums, name) for name in known if table.column(name)}


def _facts(request, review: LabourReview) -> dict:
    agency = request.user.posting.agency_id
    coordinates = agency == review.coordinator_id
    is_open, is_closing = review.status == review.Status.OPEN, review.status == review.Status.CLOSING
    closing = Job.objects.visible_to(request.user).filter(key=closing_key(review)).first() if is_closing else None
    may_close = (is_open or (closing and closing.state == Job.State.FAILED)) and request.user.may("close_review_round")
    told = f"{period_words(review.period)} · {_('chốt theo ngày')} {review.as_of:%d/%m/%Y}"
    due = f"{_('hạn')} {review.due_on:%d/%m/%Y}"
    if is_open:
        due += f" ({days_left_words(review.due_on, timezone.localdate())})"
    return {
        "title": review.title,
        "crumbs": [(_("Rà soát lao động"), reverse("labour-reviews"))],
        "lead": f"{told} · {due} · {review.coordinator.name}",
        "review": review,
        "mark": STATES[review.status],
        "share_states": SHARE_STATES,
        "stamp": _stamp(review),
        "pages": [
            (
                _("Tiến độ"),
                reverse("labour-review", args=[review.pk]),
                request.path == reverse("labour-review", args=[review.pk]),
            ),
            (_("Báo cáo kết quả"), reverse("labour-review-report", args=[review.pk]), "bao-cao" in request.path),
            (_("Danh sách đơn vị"), reverse("labour-review-lines", args=[review.pk]), False),
        ],
        "may_judge": is_open and coordinates and request.user.may("judge_review_share"),
        "may_add": is_open and coordinates and request.user.may("open_review_round"),
        "may_close": coordinates and may_close,
        "closing": closing,
    }
