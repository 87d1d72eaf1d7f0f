"""Pages of those who have not joined, and of the demand letters to them."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.login.step_up import recently_verified
from agencies.models.settings import setting
from agencies.rules.wording import period_words
from employers.models import Gap
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.figures import Stamp
from portal.core.files import location
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404
from reports import filters, forms
from reports.models import Demand, DemandBundle
from reports.queries import demands as queries
from reports.queries.demand_documents import SYMBOLS, demand_document
from reports.queries.demand_files import job_of
from reports.renderers.screen import screen_css
from reports.services import demand_letters as services
from reports.tables import demands as tables


def _refuse_strangers(request) -> None:
    if not (request.user.may("decide_gap") or request.user.may("see_all_counts")):
        raise Http404


def _stamp() -> Stamp:
    return Stamp("", _("Đối chiếu số lao động các nguồn với số đang tham gia BHXH"), _("hiện thời"), timezone.now())


def _address(**asked) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{reverse('not-joined')}?{urlencode(kept)}" if kept else reverse("not-joined")


def _quarter(request, rows) -> tuple[str, list[str]]:
    """The quarter asked for, or none: what waits of every quarter; and all there are."""
    known = queries.quarters(rows)
    asked = request.GET.get("period", "")
    return asked if asked in known else "", known


def _quarter_words(period: str) -> str:
    return period_words(period) if period else _("mọi kỳ, đang chờ xử lý")


def _tabs(current: str, period: str) -> list[tuple]:
    agencies = (
        f"{reverse('not-joined-agencies')}?{urlencode({'period': period})}"
        if period
        else reverse("not-joined-agencies")
    )
    return [
        (_("Theo đơn vị"), _address(period=period), current == "employers"),
        (_("Theo cơ quan"), agencies, current == "agencies"),
        (_("Văn bản yêu cầu"), reverse("demands"), current == "demands"),
    ]


@require_safe
def not_joined(request):
    """Employers that operate without having joined: all that wait, or those of a quarter; ticked, they get letters."""
    _refuse_strangers(request)
    rows, today = queries.not_joined(request.user), timezone.localdate()
    period, _known = _quarter(request, rows)
    agency = request.user.posting.agency
    may_draw = request.user.may("decide_gap") and _of_new(agency, today).exists()
    title = _("Đang hoạt động nhưng chưa tham gia BHXH")
    shown = queries.of_quarter(rows, period)
    days = setting(agency.province, "cross_check.demand_days", on=today)
    return list_page(
        request,
        table=tables.not_joined_table(today, ticks_of=agency.pk if may_draw else None, name=title),
        rows=queries.with_demand(rows if request.GET.get("state") else shown).select_related(
            "employer__commune", "employer__zone", "agency"
        ),
        title=title,
        stamp=_stamp(),
        filterset=filters.NotJoinedFilter,
        search=("employer__folded", "employer__tax_code", "employer__unit_code"),
        template="reports/demands/not_joined.html",
        extra={
            "tabs": _tabs("employers", period),
            "period": period,
            "period_words": period_words(period) if period else "",
            "sums": _sums(shown, period, today),
            "may_draw": may_draw,
            "form": forms.DemandForm(initial={"answer_by": today + timedelta(days=days)}),
            "agency_pk": agency.pk,
        },
        export_name=f"chua-tham-gia-{period or 'tat-ca'}",
        on_export=lambda **taken: audit.exported("not_joined", by=request.user, **taken),
    )


def _sums(rows, period: str, today) -> list[tuple]:
    """Counts with the address of their rows."""
    found = queries.sums(rows)
    late = queries.unanswered(rows, today).count()
    states = [
        (label, found[state], _address(period=period, state=state))
        for state, label in Gap.State.choices
        if found[state]
    ]
    return [
        (_("Đơn vị"), found["employers"], _address(period=period)),
        (_("Lao động chưa tham gia"), found["workers"], _address(period=period)),
        *states,
        (_("Quá hạn trả lời"), late, _address(period=period, unanswered="yes")),
    ]


@require_safe
def not_joined_agencies(request):
    """The same rows counted by agency."""
    _refuse_strangers(request)
    rows = queries.not_joined(request.user)
    period, known = _quarter(request, rows)
    title = _("Chưa tham gia BHXH theo cơ quan xử lý")

    def address(**asked) -> str:
        return _address(period=period, **asked)

    return list_page(
        request,
        table=tables.by_agency_table(title, address),
        rows=queries.by_agency(queries.of_quarter(rows, period)),
        title=title,
        stamp=_stamp(),
        search=("folded",),
        template="reports/demands/agencies.html",
        extra={
            "tabs": _tabs("agencies", period),
            "period": period,
            "period_words": period_words(period) if period else "",
            "quarters": [
                (_quarter_words(one), f"?{urlencode({'period': one})}", one == period) for one in ("", *known)
            ],
        },
        export_name=f"chua-tham-gia-theo-co-quan-{period or 'tat-ca'}",
        on_export=lambda **taken: audit.exported("not_joined_agencies", by=request.user, **taken),
    )


def _of_new(agency, on):
    """The agency's own rows of this list that a letter may be written for."""
    return queries.may_be_demanded(agency, on=on).filter(kind=Gap.Kind.NOT_JOINED)


@require_POST
def draw_up(request):
    """Drafts for the rows ticked, or for all of the agency's rows that wait: of a quarter, or of every one."""
    _refuse_strangers(request)
    agency, form = request.user.posting.agency, forms.DemandForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("not-joined")
    gaps = [int(pk) for pk in request.POST.getlist("gap") if pk.isdecimal()]
    if "all" in request.POST:
        whole = _of_new(agency, timezone.localdate())
        gaps = list(queries.of_quarter(whole, request.POST["all"]).values_list("pk", flat=True))
    try:
        bundle = services.draw_up_demands(agency, by=request.user, gaps=gaps, at=timezone.now(), **form.cleaned_data)
    except (NotPossible, ValidationError) as refusal:
        messages.error(request, _words(refusal))
        return redirect("not-joined")
    return redirect("demand-bundle", bundle.pk)


def _words(refusal: Exception) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


@require_safe
def bundles(request):
    """The bundles of the reader's agency; for those who watch over all, those issued."""
    _refuse_strangers(request)
    waiting = Q(demands__lines__gap__state=Gap.State.DEMANDED)
    rows = DemandBundle.objects.visible_to(request.user).select_related("agency")
    rows = rows.annotate(
        letters=Count("demands", distinct=True), unanswered=Count("demands", distinct=True, filter=waiting)
    )
    return list_page(
        request,
        table=tables.BUNDLES,
        rows=rows,
        title=_("Tập văn bản yêu cầu"),
        filterset=filters.BundleFilter,
        template="reports/demands/bundles.html",
        extra={"tabs": _tabs("demands", "")},
        export_name="tap-van-ban-yeu-cau",
        on_export=lambda **taken: audit.exported("demand_bundles", by=request.user, **taken),
    )


@require_safe
def letters(request):
    """Every issued letter, to find one by its employer or number."""
    _refuse_strangers(request)
    rows = Demand.objects.visible_to(request.user).exclude(issued_on=None)
    return list_page(
        request,
        table=tables.letters_table(timezone.localdate()),
        rows=rows.prefetch_related("lines__gap"),
        title=_("Văn bản yêu cầu đã ban hành"),
        filterset=filters.DemandFilter,
        search=("employer__folded", "tax_code", "symbol"),
        template="reports/demands/letters.html",
        extra={"tabs": _tabs("demands", "")},
        export_name="van-ban-yeu-cau",
        on_export=lambda **taken: audit.exported("demands", by=request.user, **taken),
    )


def _bundle(request, pk) -> DemandBundle:
    related = ("agency__parent", "province__unit", "issued_by", "created_by", "merged", "archive")
    return get_visible_or_404(DemandBundle.objects.select_related(*related), request.user, pk=pk)


@require_safe
def bundle(request, pk):
    """The letters of a bundle, and what is still to be done with it."""
    found = _bundle(request, pk)
    is_ours = request.user.may("decide_gap") and request.user.posting.agency_id == found.agency_id
    is_draft = found.status == DemandBundle.Status.DRAFT
    today = timezone.localdate()
    return list_page(
        request,
        table=tables.letters_table(today),
        rows=found.demands.visible_to(request.user).prefetch_related("lines__gap"),
        title=str(found),
        filterset=filters.DemandFilter if found.status == DemandBundle.Status.ISSUED else None,
        search=("employer__folded", "tax_code"),
        template="reports/demands/bundle.html",
        extra={
            "kicker": found.agency.name,
            "crumbs": [(_("Văn bản yêu cầu"), reverse("demands"))],
            "bundle": found,
            "badge": tables.BUNDLE_STATUS[found.status],
            "job": job_of(found),
            "may_change": is_ours and is_draft,
            "may_issue": is_ours and is_draft and request.user.may("issue_demand"),
            "change_form": forms.DemandForm(initial={"answer_by": found.answer_by, "remark": found.remark}),
            "issue_form": forms.IssueDemandsForm(initial=_first_number(found, today)),
        },
        export_name=f"van-ban-yeu-cau-tap-{found.pk}",
        on_export=lambda **taken: audit.exported("demands", by=request.user, subject=found, **taken),
    )


def _first_number(found: DemandBundle, today) -> dict:
    """What the dialog proposes: the next number of the year, the symbol used last, today."""
    symbol = queries.last_symbol(found.agency) or SYMBOLS.get(found.agency.kind_id, "")
    return {"number": queries.next_number(found.agency, today.year), "symbol": symbol, "issued_on": today}


def _act(request, pk, act, said: str, **facts):
    found = _bundle(request, pk)
    try:
        act(found, by=request.user, **facts)
    except (NotPossible, ValidationError) as refusal:
        messages.error(request, _words(refusal))
    else:
        messages.success(request, said)
    return redirect("demand-bundle", pk)


@require_POST
def change(request, pk):
    form = forms.DemandForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy ghi hạn trả lời là một ngày, ví dụ 31/12/2026."))
        return redirect("demand-bundle", pk)
    return _act(request, pk, services.change_demands, _("Đã lưu dự thảo."), **form.cleaned_data)


@require_POST
def discard(request, pk):
    return _act(request, pk, services.discard_demands, _("Đã bỏ dự thảo."))


@require_POST
@recently_verified
def issue(request, pk):
    form = forms.IssueDemandsForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("demand-bundle", pk)
    said = _("Đã ban hành. Tệp PDF và DOCX đang được lập.")
    return _act(request, pk, services.issue_demands, said, at=timezone.now(), **form.cleaned_data)


@require_POST
def make_files(request, pk):
    """Once more, after the job failed."""
    found = _bundle(request, pk)
    if not request.user.may("decide_gap") or found.status != DemandBundle.Status.ISSUED:
        raise Http404
    services.ask_for_demand_files(found, by=request.user)
    return redirect("demand-bundle", pk)


def _letter(request, pk) -> Demand:
    related = ("bundle__province__unit", "agency__parent", "employer", "pdf", "docx")
    return get_visible_or_404(Demand.objects.select_related(*related), request.user, pk=pk)


@require_safe
def letter(request, pk):
    """One letter: its figures, what came of them, its files."""
    found, today = _letter(request, pk), timezone.localdate()
    lines = list(found.lines.select_related("gap"))
    for line in lines:
        line.gap.answer_by = found.answer_by
        line.badge, line.period_words = tables.gap_state(line.gap, today), period_words(line.period)
    is_ours = request.user.may("decide_gap") and request.user.posting.agency_id == found.agency_id
    context = {
        "title": str(found),
        "kicker": found.agency_name,
        "crumbs": [
            (_("Văn bản yêu cầu"), reverse("demands")),
            (str(found.bundle), reverse("demand-bundle", args=[found.bundle_id])),
        ],
        "letter": found,
        "lines": lines,
        "may_leave_out": is_ours and found.bundle.status == DemandBundle.Status.DRAFT,
    }
    return render(request, "reports/demands/letter.html", context)


@require_safe
def letter_text(request, pk):
    """The letter as it is printed, in a window of its own."""
    document = demand_document(_letter(request, pk))
    context = {"document": document.letter, "is_demo": document.is_demo, "css": screen_css()}
    return render(request, "reports/monthly/letter.html", context)


@require_POST
def leave_out(request, pk):
    found = _letter(request, pk)
    said = _("Đã bỏ %(name)s ra khỏi dự thảo.") % {"name": found.name}
    return _act(request, found.bundle_id, services.leave_out_demand, said, demand=found.pk)


def _taken(request, stored, subject):
    if stored is None:
        raise Http404
    audit.exported("demand_file", by=request.user, subject=subject, sha256=stored.sha256, file=stored.name)
    return FileResponse(
        location(stored).open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )


@require_safe
def download(request, pk, kind):
    """The kept file; whoever takes it is written down."""
    found = _letter(request, pk)
    return _taken(request, {"pdf": found.pdf, "docx": found.docx}.get(kind), found)


@require_safe
def download_all(request, pk, kind):
    """All letters of a bundle in one PDF, or in a ZIP."""
    found = _bundle(request, pk)
    return _taken(request, {"pdf": found.merged, "zip": found.archive}.get(kind), found)
