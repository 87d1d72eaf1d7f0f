"""Gaps as lists: an agency's queue with ticks, all of the province, and how far each agency is."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.rules.wording import period_words
from employers.models import Gap
from employers.queries.gap_reasons import reason_name
from portal.core.marks import Badge
from portal.core.tables import Column, Table

State = Gap.State
STATES = {
    State.OPEN: Badge(State.OPEN.label, "warning", "hourglass"),
    State.DEMANDED: Badge(State.DEMANDED.label, "info", "send"),
    State.EXPLAINED: Badge(State.EXPLAINED.label, "neutral", "message"),
    State.JOINED: Badge(State.JOINED.label, "success", "check"),
    State.INSPECTION: Badge(State.INSPECTION.label, "danger", "gavel"),
    State.OVER: Badge(State.OVER.label, "success", "circle-check"),
}
OVERDUE = Badge(_("Quá hạn xử lý"), "danger", "clock-exclamation")
KINDS = {
    Gap.Kind.SHORT: Badge(_("Tham gia thiếu"), "neutral", "trending-down"),
    Gap.Kind.NOT_JOINED: Badge(_("Chưa tham gia"), "danger", "user-off"),
}
FORM = "many-gaps"
TICK = '<input type="checkbox" class="form-check-input" name="gap" value="{}" form="' + FORM + '" aria-label="{}">'


def state_of(gap: Gap, today: date) -> Badge:
    """Its state; one that waits beyond its day says so."""
    return OVERDUE if gap.state in Gap.WAITING and gap.due_on < today else STATES[State(gap.state)]


def _codes(gap: Gap) -> str:
    return " · ".join(part for part in (gap.employer.tax_code, gap.employer.unit_code) if part)


def _period(gap: Gap) -> str:
    return period_words(gap.period)


def _told_of(gap: Gap) -> str:
    return period_words(gap.told_of)


def _state_sub(gap: Gap) -> str:
    return reason_name(gap.reason) if gap.reason else ""


AGENCY = Column("agency", _("Cơ quan xử lý"), value="agency__short_name", sort="agency__short_name", priority=2)


def gaps_table(today: date, *, ticks: bool, name: str) -> Table:
    """Gaps, the most people first. `ticks`: the reader may choose some to deal with at once."""
    return Table(
        export_power="export_register",
        name=name,
        columns=(
            Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_codes, width=36),
            *((Column("pick", _("Chọn"), value=_pick, in_files=False),) if ticks else ()),
            Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", on_page=False),
            Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
            Column("commune", _("Xã, phường"), value="employer__commune__name", priority=3),
            Column("kind", _("Loại"), "badge", badges=KINDS, sort="kind", priority=3),
            Column("period", _("Kỳ đối chiếu"), value=_period, sort="starts_on", on_page=False),
            Column(
                "source",
                _("Nguồn, kỳ"),
                value=lambda gap: gap.told_by,
                sort="source",
                sub=_told_of,
                priority=3,
            ),
            Column("told_of", _("Kỳ của nguồn"), value=_told_of, on_page=False),
            Column("counted", _("Theo nguồn"), "int", sort="counted", total=True, priority=2),
            Column("participating", _("Đang tham gia"), "int", sort="participating", total=True, priority=2),
            Column("size", _("Chênh lệch"), "int", sort="size", total=True),
            *(() if ticks else (AGENCY,)),
            Column("due_on", _("Hạn xử lý"), "date", sort="due_on", priority=2),
            Column(
                "state", _("Kết quả"), "badge", value=lambda gap: state_of(gap, today), sort="state", sub=_state_sub
            ),
        ),
        default_sort="-size",
        row_url=lambda gap: reverse("gap", args=[gap.pk]),
        empty_text=_("Không có chênh lệch nào chờ cơ quan của bạn xử lý.") if ticks else _("Không có chênh lệch nào."),
    )


def _pick(gap: Gap) -> SafeString | str:
    if gap.state not in Gap.WAITING:
        return ""
    return format_html(TICK, gap.pk, _("Chọn %(name)s") % {"name": gap.employer.name})


def _opens(**asked: str) -> Callable[..., str]:
    def address(agency) -> str:
        kept = {"agency": agency.pk} | asked
        if getattr(agency, "period_asked", ""):
            kept["period"] = agency.period_asked
        return f"{reverse('all-gaps')}?{urlencode(kept)}"

    return address


def _count(key: str, label, priority: int = 1, **asked: str) -> Column:
    return Column(key, label, "int", sort=key, total=True, link=_opens(**asked), priority=priority)


AGENCIES = Table(
    export_power="export_register",
    name=_("Chênh lệch lao động theo cơ quan"),
    columns=(
        Column("name", _("Cơ quan xử lý"), sort="folded", width=36),
        _count("gaps_all", _("Tất cả"), 2),
        _count("gaps_waiting", _("Chờ xử lý"), waiting="1"),
        _count("gaps_overdue", _("Quá hạn"), overdue="1"),
        _count("gaps_closed", _("Đã xử lý"), 2, waiting="0"),
        _count("people_waiting", _("Người chưa tham gia"), waiting="1"),
        _count("people_all", _("Người, cả đã xử lý"), 3),
    ),
    default_sort="-people_waiting",
    empty_text=_("Chưa có chênh lệch nào."),
)
