"""Every list of what is owed, described once for page, workbook and CSV."""

from dataclasses import replace

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerMonth, LedgerRow
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
MONTH_BADGES = {
    LedgerMonth.Status.OPEN: Badge(_("Đang mở"), "warning", "lock-open"),
    LedgerMonth.Status.CLOSING: Badge(_("Đang khóa sổ"), "info", "loader-2"),
    LedgerMonth.Status.CLOSED: Badge(_("Đã khóa sổ"), "success", "lock"),
    LedgerMonth.Status.RESTATING: Badge(_("Đang điều chỉnh"), "warning", "lock-open"),
}
KIND_NAMES = {"b03": "B03-TS", "c12": "C12-TS"}


OWED_HELP = _("Chậm đóng và trốn đóng, chưa gồm tiền xử lý")


def employer_url(row) -> str:
    return reverse("employer", args=[row.employer_id])


def _employer_codes(row) -> str:
    tax = f" · {row.employer.tax_code}" if row.employer.tax_code else ""
    place = row.commune.name if row.commune else _("Chưa gắn địa bàn")
    return f"{row.employer.unit_code}{tax} · {place}"


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
            places=None,
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

RECOVERED = Column("recovered", _("Thu hồi"), "money", sort="recovered", total=True)


def ledger_of(fund: str = "", *, recovered: bool = False) -> Table:
    """The ledger as it is asked for: with the money of one fund instead of all, with what was recovered beside it."""
    if not fund and not recovered:
        return LEDGER
    parts = {f"{name}_all": f"{name}_{fund}" for name in ("late", "evaded", "not_due", "charge")}
    paths = parts | {"owed": "owed_fund", "worst": "class_fund"} if fund else {}
    columns = [
        replace(column, value=paths[column.key], sort=paths[column.key]) if column.key in paths else column
        for column in LEDGER.columns
    ]
    return replace(LEDGER, columns=(*columns, RECOVERED) if recovered else tuple(columns))


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
        Column("months", _("Số tháng"), "decimal", sort="months", places=None),
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
        Column("months", _("Số tháng"), "decimal", places=None),
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
        Column("version", _("Phiên bản"), "int", value="version__version", sort="version__version"),
        Column("purpose", _("Mục đích"), value=lambda row: row.get_purpose_display(), sort="purpose"),
        Column("threshold", _("Từ (tháng)"), "int", value="threshold", sort="threshold"),
        Column("entries_count", _("Số đơn vị"), "int", value="entries_seen", sort="entries_seen"),
        Column("owed", _("Tổng nợ"), "money", value="owed_seen", sort="owed_seen"),
        Column("made_at", _("Lập lúc"), "datetime", sort="made_at", priority=2),
    ),
)

MONTHS = Table(
    name=_("Các tháng sổ"),
    default_sort="-month",
    row_url=lambda row: reverse("month", args=[row.month]),
    empty_text=_("Chưa có tháng nào: nộp tệp đầu tiên để mở sổ."),
    columns=(
        Column("month", _("Tháng"), "month", sort="month"),
        Column("status", _("Trạng thái"), "badge", sort="status", badges=MONTH_BADGES),
        Column("version", _("Phiên bản"), "int", value=lambda row: row.version or None, sort="version"),
        Column("rebuilt_at", _("Tính lúc"), "datetime", sort="rebuilt_at"),
        Column("reason", _("Lý do điều chỉnh"), priority=2, width=40),
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

LEVEL_BADGES = {
    "error": Badge(_("Lỗi"), "danger", "alert-circle"),
    "warning": Badge(_("Lưu ý"), "warning", "alert-triangle"),
}
PROBLEMS = Table(
    name=_("Lỗi và lưu ý theo dòng"),
    columns=(
        Column("row", _("Dòng"), "int", value=lambda p: p["row"] or None),
        Column("message", _("Vì sao và cần làm gì"), value=lambda p: p["message"], width=70),
        Column("level", _("Mức"), "badge", badges=LEVEL_BADGES),
        Column("column", _("Cột"), "code", value=lambda p: p["column"]),
        Column("sheet", _("Trang tính"), priority=2),
    ),
)

NEWCOMERS = Table(
    name=_("Đơn vị chưa có trong danh bạ"),
    columns=(
        Column("name", _("Đơn vị"), sub=lambda unit: " · ".join(filter(None, (unit["unit_code"], unit["address"])))),
        Column("row_no", _("Dòng"), "int"),
        Column("workers", _("Lao động"), "int"),
        Column("similar", _("Trùng tên với"), value=lambda unit: unit["similar"] or None),
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


_CLASS_OF = {"not_due": "1", "late": "2", "evaded": "3"}
_GROUP_OF = {"2": "late", "3": "evaded"}


def _rows_behind(month: Month, dimension: str, version: int, fund: str, group: str = ""):
    """A function of a member: the address of the ledger rows that one of its numbers stands for."""
    kept = {"version": version} if version else {}
    kept |= {"fund": fund} if fund in FUNDS else {}

    def address(row) -> str | None:
        asked = _asked_of(dimension, row.key, group)
        return None if asked is None else f"{reverse('ledger', args=[month])}?{urlencode(kept | asked)}"

    return address


def _asked_of(dimension: str, key: str, group: str) -> dict[str, str] | None:
    """The filters that choose the rows behind a number; None where the number is none of the member's.

    Money stands in the class it is in, whichever class its employer is counted in."""
    if dimension == "class" and group == "owed":
        group = _GROUP_OF.get(key, "")
        return {"group": group} if group else None
    if dimension == "class" and group in _CLASS_OF:
        return {"group": group} if _CLASS_OF[group] == key else None
    grouped = {"group": "owing" if group == "owed" else group} if group else {}
    if dimension == "province":
        return grouped
    return ({_MEMBER_FILTERS[dimension]: key} if key else {"none_of": dimension}) | grouped


def rollups_of(month: Month, dimension: str, version: int, fund: str) -> Table:
    """The rollup table of one dimension; every number of a member opens its rows."""

    def behind(group: str = ""):
        return _rows_behind(month, dimension, version, fund, group)

    def number(key: str, label, kind: str, group: str = "", priority: int = 1, help="") -> Column:
        return Column(key, label, kind, sort=key, total=True, priority=priority, link=behind(group), help=help)

    return Table(
        name=_("Số tổng hợp"),
        default_sort="-owed",
        empty_text=_("Chưa có số liệu."),
        columns=(
            Column("member", _("Mục"), value=lambda row: row.member_name, link=behind(), width=30),
            number("employers", _("Đơn vị"), "int", priority=2),
            number("owing", _("Đơn vị nợ"), "int", "owing"),
            number("owed", _("Tổng nợ"), "money", "owed", help=OWED_HELP),
            number("workers", _("Lao động bị nợ"), "int", "owing", 2),
            number("not_due", _("Chưa đến hạn"), "money", "not_due", 3),
            number("late", _("Chậm đóng"), "money", "late"),
            number("evaded", _("Trốn đóng"), "money", "evaded"),
            number("charge", _("Tiền xử lý"), "money", "charge", 3),
            number("newly_owing", _("Mới nợ"), "int", "newly", 3),
            number("cleared", _("Hết nợ"), "int", "cleared", 3),
            number("recovered", _("Thu hồi"), "money", "recovered", 3),
        ),
    )


HISTORY = Table(
    name=_("Diễn biến theo tháng"),
    columns=(
        Column("month", _("Tháng"), "month"),
        Column("workers", _("Lao động"), "int", priority=2),
        Column("worst", _("Phân loại"), "badge", badges=CLASS_BADGES),
        Column("months", _("Số tháng"), "decimal", value=_months, places=None),
        Column("owed", _("Tổng nợ"), "money"),
        Column("late_all", _("Chậm đóng"), "money", priority=2),
        Column("evaded_all", _("Trốn đóng"), "money", priority=2),
        Column("version", _("Phiên bản"), "int", priority=3),
    ),
)
