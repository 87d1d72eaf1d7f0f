"""The special days of a year."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.marks import Badge
from portal.core.tables import Column, Table

WEEKDAYS = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
WORKED, OFF = Badge(_("Làm bù"), "info", "briefcase"), Badge(_("Nghỉ"), "success", "calendar")
ESTIMATE, KNOWN = Badge(_("Ước tính"), "warning", "help-circle"), Badge(_("Đã có thông báo"), "neutral", "check")

SPECIAL_DAYS = Table(
    columns=(
        Column("day", _("Ngày"), "date", sub=lambda row: WEEKDAYS[row.day.weekday()]),
        Column("kind", _("Là ngày"), "badge", value=lambda row: WORKED if row.is_working else OFF),
        Column("name", _("Lý do")),
        Column("source", _("Căn cứ"), priority=2),
        Column("state", _("Thông báo"), "badge", value=lambda row: ESTIMATE if row.is_estimate else KNOWN),
        Column("who", _("Người đổi"), value=lambda row: str(row.changed_by or ""), priority=3),
    ),
    row_url=lambda row: reverse("special-day", args=[row.day.isoformat()]),
    empty_text=_("Năm này chưa có ngày nào."),
    name=_("Ngày nghỉ, ngày làm bù"),
)
