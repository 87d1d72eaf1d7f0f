"""Every list of what is owed, described once for page, workbook and CSV."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerRow
from portal.core.marks import Badge
from portal.core.models import ImportBatch
from portal.core.money import FUNDS
from portal.core.periods import Month
from portal.core.tables import Column, Table

CLASS_BADGES = {
    LedgerRow.Class.NONE: Badge(_("Không nợ"), "success", "circle-check"),
    LedgerRow.Class.NOT_DUE: Badge(_("Chưa đến hạn"), "info", "clock"),
    LedgerRow.Class.LATE: Badge(_("Chậm đóng"), "warning", "alert-triangle"),
    LedgerRow.Class.EVASION: Badge(_("Trốn đóng"), "danger", "alert-circle"),
}
STATE_NAMES = {
    1: _("Đang hoạt động"),
    2: _("Tạm ngừng sản xuất, kinh doanh"),
    3: _("Tạm dừng đóng quỹ hưu trí, tử tuất"),
    4: _("Chậm đóng không bị coi là trốn đóng"),
    5: _("Phá sản"),
    6: _("Đang làm thủ tục phá sản"),
    7: _("Đang làm thủ tục giải thể"),
    8: _("Không còn hoạt động tại địa chỉ đã đăng ký"),
    9: _("Bị thu hồi giấy chứng nhận đăng ký"),
    10: _("Không có người đại diện theo pháp luật"),
    11: _("Giải thể"),
}
BATCH_BADGES = {
    ImportBatch.Status.UPLOADED: Badge(_("Đang kiểm tra"), "info", "loader-2"),
    ImportBatch.Status.STAGED: Badge(_("Chờ xác nhận"), "warning", "clock"),
    ImportBatch.Status.CONFIRMED: Badge(_("Đang ghi nhận"), "info", "loader-2"),
    ImportBatch.Status.REFUSED: Badge(_("Bị từ chối"), "danger", "alert-circle"),
    ImportBatch.Status.UNCHANGED: Badge(_("Không có gì mới"), "neutral", "equal"),
    ImportBatch.Status.APPLIED: Badge(_("Đã ghi nhận"), "success", "circle-check"),
    ImportBatch.Status.UNDONE: Badge(_("Đã hoàn tác"), "neutral", "arrow-back-up"),
    ImportBatch.Status.DISCARDED: Badge(_("Đã bỏ"), "neutral", "x"),
}
KIND_NAMES = {"b03": "B03-TS", "c12": "C12-TS"}


def employer_url(row) -> str:
    return reverse("employer", args=[row.employer_id])


def _employer_codes(row) -> str:
    tax = f" · MST {row.employer.tax_code}" if row.employer.tax_code else ""
    return f"{row.employer.unit_code}{tax}"


def _months(row):
    return row.months


LEDGER = Table(
    name=_("Sổ theo đơn vị"),
    tie_break="employer_id",
    default_sort="-owed",
    row_url=employer_url,
    empty_text=_("Không có đơn vị nào khớp bộ lọc."),
    columns=(
        Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_employer_codes, width=34),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", on_page=False),
        Column("commune", _("Xã, phường"), value="commune__name", on_page=False, width=18),
        Column("workers", _("Lao động"), "int", sort="workers", total=True, priority=2),
        Column("worst", _("Phân loại"), "badge", value="worst", sort="worst", badges=CLASS_BADGES),
        Column(
            "months",
            _("Số tháng"),
            "decimal",
            value="months_shown",
            sort="months_computed",
            places=0,
            help=_("Số tháng nợ BHXH"),
        ),
        Column("days", _("Số ngày"), "int", value="days_late", sort="days_late", priority=3),
        Column("owed", _("Tổng nợ"), "money", sort="owed", total=True, help=OWED_HELP),
        Column("late_all", _("Chậm đóng"), "money", sort="late_all", total=True, priority=2),
        Column("evaded_all", _("Trốn đóng"), "money", sort="evaded_all", total=True, priority=2),
        Column("not_due_all", _("Chưa đến hạn"), "money", sort="not_due_all", total=True, priority=3),
        Column("charge_all", _("Tiền xử lý"), "money", sort="charge_all", total=True, priority=3),
    ),
)

DEBTORS = Table(
    name=_("Danh sách đơn vị nợ từ 3 tháng"),
    default_sort="place",
    row_url=employer_url,
    empty_text=_("Không có đơn vị nào trong danh sách."),
    columns=(
        Column("place", _("STT"), "int", sort="place", width=6),
        Column(
            "name",
            _("Đơn vị"),
            value="name",
            sort="name",
            sub=lambda row: f"{row.unit_code} · MST {row.tax_code or '–'}",
            width=34,
        ),
        Column("unit_code", _("Mã đơn vị"), "code", on_page=False),
        Column("tax_code", _("Mã số thuế"), "code", on_page=False),
        Column("commune", _("Xã, phường"), value="commune__name", priority=2, width=18),
        Column("workers", _("Lao động"), "int", sort="workers", total=True, priority=2),
        Column("months", _("Số tháng"), "decimal", sort="months", places=0),
        Column("worst", _("Phân loại"), "badge", value="worst", sort="worst", badges=CLASS_BADGES),
        Column("state", _("Tình trạng"), value=lambda row: STATE_NAMES.get(row.state, ""), priority=3, width=26),
        Column("late", _("Chậm đóng"), "money", sort="late", total=True, priority=2),
        Column("evaded", _("Trốn đóng"), "money", sort="evaded", total=True, priority=2),
        Column("owed", _("Tổng nợ"), "money", sort="owed", total=True),
    ),
)

WORST_DEBTORS = Table(
    name=_("Đơn vị nợ nhiều nhất"),
    row_url=employer_url,
    columns=(
        Column(
            "name",
            _("Đơn vị"),
            value="name",
            sub=lambda row: f"{row.unit_code} · {row.commune or _('Chưa gắn địa bàn')}",
        ),
        Column("months", _("Số tháng"), "decimal", places=0),
        Column("worst", _("Phân loại"), "badge", value="worst", badges=CLASS_BADGES),
        Column("owed", _("Tổng nợ"), "money"),
    ),
)

DEBTOR_LISTS = Table(
    name=_("Các danh sách nợ theo tháng"),
    default_sort="-month",
    row_url=lambda row: reverse("debtor-list", args=[row.pk]),
    empty_text=_("Chưa có danh sách nào: danh sách được lập khi khóa sổ tháng."),
    columns=(
        Column("month", _("Tháng"), "month", value="version__month", sort="version__month"),
        Column("version", _("Phiên bản"), "int", value="version__version"),
        Column("purpose", _("Mục đích"), value=lambda row: row.get_purpose_display()),
        Column("threshold", _("Từ (tháng)"), "int", value="threshold"),
        Column("entries_count", _("Số đơn vị"), "int", sort="entries_count"),
        Column("owed", _("Tổng chậm + trốn"), "money", sort="owed"),
        Column("made_at", _("Lập lúc"), "datetime", sort="made_at", priority=2),
    ),
)

BATCHES = Table(
    name=_("Tệp đã nộp"),
    default_sort="-uploaded_at",
    row_url=lambda row: reverse("import", args=[row.pk]),
    empty_text=_("Chưa có tệp nào."),
    columns=(
        Column("kind", _("Loại tệp"), value=lambda row: KIND_NAMES.get(row.kind, row.kind), sort="kind"),
        Column("file", _("Tên tệp"), value="file__name", width=34),
        Column("month", _("Tháng"), "month", sort="month"),
        Column("agency", _("Cơ quan nộp"), "code", value="agency_code", priority=2),
        Column("status", _("Trạng thái"), "badge", value="status", sort="status", badges=BATCH_BADGES),
        Column("rows", _("Số dòng"), "int", sort="rows"),
        Column("refused", _("Bị từ chối"), "int", priority=2),
        Column("uploaded_at", _("Nộp lúc"), "datetime", sort="uploaded_at"),
        Column(
            "uploaded_by",
            _("Người nộp"),
            value=lambda row: str(row.uploaded_by or _("Người vận hành máy chủ")),
            priority=3,
        ),
    ),
)

MONTH_BATCHES = Table(
    name=_("Các tệp của tháng"),
    row_url=lambda row: reverse("import", args=[row.pk]),
    columns=(
        Column("kind", _("Loại tệp"), value=lambda row: KIND_NAMES.get(row.kind, row.kind), sub="agency_code"),
        Column("file", _("Tên tệp"), value="file__name", priority=2),
        Column("status", _("Trạng thái"), "badge", value="status", badges=BATCH_BADGES),
        Column("rows", _("Số dòng"), "int"),
        Column("uploaded_at", _("Nộp lúc"), "datetime", priority=2),
    ),
)

PROBLEMS = Table(
    name=_("Lỗi và lưu ý theo dòng"),
    columns=(
        Column("sheet", _("Trang tính"), priority=2),
        Column("row", _("Dòng"), "int", value=lambda p: p["row"] or None),
        Column("column", _("Cột"), "code", value=lambda p: p["column"]),
        Column("message", _("Vì sao và cần làm gì"), value=lambda p: p["message"], width=70),
    ),
)

_MEMBER_FILTERS = {
    "commune": "commune",
    "zone": "zone",
    "agency": "agency",
    "office": "office",
    "sector": "sector",
    "kind": "kind",
    "class": "worst",
}


def _rows_behind(month: Month, dimension: str, version: int, fund: str, group: str = ""):
    """The address of the ledger rows that a member's number stands for."""

    def address(row) -> str:
        asked = {"version": version} if version else {}
        if row.key and dimension in _MEMBER_FILTERS:
            asked[_MEMBER_FILTERS[dimension]] = row.key
        elif not row.key and dimension != "province":
            asked["none_of"] = dimension
        if group:
            asked["group"] = group
        if fund in FUNDS:
            asked["fund"] = fund
        return f"{reverse('ledger', args=[month])}?{urlencode(asked)}"

    return address


def rollups_of(month: Month, dimension: str, version: int, fund: str) -> Table:
    """The rollup table of one dimension; every number of a member opens its rows."""

    def behind(group: str = ""):
        return _rows_behind(month, dimension, version, fund, group)

    return Table(
        name=_("Số tổng hợp"),
        default_sort="-owed",
        empty_text=_("Chưa có số liệu."),
        columns=(
            Column("member", _("Mục"), value=lambda row: row.member_name, link=behind(), width=30),
            Column("employers", _("Đơn vị"), "int", sort="employers", total=True, priority=2),
            Column("owing", _("Đơn vị nợ"), "int", sort="owing", total=True, link=behind("owing")),
            Column("owed", _("Chậm + trốn"), "money", sort="owed", total=True, link=behind("owing")),
            Column("workers", _("Lao động của đơn vị nợ"), "int", sort="workers", total=True, priority=2),
            Column(
                "not_due", _("Chưa đến hạn"), "money", sort="not_due", total=True, priority=3, link=behind("not_due")
            ),
            Column("late", _("Chậm đóng"), "money", sort="late", total=True, link=behind("late")),
            Column("evaded", _("Trốn đóng"), "money", sort="evaded", total=True, link=behind("evaded")),
            Column("charge", _("Tiền xử lý"), "money", sort="charge", total=True, priority=3, link=behind("charge")),
            Column("newly_owing", _("Mới nợ"), "int", sort="newly_owing", total=True, priority=3, link=behind("newly")),
            Column("cleared", _("Hết nợ"), "int", sort="cleared", total=True, priority=3, link=behind("cleared")),
            Column(
                "recovered", _("Thu hồi"), "money", sort="recovered", total=True, priority=3, link=behind("recovered")
            ),
        ),
    )


HISTORY = Table(
    name=_("Diễn biến theo tháng"),
    columns=(
        Column("month", _("Tháng"), "month"),
        Column("workers", _("Lao động"), "int", priority=2),
        Column("worst", _("Phân loại"), "badge", badges=CLASS_BADGES),
        Column("months", _("Số tháng"), "decimal", value=_months, places=0),
        Column("owed", _("Chậm + trốn"), "money"),
        Column("late_all", _("Chậm đóng"), "money", priority=2),
        Column("evaded_all", _("Trốn đóng"), "money", priority=2),
        Column("version", _("Phiên bản"), "int", priority=3),
    ),
)
