"""The list of employers: a page for people, and a file whose columns are those of the kind business-registry, so that it can be
sent back as it is. Codes stay text."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.reference_files import rows
from employers.models import Employer, Identifier, Workplace
from employers.tables.events import STATUSES
from portal.core.marks import Badge
from portal.core.tables import Column, Table

CHECK_DIGITS = {
    True: Badge(_("Đúng"), "success", "circle-check"),
    False: Badge(_("Sai số kiểm tra"), "warning", "alert-triangle"),
    None: Badge(_("Chưa có"), "neutral", ""),
}
KINDS = {int(row["number"]): row["name"] for row in rows("employers", "kinds")}


def _kind(row: Employer) -> str:
    return KINDS.get(row.kind or 0, "")


EMPLOYERS = Table(
    export_power="export_register",
    name=_("Đơn vị sử dụng lao động"),
    default_sort="name",
    row_url=lambda row: reverse("employer", args=[row.pk]),
    empty_text=_("Không có đơn vị nào."),
    columns=(
        Column("name", _("Tên đơn vị"), value="name", sort="sort_key", sub="address", width=36),
        Column("unit_code", _("Mã đơn vị"), "code", sort="unit_code"),
        Column("tax_code", _("Mã số thuế"), "code", sort="tax_code", priority=2),
        Column("tax_code_ok", _("Số kiểm tra"), "badge", badges=CHECK_DIGITS, priority=3),
        Column("status", _("Tình trạng"), "badge", badges=STATUSES, priority=2),
        Column("kind_name", _("Loại hình đơn vị"), value=_kind, priority=3, width=24, in_files=False),
        Column("commune", _("Xã, phường"), value="commune__name", sub="zone__name", priority=2, width=18),
        Column("agency", _("Cơ quan quản lý"), value="agency__short_name", priority=2, width=20),
        Column("office", _("BHXH cơ sở"), value="office__short_name", priority=3, width=20),
        Column("address", _("Địa chỉ"), on_page=False, width=36),
        Column("commune_code", _("Mã xã"), "code", value="commune__code", on_page=False),
        Column("zone_code", _("Mã khu"), "code", value="zone__code", on_page=False),
        Column("kind", _("Loại hình"), on_page=False),
        Column("sector", _("Ngành cấp 1"), on_page=False),
        Column("vsic", _("Mã ngành VSIC"), "code", on_page=False),
        Column("vsic_version", _("Phiên bản VSIC"), "code", on_page=False),
        Column("registration_no", _("Số đăng ký kinh doanh"), "code", on_page=False),
        Column("personal_no", _("Số định danh cá nhân của chủ hộ"), "code", on_page=False),
        Column("budget_code", _("Mã đơn vị quan hệ ngân sách"), "code", on_page=False),
        Column("parent_code", _("Mã số thuế đơn vị chủ quản"), "code", value="parent__tax_code", on_page=False),
        Column("began_on", _("Ngày bắt đầu hoạt động"), "date", on_page=False),
    ),
)


def _days(row: Identifier | Workplace) -> str:
    begun = row.valid_from.strftime("%d/%m/%Y") if row.valid_from else "…"
    return f"{begun} – {row.valid_to.strftime('%d/%m/%Y') if row.valid_to else '…'}"


IDENTIFIERS = Table(
    export_power="export_register",
    name=_("Mã của đơn vị"),
    empty_text=_("Chưa ghi mã nào."),
    columns=(
        Column("value", _("Mã"), "code"),
        Column("scheme", _("Loại mã"), value=lambda row: row.get_scheme_display(), width=24),
        Column("is_right", _("Số kiểm tra"), "badge", badges=CHECK_DIGITS, priority=2),
        Column("days", _("Hiệu lực"), value=_days, width=24),
        Column("source", _("Nguồn"), priority=3, width=30),
    ),
)
WORKPLACES = Table(
    export_power="export_register",
    name=_("Nơi làm việc"),
    empty_text=_("Chưa ghi nơi làm việc nào ngoài trụ sở."),
    columns=(
        Column("name", _("Tên"), sub="address", width=30),
        Column("commune", _("Xã, phường"), value="commune__name", priority=2, width=18),
        Column("zone", _("Khu, cụm"), value="zone__name", priority=2, width=18),
        Column("plot", _("Lô"), priority=3),
        Column("workers", _("Lao động"), "int"),
        Column("days", _("Thời gian"), value=_days, priority=2, width=24),
        Column("source", _("Nguồn"), priority=3, width=30),
    ),
)
