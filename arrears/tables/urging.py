"""Lists of urging: whom to urge, notices, their bundles, reasons and grounds."""

from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from arrears.models import JustifiedReason, LedgerRow, UrgingBundle, UrgingNotice
from arrears.tables.badges import CLASS_BADGES, employer_url
from portal.core.marks import Badge
from portal.core.tables import Column, Table

FORM, SERVICE = "urge", "serve"
TICK = '<input type="checkbox" class="form-check-input" name="{}" value="{}" form="{}" aria-label="{}">'
State, Status = UrgingNotice.State, UrgingBundle.Status
STATES = {
    State.DRAFT: Badge(_("Dự thảo"), "warning", "pencil"),
    State.ISSUED: Badge(_("Đã ban hành, chưa tống đạt"), "info", "send"),
    State.SERVED: Badge(_("Đã tống đạt"), "success", "check"),
    State.WITHDRAWN: Badge(_("Đã thu hồi"), "neutral", "arrow-back-up"),
}
UNDATED = Badge(_("Đã gửi, chưa rõ ngày"), "warning", "user-question")
BUNDLE_STATUS = {
    Status.DRAFT: Badge(_("Dự thảo"), "warning", "pencil"),
    Status.ISSUED: Badge(_("Đã ban hành"), "success", "send"),
    Status.DISCARDED: Badge(_("Đã bỏ"), "neutral"),
}
WAITING, ACCEPTED, WITHDRAWN = (
    Badge(_("Chờ chấp nhận"), "warning", "clock"),
    Badge(_("Đã chấp nhận"), "success", "check"),
    Badge(_("Đã rút"), "neutral", "x"),
)
NOT_URGED = Badge(_("Chưa đôn đốc"), "danger", "alert-circle")


def state_of(notice: UrgingNotice) -> Badge:
    """A notice that form B10a-TS tells of has no day: it says so."""
    return UNDATED if notice.state == State.ISSUED and notice.issued_on is None else STATES[State(notice.state)]


def _tick(name: str, value: int, form: str, who: str) -> SafeString:
    return format_html(TICK, name, value, form, _("Chọn %(name)s") % {"name": who})


def candidates_table(name: str, *, may_draw: bool) -> Table:
    """Employers that owe; `may_draw`: the reader may tick them for a draft."""

    def tick(row: LedgerRow) -> SafeString | str:
        return "" if row.is_drafted else _tick("employer", row.employer_id, FORM, row.employer.name)

    pick = (Column("pick", _("Chọn"), value=tick, in_files=False),) if may_draw else ()
    return Table(
        name=name,
        tie_break="employer_id",
        default_sort="-owed",
        export_power="export_employer_arrears",
        row_url=employer_url,
        empty_text=_("Không có đơn vị nào cần đôn đốc theo bộ lọc này."),
        columns=(
            Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_codes, width=34),
            *pick,
            Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
            Column("office", _("BHXH cơ sở"), value="office__short_name", priority=3),
            Column("worst", _("Phân loại"), "badge", sort="worst", badges=CLASS_BADGES, priority=2),
            Column("owed", _("Chậm, trốn đóng"), "money", sort="owed", total=True),
            Column("days_late", _("Ngày chậm"), "int", sort="days_late", priority=2),
            Column("days_evaded", _("Ngày trốn"), "int", sort="days_evaded", priority=3),
            Column("overdue_on", _("Quá hạn từ sau ngày"), "date", sort="overdue_on", priority=2),
            Column("urged_on", _("Đôn đốc gần nhất"), "date", sort="urged_on", sub=_undated),
        ),
    )


def _codes(row: LedgerRow) -> str:
    return " · ".join(filter(None, (row.employer.unit_code, row.commune.name if row.commune else "")))


def _undated(row: LedgerRow) -> str:
    return str(_("B10: đã gửi, chưa rõ ngày")) if row.urged_undated else ""


def notices_table(*, ticks: bool = False, order: str = "-issued_on") -> Table:
    """Notices of a bundle, or all that the reader may see; `ticks`: service may be recorded for many at once."""

    def tick(notice: UrgingNotice) -> SafeString | str:
        waits = notice.state == State.ISSUED and notice.issued_on is not None
        return _tick("notice", notice.pk, SERVICE, notice.name) if waits else ""

    pick = (Column("pick", _("Chọn"), value=tick, in_files=False),) if ticks else ()
    return Table(
        name=_("Văn bản đôn đốc"),
        export_power="export_employer_arrears",
        default_sort=order,
        row_url=lambda notice: reverse("urging", args=[notice.pk]),
        empty_text=_("Không có văn bản nào."),
        columns=(
            Column("name", _("Đơn vị"), sort="employer__sort_key", sub=lambda n: n.unit_code, width=34),
            *pick,
            Column("unit_code", _("Mã đơn vị"), "code", on_page=False),
            Column("full_number", _("Số, ký hiệu"), "code", sort="number"),
            Column("month", _("Số liệu tháng"), "month", sort="month", priority=3),
            Column("late", _("Chậm đóng"), "money", sort="late", total=True, priority=2),
            Column("evaded", _("Trốn đóng"), "money", sort="evaded", total=True, priority=2),
            Column("issued_on", _("Ban hành"), "date", sort="issued_on", priority=2),
            Column("served_on", _("Tống đạt"), "date", sort="served_on", sub=lambda n: n.get_served_by_display()),
            Column("state", _("Trạng thái"), "badge", value=state_of, sort="state"),
            Column("origin", _("Nguồn"), value=lambda n: n.get_origin_display(), sort="origin", priority=3),
        ),
    )


BUNDLES = Table(
    name=_("Tập văn bản đôn đốc"),
    export_power="export_employer_arrears",
    default_sort="-bundle",
    row_url=lambda bundle: reverse("urging-bundle", args=[bundle.pk]),
    empty_text=_("Chưa có văn bản đôn đốc nào lập trên cổng."),
    columns=(
        Column("bundle", _("Tập"), value=str, sort="id"),
        Column("agency", _("Cơ quan"), value="agency__short_name", sort="agency__short_name", priority=2),
        Column("status", _("Trạng thái"), "badge", badges=BUNDLE_STATUS, sort="status"),
        Column("month", _("Số liệu tháng"), "month", value="version__month", sort="version__month", priority=2),
        Column("notices", _("Số văn bản"), "int", value="count", sort="count"),
        Column("unserved", _("Chưa tống đạt"), "int", value="unserved", sort="unserved", priority=2),
        Column("issued_on", _("Ban hành"), "date", sort="issued_on"),
        Column("created_at", _("Lập lúc"), "datetime", sort="created_at", priority=3),
    ),
)


def reason_state(reason: JustifiedReason) -> Badge:
    if reason.withdrawn_at:
        return WITHDRAWN
    return ACCEPTED if reason.accepted_at else WAITING


_EMPLOYER = Column(
    "name",
    _("Đơn vị"),
    value="employer__name",
    sort="employer__sort_key",
    sub=lambda row: row.employer.unit_code,
    width=34,
)
REASONS = Table(
    name=_("Lý do chính đáng"),
    export_power="export_employer_arrears",
    default_sort="-recorded_at",
    row_url=lambda row: reverse("justified-reason", args=[row.pk]),
    empty_text=_("Chưa có lý do nào."),
    columns=(
        _EMPLOYER,
        Column("reason", _("Lý do"), width=50, priority=2),
        Column("document_no", _("Số văn bản"), "code", priority=2),
        Column("valid_from", _("Từ ngày"), "date", sort="valid_from"),
        Column("valid_to", _("Đến ngày"), "date", sort="valid_to"),
        Column("state", _("Trạng thái"), "badge", value=reason_state),
        Column("recorded_at", _("Ghi lúc"), "datetime", sort="recorded_at", priority=3),
        Column("accepted_by", _("Người chấp nhận"), value=lambda r: str(r.accepted_by or ""), priority=3),
    ),
)


def grounds_table(today: date) -> Table:
    def state(row) -> Badge:
        is_over = row.valid_to is not None and row.valid_to < today
        return Badge(_("Đã kết thúc"), "neutral", "x") if is_over else Badge(_("Đang hiệu lực"), "danger", "gavel")

    return Table(
        name=_("Căn cứ trốn đóng"),
        export_power="export_employer_arrears",
        default_sort="-document_on",
        row_url=lambda row: reverse("evasion-ground", args=[row.pk]),
        empty_text=_("Chưa có căn cứ nào được ghi."),
        columns=(
            _EMPLOYER,
            Column("ground", _("Căn cứ"), value=lambda row: row.get_ground_display(), sort="ground", width=40),
            Column("document_no", _("Số văn bản"), "code", priority=2),
            Column("document_on", _("Ngày văn bản"), "date", sort="document_on", priority=2),
            Column("valid_from", _("Từ ngày"), "date", sort="valid_from"),
            Column("valid_to", _("Đến ngày"), "date", sort="valid_to"),
            Column("state", _("Trạng thái"), "badge", value=state),
        ),
    )
