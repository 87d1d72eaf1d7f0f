"""Scores of risk: the list of the newest month, who is watched, one score explained, and how well scores foretold."""

from django.db.models import Count
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arrears.charts.risk import road_chart
from arrears.filters.risk import RiskFilter
from arrears.models import RiskScore
from arrears.queries import risk as questions
from arrears.queries.risk_back_test import summed
from arrears.tables import risk as tables
from arrears.tables.risk_tested import sentences_of
from arrears.tables.risk_words import band_badges, said_of
from employers.queries.search import rows_of_employers_found
from portal.core import audit
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

ENTERED, LEFT = "moi-vao", "da-ra"


def _run_or_empty(request):
    """The newest run this person may see; nobody without the power learns that there is such a page."""
    if not request.user.may("see_risk"):
        raise Http404
    return questions.newest_run(request.user)


def _nothing_yet(request, title: str):
    return render(request, "arrears/risk/none.html", {"title": title})


def _tabs(current: str) -> list[tuple]:
    pages = (
        ("risk", _("Tất cả đơn vị có điểm")),
        ("risk-watch", _("Nguy cơ cao")),
        ("risk-back-test", _("Kiểm nghiệm, trọng số")),
    )
    return [(label, reverse(name), name == current) for name, label in pages]


def _told(request, name: str, run) -> dict:
    about = {"by": request.user, "month": str(run.version.period), "version": run.version.version}
    return {
        "on_view": lambda filters, count: audit.read(name, **about, filters=filters, rows=count),
        "on_export": lambda filters, count, format: audit.exported(
            name, **about, filters=filters, rows=count, format=format
        ),
    }


@require_safe
def scores(request):
    """Every employer with a score, the highest first."""
    run = _run_or_empty(request)
    if run is None:
        return _nothing_yet(request, _("Rủi ro chậm đóng"))
    return list_page(
        request,
        table=tables.scores_table(run, counts=questions.reads_counts(request.user)),
        rows=questions.scores_of(request.user, run),
        title=_("Rủi ro chậm đóng, tháng %(month)s") % {"month": run.version.period.label},
        stamp=questions.stamp_of_run(run),
        filterset=RiskFilter.of(run),
        search=rows_of_employers_found,
        template="arrears/risk/list.html",
        export_name=f"rui-ro-{run.version.period}",
        extra={"tabs": _tabs("risk"), "run": run},
        settled=True,
        **_told(request, "risk", run),
    )


@require_safe
def watch_list(request):
    """The top band, who entered it since the month before and who left."""
    run, user = _run_or_empty(request), request.user
    if run is None:
        return _nothing_yet(request, _("Đơn vị nguy cơ cao"))
    before = questions.newest_run(user, before=run.version.period)
    part = request.GET.get("nhom", "")
    chosen = {ENTERED: questions.entered, LEFT: questions.left}.get(part, questions.watched)
    table = tables.watch_table(
        before if part == LEFT and before else run,
        counts=questions.reads_counts(user),
        is_compared=before is not None,
        is_left=part == LEFT,
    )
    return list_page(
        request,
        table=table,
        rows=chosen(user, run, before),
        title=_("Đơn vị nguy cơ cao, tháng %(month)s") % {"month": run.version.period.label},
        stamp=questions.stamp_of_run(run),
        search=rows_of_employers_found,
        template="arrears/risk/watch.html",
        export_name=f"nguy-co-cao-{run.version.period}",
        extra={"tabs": _tabs("risk-watch"), "parts": _parts(part), "run": run, "before": before},
        settled=True,
        **_told(request, "risk_watch", run),
    )


def _parts(current: str) -> list[tuple]:
    parts = (("", _("Đang theo dõi")), (ENTERED, _("Mới vào")), (LEFT, _("Đã ra khỏi danh sách")))
    return [
        (label, f"?{urlencode({'nhom': part})}" if part else reverse("risk-watch"), part == current)
        for part, label in parts
    ]


@require_safe
def score(request, pk):
    """One score: each part with the fact it rests on, and the road of the months before."""
    related = ("run__version__province", "employer__commune")
    found = get_visible_or_404(RiskScore.objects.select_related(*related), request.user, pk=pk)
    audit.read("risk_score", by=request.user, subject=found.employer, month=str(found.run.version.period))
    stamp = questions.stamp_of_run(found.run)
    context = {
        "title": _("Điểm rủi ro của %(employer)s") % {"employer": found.employer.name},
        "score": found,
        "employer": found.employer,
        "badge": band_badges(found.run).get(found.band),
        "said": said_of(found.run, found, counts=questions.reads_counts(request.user)),
        "chart": road_chart(questions.road_of(request.user, found.employer), stamp),
        "stamp": stamp,
        "crumbs": [(_("Rủi ro chậm đóng"), reverse("risk"))],
    }
    return render(request, "arrears/risk/score.html", context)


@require_safe
def tested(request):
    """How well older scores foretold, the weights in force with their reasons, and where the bands begin."""
    run, title = _run_or_empty(request), _("Kiểm nghiệm điểm rủi ro")
    if run is None:
        return _nothing_yet(request, title)
    months, totals = run.back_test.get("months", []), questions.reads_totals(request.user)
    counted = dict(RiskScore.objects.visible_to(request.user).filter(run=run).values_list("band").annotate(Count("pk")))
    audit.read("risk_back_test", by=request.user, month=str(run.version.period))
    context = {
        "title": title,
        "tabs": _tabs("risk-back-test"),
        "months": months,
        "parts": [
            (heading, sentences_of(run, summed(months, part), totals=totals), tables.tested_table(part, totals=totals))
            for part, heading in (("all", _("Mọi đơn vị")), ("below", _("Đơn vị chưa nợ đến 3 tháng khi chấm")))
        ],
        "run": run,
        "weights": questions.weights_in_force(run),
        "weights_table": tables.WEIGHTS,
        "bands": [(badge, run.bands[place], counted.get(place, 0)) for place, badge in band_badges(run).items()],
        "stamp": questions.stamp_of_run(run),
    }
    return render(request, "arrears/risk/tested.html", context)
