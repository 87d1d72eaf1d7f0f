"""The lists of debtors, and who owes most."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrears.tables.badges import CLASS_BADGES, STATE_NAMES, employer_url
from portal.core.tables import Column, Table

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
