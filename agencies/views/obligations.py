"""My duties: what my agency owes, what it shares, what waits for it, what is done, and all rows behind a figure."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.filters.obligations import BehindFilter, MineFilter, SharedFilter
from agencies.models import Obligation
from agencies.queries import tracking
from agencies.queries.functions import held_in_province
from agencies.tables import obligations as tables
from portal.core import audit
from portal.core.lists import list_page


def tabs_of(request: HttpRequest, current: str, counts: dict[str, int]) -> list[tuple]:
    """The parts of "Nhiệm vụ", those that wait with their number."""
    parts = (
        ("obligations", _("Cơ quan tôi"), "checklist"),
        ("obligations-shared", _("Phối hợp"), "users-group"),
        ("obligations-to-acknowledge", _("Chờ tiếp nhận"), "inbox"),
        ("obligations-to-judge", _("Chờ xem xét"), "gavel"),
        ("events", _("Khi phát sinh"), "flag"),
        ("obligations-done", _("Đã xong"), "checks"),
    )
    shown = [part for part in parts if part[0] != "obligations-to-judge" or request.user.may("coordinate_duties")]
    return [
        (f"{label} ({counts[name]})" if counts.get(name) else label, reverse(name), name == current, icon)
        for name, label, icon in shown
    ]


def _page(request, rows, *, table, current, title, counts=None, filterset=SharedFilter, **extra):
    """One list of "Nhiệm vụ" with its tabs; whoever takes it away as a file is remembered."""
    return list_page(
        request,
        table=table,
        rows=rows,
        title=title,
        filterset=filterset,
        search=tracking.found,
        template="agencies/obligations/list.html",
        export_name=current,
        extra={
            "tabs": tabs_of(request, current, counts or {}) if current else None,
            "search_label": _("Tìm nhiệm vụ, cơ quan (không cần gõ dấu)"),
        }
        | extra,
        on_export=lambda filters, count, format: audit.exported(
            "obligations", by=request.user, list=current, filters=filters, rows=count, format=format
        ),
    )


def agency_of_reader(request):
    """The reader's agency; without a post there is no page of duties."""
    if request.user.posting is None:
        raise PermissionDenied("no post")
    return request.user.posting.agency


@require_safe
def obligations(request):
    agency, now = agency_of_reader(request), timezone.now()
    today = timezone.localdate(now)
    rows = tracking.owed_by(Obligation.objects.visible_to(request.user), agency)
    begun = tracking.with_urgency(tracking.still_to_do(rows, today=today), now=now)
    urgency = tracking.urgency_counts(begun)
    waiting = tracking.receipts_waiting(request.user).count()
    return _page(
        request,
        tracking.with_names(begun),
        table=tables.mine(today, held_in_province(agency.province, today)),
        current="obligations",
        title=_("Nhiệm vụ của %(agency)s") % {"agency": agency.short_name},
        counts={"obligations": sum(urgency.values()), "obligations-to-acknowledge": waiting},
        filterset=MineFilter,
        urgency=[(key, tables.URGENCY_NAMES[key], number) for key, number in urgency.items()],
        today=today,
    )


@require_safe
def shared(request):
    today = timezone.localdate()
    rows = tracking.shared_with(Obligation.objects.visible_to(request.user), agency_of_reader(request))
    return _page(
        request,
        tracking.with_names(tracking.begun_by(rows, today=today)),
        table=tables.shared(today),
        current="obligations-shared",
        title=_("Nhiệm vụ phối hợp"),
        lead=_("Việc của cơ quan khác mà cơ quan của anh/chị được giao phối hợp hoặc trực tiếp làm."),
    )


@require_safe
def to_acknowledge(request):
    agency_of_reader(request)
    return _page(
        request,
        tracking.with_names(tracking.waiting_for(request.user)),
        table=tables.shared(timezone.localdate()),
        current="obligations-to-acknowledge",
        title=_("Chờ tiếp nhận"),
        lead=_("Báo cáo, danh sách, kế hoạch đã được gửi đến cơ quan của anh/chị và chưa được tiếp nhận."),
    )


@require_safe
def to_judge(request):
    if not request.user.may("coordinate_duties"):
        raise PermissionDenied("coordinate_duties")
    today = timezone.localdate()
    return _page(
        request,
        tracking.with_names(tracking.to_judge(request.user, today=today)),
        table=tables.shared(today),
        current="obligations-to-judge",
        title=_("Chờ xem xét"),
        lead=_("Việc đã nộp, chờ cơ quan điều phối chấp nhận hoặc trả lại."),
        accepts=f"{reverse('accept-many')}?{request.GET.urlencode()}",
    )


@require_safe
def done(request):
    agency, today = agency_of_reader(request), timezone.localdate()
    rows = tracking.finished(tracking.owed_by(Obligation.objects.visible_to(request.user), agency), today=today)
    return _page(
        request,
        tracking.with_names(rows),
        table=tables.finished(today),
        current="obligations-done",
        title=_("Nhiệm vụ đã xong"),
    )


@require_safe
def behind(request):
    """Any rows with their outcome: what a figure of the calendar, the tracker or a record opens."""
    agency, now = agency_of_reader(request), timezone.now()
    rows = Obligation.objects.visible_to(request.user)
    if not request.user.may("see_all_obligations"):
        rows = tracking.concerning(rows, agency)
    return _page(
        request,
        tracking.with_names(tracking.with_outcome(rows, now=now)),
        table=tables.behind_figures(timezone.localdate(now)),
        current="",
        title=_("Danh sách nhiệm vụ"),
        filterset=BehindFilter,
        crumbs=[(_("Nhiệm vụ"), reverse("obligations"))],
    )
