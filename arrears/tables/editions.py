"""Editions and their lines, as their publisher sees them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.marks import Badge
from portal.core.tables import Column, Table

EDITION_BADGES = {
    False: Badge(_("Đang công khai"), "success", "eye"),
    True: Badge(_("Đã gỡ"), "danger", "eye-off"),
}
LINE_BADGES = {
    None: Badge(_("Đang công khai"), "neutral", "eye"),
    "delisted": Badge(_("Đã đưa ra: đã nộp"), "success", "circle-check"),
    "corrected": Badge(_("Đã đính chính"), "warning", "edit"),
}

EDITIONS = Table(
    name=_("Các danh sách đã công khai"),
    default_sort="-published_at",
    row_url=lambda row: reverse("edition", args=[row.code]),
    empty_text=_("Chưa có danh sách nào được công khai."),
    export_power="see_publication",
    columns=(
        Column("title", _("Danh sách"), value="title", sub=lambda row: f"{row.publisher} · {row.unit_name}", width=50),
        Column("full_number", _("Số"), sort="number", width=16),
        Column("month", _("Tháng"), "month", sort="month"),
        Column("published_at", _("Công khai lúc"), "datetime", sort="published_at"),
        Column("lines_count", _("Đơn vị"), "int", sort="lines_count"),
        Column("left", _("Đã đưa ra"), "int", priority=2),
        Column("gone", _("Trạng thái"), "badge", value="gone", badges=EDITION_BADGES),
    ),
)


def lines_of(edition, *, may_end: bool, is_gone: bool = False) -> Table:
    """The lines of one edition; who may take a line off goes to it by its name. Of one that is withdrawn none is public."""
    badges = LINE_BADGES | ({None: EDITION_BADGES[True]} if is_gone else {})
    owes = (
        Column("months", _("Số tháng"), "decimal", sort="months", places=None),
        Column("owed", _("Tổng (đồng)"), "money", sort="owed", total=True),
        Column("class_word", _("Công khai là"), value="class_word", priority=2, width=30),
    )
    return Table(
        name=_("Các dòng của danh sách"),
        default_sort="place",
        row_url=(lambda row: reverse("edition-line", args=[edition.code, row.place])) if may_end else None,
        export_power="see_publication",
        columns=(
            Column("place", _("STT"), "int", sort="place", width=6),
            Column("name", _("Đơn vị"), value="name", sort="folded", sub=lambda row: row.address, width=40),
            Column("unit_code", _("Mã đơn vị"), "code", sort="unit_code"),
            Column("tax_code", _("Mã số thuế"), "code", priority=2),
            Column("workers", _("Lao động"), "int", sort="workers", priority=2),
            *(() if edition.what == "praise" else owes),  # who is praised owes nothing
            Column("ended", _("Tình trạng"), "badge", value="ended", badges=badges),
        ),
    )
