"""Gaps between the sources: an agency's queue, all of them, how far each agency is, one with everything behind it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.rules.wording import period_words
from employers import permissions
from employers.filters.gaps import GapFilter
from employers.forms import gaps as forms
from employers.models import Gap, LabourCount
from employers.queries import gaps as questions
from employers.queries.gap_reasons import reason_name
from employers.queries.search import rows_of_employers_found
from employers.rules.sources import COMPARED
from employers.tables import gaps as tables
from portal.core import audit
from portal.core.figures import Stamp
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


def refuse_strangers(user) -> None:
    if not (user.may("decide_gap") or user.may("see_all_counts")):
        raise Http404


def _tabs(user, current: str) -> list[tuple]:
    tabs = [
        (_("Chờ cơ quan tôi xử lý"), reverse("gaps"), current == "gaps", "inbox"),
        (_("Tất cả"), reverse("all-gaps"), current == "all-gaps", "list"),
        (_("Theo cơ quan"), reverse("gaps-by-agency"), current == "gaps-by-agency", "building-community"),
    ]
    return tabs if user.may("decide_gap") else tabs[1:]


def _stamp() -> Stamp:
    return Stamp("", _("Số lao động các nguồn và số đang tham gia BHXH"), _("hiện thời"), timezone.now())


@require_safe
def queue(request):
    """What waits for the own agency; who has no queue sees all."""
    refuse_strangers(request.user)
    if not request.user.may("decide_gap"):
        return _list(request, Gap.objects.visible_to(request.user), "all-gaps")
    return _list(request, questions.queue(request.user, timezone.localdate()), "gaps")


@require_safe
def every(request):
    refuse_strangers(request.user)
    return _list(request, Gap.objects.visible_to(request.user), "all-gaps")


def _list(request, rows, current: str):
    user, today = request.user, timezone.localdate()
    ticks = current == "gaps"
    title = _("Chênh lệch lao động chờ xử lý") if ticks else _("Chênh lệch lao động giữa các nguồn")
    extra = {"tabs": _tabs(user, current), "ticks": ticks, "run_form": _run_form(user)}
    if ticks:
        extra |= {"explain_form": forms.ExplainForm(), "demand_form": _demand_form(user.posting.agency, today)}
    return list_page(
        request,
        table=tables.gaps_table(today, ticks=ticks, name=title),
        rows=questions.for_list(rows),
        title=title,
        stamp=_stamp(),
        filterset=GapFilter,
        search=rows_of_employers_found,
        template="employers/gaps/list.html",
        export_name="chenh-lech-lao-dong",
        extra=extra,
        on_export=lambda filters, count, format: audit.exported(
            "gaps", by=user, filters=filters, rows=count, format=format
        ),
    )


def _demand_form(agency, today):
    return forms.DemandForm(initial={"answer_by": questions.answer_by(agency, today)})


def _run_form(user):
    """For who may compare by hand: the lists that can be compared."""
    if not user.may("run_cross_check"):
        return None
    rows = LabourCount.objects.visible_to(user).current().filter(source__in=COMPARED).order_by()
    found = sorted(rows.values_list("starts_on", "period", "source").distinct(), reverse=True)
    names = dict(LabourCount._meta.get_field("source").choices)
    known = [(period, source, names[source]) for _day, period, source in found[:12]]
    return forms.CrossCheckForm(known=known) if known else None


@require_safe
def by_agency(request):
    """How far each agency is; every number opens its rows."""
    refuse_strangers(request.user)
    rows, today = Gap.objects.visible_to(request.user), timezone.localdate()
    known = questions.periods(rows)
    period = request.GET.get("period", "")
    period = period if period in known else ""
    return list_page(
        request,
        table=tables.AGENCIES,
        rows=questions.by_agency(rows, today, period),
        title=_("Chênh lệch lao động theo cơ quan"),
        stamp=_stamp(),
        template="employers/gaps/agencies.html",
        export_name="chenh-lech-theo-co-quan",
        extra={
            "tabs": _tabs(request.user, "gaps-by-agency"),
            "periods": [(one, period_words(one), one == period) for one in known],
        },
        on_export=lambda filters, count, format: audit.exported(
            "gaps_by_agency", by=request.user, filters=filters, rows=count, format=format
        ),
    )


@require_safe
def one(request, pk):
    """One gap: both figures with the rows they stand in, what was done, what may be done."""
    beside = ("employer__province", "employer__commune", "agency", "decided_by", "count")
    gap = get_visible_or_404(Gap.objects.select_related(*beside), request.user, pk=pk)
    user, today = request.user, timezone.localdate()
    may_decide = permissions.decide_gap(user, gap) and gap.state in Gap.WAITING
    settled = gap.state not in (*Gap.WAITING, Gap.State.OVER)
    steps = gap.steps.select_related("agency", "by").order_by("-pk")
    context = {
        "title": _("Chênh lệch %(size)s người: %(name)s") % {"size": gap.size, "name": gap.employer.name},
        "gap": gap,
        "state": tables.state_of(gap, today),
        "kind": tables.KINDS[gap.kind],
        "period": period_words(gap.period),
        "reason": reason_name(gap.reason) if gap.reason else "",
        "steps": [(step, tables.STATES[step.state], reason_name(step.reason) if step.reason else "") for step in steps],
        "behind": questions.behind(gap, user),
        "tolerance": questions.tolerance_of(gap.employer.province, today),
        "stamp": Stamp("", f"{gap.told_by}, {period_words(gap.told_of)}", _("đối chiếu"), gap.found_at),
        "crumbs": [(_("Chênh lệch lao động"), reverse("gaps"))],
    }
    if may_decide:
        context |= {
            "explain_form": forms.ExplainForm(),
            "demand_form": _demand_form(gap.agency, today),
            "joined_form": forms.JoinedForm(initial={"number": gap.size or None}),
            "inspection_form": forms.InspectionForm(),
        }
    if settled and permissions.reopen_gap(user, gap):
        context["reopen_form"] = forms.ReopenForm()
    audit.read("gap", by=user, subject=gap)
    return render(request, "employers/gaps/one.html", context)
