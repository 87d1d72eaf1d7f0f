"""Lists of the monthly report: reports, their lines, their receipts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerRow
from portal.core.marks import Badge
from portal.core.tables import Column, Table
from reports.models import MonthlyReport
from reports.rules import BHXH_PARTS

STATUS = {
    MonthlyReport.Status.DRAFT: Badge(_("Dự thảo"), "warning", "pencil"),
    MonthlyReport.Status.SUBMITTED: Badge(_("Đã gửi"), "success", "send"),
}
CLASSES = {
    LedgerRow.Class.LATE: Badge(_("Chậm đóng"), "warning", "alert-triangle"),
    LedgerRow.Class.EVASION: Badge(_("Trốn đóng"), "danger", "alert-circle"),
}
NOT_YET = Badge(_("Chưa tiếp nhận"), "warning", "hourglass")
RECEIVED = Badge(_("Đã tiếp nhận"), "success", "check")


def _reception(report) -> Badge | str:
    """For a recipient whether it has acknowledged, for the sender how many have."""
    if report.is_sent_to_us:
        return RECEIVED if report.acknowledged_by_us else NOT_YET
    return f"{report.acknowledged}/{report.sent}" if report.sent else ""


def _owing(report) -> int:
    """Of the province, or of the reader's own part."""
    return report.summary["now"]["owing"] if report.own_lines is None else report.own_lines


REPORTS = Table(
    name=_("Báo cáo tháng"),
    columns=(
        Column("month", _("Tháng"), kind="month", value="version__month", sort=("version__month", "version__version")),
        Column("version", _("Phiên bản"), kind="int", value="version__version", priority=2),
        Column("number", _("Số báo cáo"), kind="code", sort="number", priority=2),
        Column("status", _("Trạng thái"), kind="badge", badges=STATUS, sort="status"),
        Column("owing", _("Đơn vị nợ"), kind="int", value=_owing, priority=2),
        Column("submitted_at", _("Gửi lúc"), kind="datetime", sort="submitted_at"),
        Column("reception", _("Tiếp nhận"), kind="badge", value=_reception),
    ),
    default_sort="-month",
    row_url=lambda report: reverse("monthly-report", args=[report.pk]),
    empty_text=_("Chưa có báo cáo tháng nào được gửi đến cơ quan này."),
)

LINES = Table(
    name=_("Đơn vị chậm đóng, trốn đóng"),
    columns=(
        Column("name", _("Đơn vị"), sort="folded", sub=lambda line: f"{line.unit_code} · {line.tax_code}".strip(" ·")),
        Column("unit_code", _("Mã đơn vị"), kind="code", on_page=False),
        Column("tax_code", _("Mã số thuế"), kind="code", on_page=False),
        Column(
            "commune",
            _("Xã, phường"),
            value=lambda line: line.commune.name if line.commune else _("Chưa gắn địa bàn"),
            sort="commune__sort_key",
            priority=2,
        ),
        Column("worst", _("Phân loại"), kind="badge", badges=CLASSES, sort="worst"),
        Column("workers", _("Lao động bị nợ"), kind="int", sort="workers", total=True, priority=2),
        Column("months", _("Số tháng"), kind="decimal", sort="months", priority=2, places=None),
        Column(
            "bhxh",
            _("BHXH"),
            kind="money",
            value=lambda line: sum(getattr(line, fund) for fund in BHXH_PARTS),
            priority=3,
        ),
        Column("bhyt", _("BHYT"), kind="money", sort="bhyt", total=True, priority=3),
        Column("bhtn", _("BHTN"), kind="money", sort="bhtn", total=True, priority=3),
        Column("tnld_bnn", _("TNLĐ-BNN"), kind="money", sort="tnld_bnn", total=True, priority=3),
        Column("unsplit", _("Chưa tách quỹ"), kind="money", on_page=False),
        Column("owed", _("Tổng nợ"), kind="money", sort="owed", total=True),
        Column("cause", _("Nguyên nhân"), priority=3),
        Column("solution", _("Giải pháp thu hồi"), priority=3),
        Column("measures", _("Biện pháp đã xử lý"), priority=3),
        Column("proposal", _("Đề xuất của BHXH"), priority=3),
        Column("remark", _("Ghi chú"), on_page=False),
    ),
    default_sort="-owed",
    empty_text=_("Không có đơn vị chậm đóng, trốn đóng trong phạm vi này."),
)

BRIEF_LINES = Table(
    name=LINES.name,
    columns=tuple(
        column for column in LINES.columns if column.key in ("name", "commune", "worst", "workers", "months", "owed")
    ),
    empty_text=LINES.empty_text,
)

RECEIPTS = Table(
    name=_("Cơ quan nhận"),
    columns=(
        Column("agency", _("Cơ quan"), value="agency__short_name", sort="agency__short_name"),
        Column("scope", _("Phạm vi"), value=lambda receipt: receipt.get_scope_display(), priority=2),
        Column("lines", _("Số đơn vị"), kind="int", priority=2),
        Column(
            "state",
            _("Tình trạng"),
            kind="badge",
            value=lambda receipt: RECEIVED if receipt.acknowledged_at else NOT_YET,
        ),
        Column("acknowledged_at", _("Tiếp nhận lúc"), kind="datetime", sort="acknowledged_at"),
        Column(
            "acknowledged_by",
            _("Người tiếp nhận"),
            value=lambda receipt: receipt.acknowledged_by.full_name if receipt.acknowledged_by else "",
            priority=2,
        ),
    ),
    default_sort="acknowledged_at",
    empty_text=_("Báo cáo chưa được gửi."),
)
