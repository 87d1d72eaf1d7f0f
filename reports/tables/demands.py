"""Lists of those who have not joined, of demand letters and of their bundles."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.rules.wording import period_words
from employers.models import Gap
from portal.core.marks import Badge
from portal.core.tables import Column, Table
from reports.models import DemandBundle

FORM = "demand"
TICK = '<input type="checkbox" class="form-check-input" name="gap" value="{}" form="' + FORM + '" aria-label="{}">'

GAP_STATE = {
    Gap.State.OPEN: Badge(_("Chưa xử lý"), "warning", "hourglass"),
    Gap.State.DEMANDED: Badge(_("Đã yêu cầu"), "info", "send"),
    Gap.State.EXPLAINED: Badge(_("Đã giải trình"), "neutral", "message"),
    Gap.State.JOINED: Badge(_("Đã tham gia đủ"), "success", "check"),
    Gap.State.INSPECTION: Badge(_("Đề nghị kiểm tra"), "danger", "gavel"),
    Gap.State.OVER: Badge(_("Hết chênh lệch"), "success", "circle-check"),
}
UNANSWERED = Badge(_("Quá hạn trả lời"), "danger", "clock-exclamation")
BUNDLE_STATUS = {
    DemandBundle.Status.DRAFT: Badge(_("Dự thảo"), "warning", "pencil"),
    DemandBundle.Status.ISSUED: Badge(_("Đã ban hành"), "success", "send"),
    DemandBundle.Status.DISCARDED: Badge(_("Đã bỏ"), "neutral"),
}


def gap_state(gap: Gap, today: date) -> Badge:
    """Its state; a demand whose day to answer by has passed says so."""
    is_late = gap.state == Gap.State.DEMANDED and gap.answer_by is not None and gap.answer_by < today
    return UNANSWERED if is_late else GAP_STATE[Gap.State(gap.state)]


def not_joined_table(today: date, *, ticks_of: int | None, name: str) -> Table:
    """Employers that operate without having joined. `ticks_of`: the agency whose rows the reader may tick."""
    columns = (
        Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_codes, width=36),
        *(_pick(ticks_of, today) if ticks_of else ()),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", on_page=False),
        Column("address", _("Địa chỉ"), value="employer__address", on_page=False, width=40),
        Column("commune", _("Xã, phường"), value="employer__commune__name", priority=2),
        Column("zone", _("Khu, cụm"), value="employer__zone__name", on_page=False),
        Column("agency", _("Cơ quan xử lý"), value="agency__short_name", sort="agency__short_name", priority=2),
        Column("source", _("Nguồn"), value=lambda gap: gap.told_by, sort="source", priority=3),
        Column("size", _("Lao động chưa tham gia"), "int", sort="size", total=True),
        Column("due_on", _("Hạn xử lý"), "date", sort="due_on", priority=2),
        Column("state", _("Kết quả"), "badge", value=lambda gap: gap_state(gap, today), sort="state"),
        Column("demand_no", _("Văn bản yêu cầu"), "code", sub=_answer_by, priority=2),
        Column("answer_by", _("Hạn trả lời"), "date", on_page=False),
    )
    return Table(
        name=name,
        export_power="export_register",
        columns=columns,
        default_sort="-size",
        row_url=lambda gap: reverse("employer", args=[gap.employer_id]),
        empty_text=_("Không có đơn vị nào đang hoạt động mà chưa tham gia trong kỳ này."),
    )


def _codes(gap: Gap) -> str:
    return " · ".join(part for part in (gap.employer.tax_code, gap.employer.address) if part)


def _answer_by(gap: Gap) -> str:
    return str(_("trả lời đến %(day)s") % {"day": f"{gap.answer_by:%d/%m/%Y}"}) if gap.answer_by else ""


def _pick(agency: int, today: date) -> tuple[Column]:
    def tick(gap: Gap) -> SafeString | str:
        may_be = gap.state == Gap.State.OPEN or gap_state(gap, today) is UNANSWERED
        if gap.agency_id != agency or not may_be or not gap.size:
            return ""
        return format_html(TICK, gap.pk, _("Chọn %(name)s") % {"name": gap.employer.name})

    return (Column("pick", _("Chọn"), value=tick, in_files=False),)


def by_agency_table(name: str, address: Callable[..., str]) -> Table:
    """Counts by agency; every count opens its rows at `address(agency=…, state=…)`."""

    def opens(state: str = "") -> Callable[..., str]:
        return lambda agency: address(agency=agency.pk, state=state)

    def counts(key: str, label, state: str, priority: int = 2) -> Column:
        return Column(
            f"count_{key}", label, "int", sort=f"count_{key}", total=True, link=opens(state), priority=priority
        )

    return Table(
        name=name,
        export_power="export_register",
        columns=(
            Column("name", _("Cơ quan xử lý"), sort="folded"),
            Column("count_employers", _("Đơn vị"), "int", sort="count_employers", total=True, link=opens()),
            Column("count_workers", _("Lao động"), "int", sort="count_workers", total=True, link=opens()),
            counts("open", _("Chưa xử lý"), Gap.State.OPEN, 1),
            counts("demanded", _("Đã yêu cầu"), Gap.State.DEMANDED),
            counts("explained", _("Đã giải trình"), Gap.State.EXPLAINED, 3),
            counts("joined", _("Đã tham gia đủ"), Gap.State.JOINED, 3),
            counts("inspection", _("Đề nghị kiểm tra"), Gap.State.INSPECTION, 3),
            counts("over", _("Hết chênh lệch"), Gap.State.OVER, 3),
        ),
        default_sort="-count_workers",
        empty_text=_("Chưa có đơn vị nào đang hoạt động mà chưa tham gia."),
    )


BUNDLES = Table(
    name=_("Văn bản yêu cầu"),
    export_power="export_register",
    columns=(
        Column("bundle", _("Tập"), value=str, sort="id"),
        Column("agency", _("Cơ quan"), value="agency__short_name", sort="agency__short_name", priority=2),
        Column("status", _("Trạng thái"), "badge", badges=BUNDLE_STATUS, sort="status"),
        Column("letters", _("Số văn bản"), "int", sort="letters", value="letters"),
        Column("unanswered", _("Chưa trả lời"), "int", value="unanswered", sort="unanswered", priority=2),
        Column("answer_by", _("Hạn trả lời"), "date", sort="answer_by", priority=2),
        Column("issued_on", _("Ban hành"), "date", sort="issued_on", priority=2),
        Column("created_at", _("Lập lúc"), "datetime", sort="created_at", priority=3),
    ),
    default_sort="-bundle",
    row_url=lambda bundle: reverse("demand-bundle", args=[bundle.pk]),
    empty_text=_("Chưa có văn bản yêu cầu nào."),
)


def _answer(demand, today: date) -> Badge | str:
    """The state of the gaps that the letter names."""
    states = {line.gap.state for line in demand.lines.all()}
    if Gap.State.DEMANDED in states:
        return UNANSWERED if demand.answer_by < today else GAP_STATE[Gap.State.DEMANDED]
    return GAP_STATE[Gap.State(min(states))] if states else ""


def letters_table(today: date) -> Table:
    """The letters of a bundle, or all that the reader may see."""
    return Table(
        name=_("Văn bản yêu cầu"),
        export_power="export_register",
        columns=(
            Column("name", _("Đơn vị"), sort="employer__sort_key", sub=lambda letter: letter.tax_code, width=36),
            Column("tax_code", _("Mã số thuế"), "code", on_page=False),
            Column("number", _("Số, ký hiệu"), "code", value=lambda letter: letter.full_number, sort="number"),
            Column("issued_on", _("Ngày"), "date", sort="issued_on", priority=2),
            Column("agency", _("Cơ quan"), value="agency_name", priority=3),
            Column("workers", _("Lao động chưa tham gia"), "int", sort="workers", total=True),
            Column("periods", _("Kỳ"), value=_periods, priority=3),
            Column("answer_by", _("Hạn trả lời"), "date", sort="answer_by", priority=2),
            Column("answer", _("Kết quả"), "badge", value=lambda letter: _answer(letter, today)),
        ),
        default_sort="number",
        row_url=lambda letter: reverse("demand", args=[letter.pk]),
        empty_text=_("Không có văn bản nào."),
    )


def _periods(letter) -> str:
    return ", ".join(sorted({period_words(line.period) for line in letter.lines.all()}))
