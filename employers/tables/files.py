"""Lists of register files: those sent, what is wrong in one, which of its rows ask."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.rules.wording import period_words
from employers.rules.file_kinds import KINDS
from portal.core.marks import Badge
from portal.core.tables import Column, Table

STATUS_BADGES = {
    "uploaded": Badge(_("Đang kiểm tra"), "info", "loader-2"),
    "staged": Badge(_("Chờ xác nhận"), "warning", "clock"),
    "refused": Badge(_("Bị từ chối"), "danger", "alert-circle"),
    "unchanged": Badge(_("Không có gì mới"), "neutral", ""),
    "confirmed": Badge(_("Đang ghi nhận"), "info", "clock"),
    "applied": Badge(_("Đã ghi nhận"), "success", "circle-check"),
    "undone": Badge(_("Đã hoàn tác"), "neutral", ""),
    "discarded": Badge(_("Đã bỏ"), "neutral", ""),
}
LEVEL_BADGES = {
    "error": Badge(_("Lỗi"), "danger", "alert-circle"),
    "warning": Badge(_("Lưu ý"), "warning", "alert-triangle"),
}


def kind_title(code: str) -> str:
    return KINDS[code].title if code in KINDS else code


REGISTER_FILES = Table(
    export_power="export_register",
    name=_("Tệp về đơn vị, lao động"),
    default_sort="-uploaded_at",
    row_url=lambda row: reverse("register-file", args=[row.pk]),
    empty_text=_("Chưa có tệp nào."),
    columns=(
        Column("kind", _("Loại tệp"), value=lambda row: kind_title(row.kind), sort="kind", sub="file.name", width=40),
        Column("period", _("Kỳ"), value=lambda row: period_words(row.period), sort=("month", "period")),
        Column("agency", _("Cơ quan nộp"), value="agency_name", sort="agency_name", priority=2, width=26),
        Column("status", _("Trạng thái"), "badge", value="status", sort="status", badges=STATUS_BADGES),
        Column("rows", _("Số dòng"), "int", sort="rows"),
        Column("new", _("Mới"), "int", priority=3),
        Column("changed", _("Thay đổi"), "int", priority=3),
        Column("refused", _("Bị từ chối"), "int", priority=3),
        Column("uploaded_at", _("Nộp lúc"), "datetime", sort="uploaded_at", priority=2),
        Column(
            "uploaded_by",
            _("Người nộp"),
            value=lambda row: str(row.uploaded_by or _("Người vận hành máy chủ")),
            priority=3,
        ),
    ),
)

PROBLEMS = Table(
    export_power="export_register",
    name=_("Lỗi và lưu ý theo dòng"),
    columns=(
        Column("row", _("Dòng"), "int", value=lambda told: told["row"] or None),
        Column("message", _("Vì sao và cần làm gì"), value=lambda told: told["message"], width=70),
        Column("level", _("Mức"), "badge", badges=LEVEL_BADGES),
        Column("column", _("Cột"), "code", value=lambda told: told["column"]),
        Column("sheet", _("Trang tính"), priority=2),
    ),
)

ASKING = Table(
    export_power="export_register",
    name=_("Dòng cần người xác nhận"),
    columns=(
        Column("name", _("Đơn vị trong tệp"), value="name", sub="codes", width=40),
        Column("row_no", _("Dòng"), "int"),
        Column("candidates", _("Có thể là"), value="candidates", width=40),
    ),
)
