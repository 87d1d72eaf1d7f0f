"""Lists of agencies, of reorganisations and of competences."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.filters.agencies import TIERS
from agencies.models import Competence, Reorganisation
from portal.core.marks import Badge
from portal.core.tables import Column, Table

TIER_NAMES = dict(TIERS)

AGENCIES = Table(
    columns=(
        Column("name", _("Cơ quan"), value="name_then", sort="name_then", sub="code"),
        Column("kind", _("Loại cơ quan"), value="kind__name", sort="kind__name"),
        Column("tier", _("Cấp"), value=lambda row: TIER_NAMES.get(row.kind.tier, ""), sort="kind__tier", priority=2),
        Column("area", _("Tỉnh cũ"), value=lambda row: row.area.name if row.area else "", priority=3),
        Column("parent", _("Trực thuộc"), value=lambda row: row.parent.short_name if row.parent else "", priority=3),
        Column("people", _("Người dùng"), "int", sort="people", priority=2),
        Column("valid_from", _("Từ ngày"), "date", sort="valid_from", priority=2),
        Column("valid_to", _("Đến ngày"), "date", sort="valid_to", priority=2),
    ),
    default_sort="name",
    row_url=lambda row: reverse("agency", args=[row.code]),
    empty_text=_("Không có cơ quan nào vào ngày này."),
    name=_("Cơ quan"),
)

STATUS_BADGES = {
    Reorganisation.Status.DRAFT: Badge(_("Dự thảo"), "neutral", "pencil"),
    Reorganisation.Status.DECIDED: Badge(_("Đã quyết định, chưa đến ngày"), "info", "calendar-due"),
    Reorganisation.Status.EFFECTIVE: Badge(_("Đã có hiệu lực"), "success", "check"),
    Reorganisation.Status.WITHDRAWN: Badge(_("Đã rút"), "dark", "arrow-back-up"),
}

REORGANISATIONS = Table(
    columns=(
        Column("what", _("Việc"), value=lambda row: row.get_kind_display(), sort="kind", sub="source"),
        Column("effective_on", _("Hiệu lực từ"), "date", sort="effective_on"),
        Column("status", _("Trạng thái"), "badge", value=lambda row: STATUS_BADGES[row.status], sort="status"),
        Column("decided_by", _("Người quyết định"), value=lambda row: row.decided_by or "", priority=2),
        Column("decided_at", _("Quyết định lúc"), "datetime", sort="decided_at", priority=3),
    ),
    default_sort="-effective_on",
    row_url=lambda row: reverse("reorganisation", args=[row.pk]),
    empty_text=_("Chưa có việc sắp xếp nào."),
    name=_("Sắp xếp cơ quan"),
)

COMPETENCES = Table(
    columns=(
        Column("kind", _("Loại cơ quan"), value="kind__name"),
        Column("measure", _("Biện pháp"), value=lambda row: Competence.Measure(row.measure).label),
        Column("valid_from", _("Từ ngày"), "date"),
        Column("valid_to", _("Đến ngày"), "date"),
        Column("source", _("Căn cứ"), priority=2),
    ),
    empty_text=_("Chưa ghi thẩm quyền nào."),
    name=_("Thẩm quyền qua các ngày"),
)
