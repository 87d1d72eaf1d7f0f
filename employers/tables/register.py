"""The list of employers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.marks import Badge
from portal.core.tables import Column, Table

CHECK_DIGITS = {
    True: Badge(_("Đúng"), "success", "circle-check"),
    False: Badge(_("Sai số kiểm tra"), "warning", "alert-triangle"),
    None: Badge(_("Chưa có"), "neutral", ""),
}

EMPLOYERS = Table(
    name=_("Đơn vị sử dụng lao động"),
    default_sort="name",
    row_url=lambda row: reverse("employer", args=[row.pk]),
    empty_text=_("Không có đơn vị nào."),
    columns=(
        Column("name", _("Đơn vị"), value="name", sort="sort_key", sub="address", width=36),
        Column("unit_code", _("Mã đơn vị"), "code", sort="unit_code"),
        Column("tax_code", _("Mã số thuế"), "code", sort="tax_code", priority=2),
        Column("tax_code_ok", _("Số kiểm tra"), "badge", badges=CHECK_DIGITS, priority=3),
        Column("commune", _("Xã, phường"), value="commune__name", priority=2, width=18),
        Column("zone", _("Khu, cụm"), value="zone__name", priority=3, width=18),
        Column("agency", _("Cơ quan quản lý"), value="agency__short_name", priority=3, width=20),
        Column("office", _("BHXH cơ sở"), value="office__short_name", priority=3, width=20),
    ),
)
