"""Labour reviews as lists: the reviews, how far each agency is, what was found by sector and place, the lines."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.rules.wording import period_words
from employers.models import LabourReview, ReviewLine, ReviewShare
from employers.queries.review_progress import Standing
from employers.rules.review_lines import REASONS, line_key
from portal.core.marks import Badge
from portal.core.tables import Column, Table

STATES = {
    LabourReview.Status.OPEN: Badge(_("Đang rà soát"), "info", "clock"),
    LabourReview.Status.CLOSING: Badge(_("Đang kết thúc"), "info", "loader-2"),
    LabourReview.Status.CLOSED: Badge(_("Đã kết thúc"), "success", "circle-check"),
}
SHARE_STATES = {
    ReviewShare.Status.OPEN: Badge(_("Đang nhập"), "neutral", "pencil"),
    ReviewShare.Status.SUBMITTED: Badge(_("Đã nộp"), "info", "send"),
    ReviewShare.Status.RETURNED: Badge(_("Trả lại"), "warning", "arrow-back-up"),
    ReviewShare.Status.ACCEPTED: Badge(_("Đã tiếp nhận"), "success", "circle-check"),
}
FOUND = {
    "operating": Badge(_("Đang hoạt động"), "success", "check"),
    "suspended": Badge(_("Tạm ngừng"), "warning", "player-pause"),
    "stopped": Badge(_("Đã ngừng hoạt động"), "danger", "circle-x"),
    "not_found": Badge(_("Không tìm thấy tại địa chỉ"), "danger", "map-pin-off"),
    "no_workers": Badge(_("Không sử dụng lao động"), "neutral", "user-off"),
    "elsewhere": Badge(_("Không thuộc phạm vi quản lý"), "warning", "arrow-right"),
    "": Badge(_("Chưa rà soát"), "neutral", "circle-dashed"),
}
GROUNDS = {
    "zone_management": _("Trong khu, cụm"),
    "cluster_management": _("Trong cụm công nghiệp"),
    "construction": _("Ngành xây dựng"),
    "transport": _("Ngành vận tải"),
    "industry_trade": _("Ngành công thương"),
    "agriculture": _("Ngành nông nghiệp"),
    "culture": _("Ngành văn hóa"),
    "education": _("Ngành giáo dục"),
    "health": _("Ngành y tế"),
    "digital": _("Ngành thông tin"),
    "commune_government": _("Trên địa bàn xã, phường"),
    "district_government": _("Trên địa bàn huyện"),
    "labour_management": _("Không cơ quan nào khác quản lý"),
    "reassigned": _("Cơ quan điều phối giao lại"),
}


def ground_words(code: str) -> str:
    return str(GROUNDS.get(code, code))


REVIEWS = Table(
    export_power="export_register",
    columns=(
        Column("title", _("Đợt rà soát"), sort="title"),
        Column("period", _("Kỳ"), value=lambda row: period_words(row.period)),
        Column("as_of", _("Chốt theo ngày"), "date", sort=("as_of", "id")),
        Column("due_on", _("Hạn hoàn thành"), "date", sort=("due_on", "id")),
        Column("employers", _("Số đơn vị"), "int"),
        Column("coordinator", _("Cơ quan điều phối"), value="coordinator__name", priority=2),
        Column("status", _("Trạng thái"), "badge", badges=STATES),
    ),
    default_sort="-as_of",
    name=_("Các đợt rà soát lao động"),
    row_url=lambda row: reverse("labour-review", args=[row.pk]),
    empty_text=_("Chưa có đợt rà soát nào."),
)


def _timeliness(row: Standing) -> str | Badge:
    share = row.share
    if share is None or share.is_late is None:
        return ""
    return (
        Badge(_("quá hạn"), "danger", "clock-exclamation")
        if share.is_late
        else Badge(_("đúng hạn"), "success", "check")
    )


def standing_table(address: Callable[..., str], *, first: str, with_shares: bool, with_bhxh: bool = True) -> Table:
    """The columns of a progress or report table; every number opens its rows. `address(row, **filters)` makes the link."""

    def to(**filters):
        return lambda row: address(row, **filters)

    columns = [
        Column("name", first, link=to()),
        Column("employers", _("Đơn vị"), "int", link=to()),
        Column("done", _("Đã xong"), "int", link=to(done="1")),
        Column("left", _("Còn lại"), "int", link=to(done="0")),
        Column("percent", _("% xong"), "int", priority=2),
        Column("gone", _("Ngừng, không thấy"), "int", link=to(gone="1"), priority=2),
        Column("subject", _("Thuộc diện"), "int", link=to(counted="subject")),
        Column("participating", _("Đã tham gia"), "int", link=to(counted="participating")),
        Column("not_participating", _("Chưa tham gia"), "int", link=to(counted="not_participating")),
    ]
    if with_bhxh:
        columns += [
            Column("bhxh", _("BHXH ghi nhận"), "int", link=to(done="1"), priority=2, help=_("Của các đơn vị đã xong")),
            Column("difference", _("Lệch so với BHXH"), "int", link=to(differs="1"), priority=2),
        ]
    if with_shares:
        columns += [
            Column(
                "status", _("Trạng thái"), "badge", lambda row: row.share.status, badges=SHARE_STATES, link=_share_url
            ),
            Column("late", _("Thời hạn"), "badge", _timeliness, priority=2),
        ]
    return Table(tuple(columns), name=_("Tiến độ và kết quả"))


def _share_url(row: Standing) -> str:
    return reverse("review-share", args=[row.share.pk]) if row.share else ""


def lines_address(review: LabourReview, **filters) -> str:
    said = {name: value for name, value in filters.items() if value not in (None, "")}
    return f"{reverse('labour-review-lines', args=[review.pk])}{'?' if said else ''}{urlencode(said)}"


LINES = Table(
    export_power="export_register",
    columns=(
        Column("employer", _("Đơn vị"), value="employer__name", sort=("employer__sort_key",)),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", priority=2),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code"),
        Column(
            "agency",
            _("Cơ quan rà soát"),
            value="share__agency__name",
            priority=2,
            sub=lambda row: ground_words(row.ground),
        ),
        Column("found", _("Tình trạng"), "badge", badges=FOUND),
        Column("employed", _("Đang làm việc"), "int", total=True, priority=2),
        Column("subject", _("Thuộc diện"), "int", sort="subject", total=True),
        Column("participating", _("Đã tham gia"), "int", sort="participating", total=True),
        Column("not_participating", _("Chưa tham gia"), "int", sort="not_participating", total=True),
        Column("bhxh", _("BHXH ghi nhận"), "int", total=True, priority=2),
        Column(
            "reason", _("Lý do chưa tham gia"), value=lambda row: str(REASONS.get(row.reason, row.reason)), priority=3
        ),
        Column("note", _("Ghi chú"), priority=3),
    ),
    default_sort="employer",
    name=_("Đơn vị trong đợt rà soát"),
    row_url=lambda row: reverse("review-line", args=[row.pk]),
    empty_text=_("Không có đơn vị nào."),
)


def _found_words(row: ReviewLine) -> str:
    return str(row.get_found_display()) if row.found else ""


# The file of a share: what is typed comes back as it went out. The key says which line, and how often it had been changed.
SHARE_FILE = Table(
    export_power="export_register",
    columns=(
        Column("line", _("Mã dòng rà soát"), "code", lambda row: line_key(row.pk, row.edits)),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code"),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code"),
        Column("employer", _("Tên đơn vị"), value="employer__name"),
        Column("found", _("Tình trạng"), value=_found_words),
        Column("employed", _("Số lao động đang làm việc"), "int"),
        Column("subject", _("Thuộc diện tham gia BHXH bắt buộc"), "int"),
        Column("participating", _("Đã tham gia"), "int"),
        Column("not_participating", _("Chưa tham gia"), "int"),
        Column("reason", _("Lý do chưa tham gia"), value=lambda row: str(REASONS.get(row.reason, row.reason))),
        Column("note", _("Ghi chú")),
        Column("bhxh", _("BHXH ghi nhận"), "int"),
    ),
    name=_("Phần việc rà soát"),
)
