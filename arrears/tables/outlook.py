"""Who crosses sixty days or the threshold of months by which day unless somebody pays, and what waiting costs."""

from dataclasses import replace

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from arrears.tables.badges import CLASS_BADGES, employer_url
from portal.core.marks import Badge
from portal.core.tables import Column, Table

URGED_BADGES = {
    True: Badge(_("Đã đôn đốc"), "success", "circle-check"),
    False: Badge(_("Chưa đôn đốc"), "warning", "clock"),
}


def _codes(row) -> str:
    return f"{row.employer.unit_code} · {row.commune or _now('Chưa gắn địa bàn')}"


OUTLOOK = Table(
    name=_("Dự báo nếu không nộp"),
    tie_break="employer_id",
    default_sort="next",
    row_url=employer_url,
    empty_text=_("Không đơn vị nào có khoản quá hạn trong phạm vi này."),
    columns=(
        Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_codes, width=34),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", on_page=False),
        Column("office", _("BHXH cơ sở"), value="office__name", on_page=False, width=24),
        Column("worst", _("Phân loại"), "badge", value="worst", sort="worst", badges=CLASS_BADGES, priority=2),
        Column("owed", _("Nợ quá hạn"), "money", sort="owed", total=True),
        Column(
            "falls_due", _("Hạn cũ nhất"), "date", sort="falls_due", on_page=False, help=_("Của khoản BHXH chưa đóng")
        ),
        Column("days", _("Số ngày"), "int", value="days_then", sort="days_then", priority=2),
        Column("sixty", _("Quá 60 ngày từ"), "date", value="sixty_on", sort="sixty_on"),
        Column("listed", _("Đủ mốc tháng ngày"), "date", value="listed_on", sort="listed_on"),
        Column("next", _("Mốc sắp tới"), "date", value="next_on", sort="next_on"),
        Column("urged", _("Đôn đốc"), "badge", value="is_urged", badges=URGED_BADGES, priority=2),
        Column("per_day", _("Thêm mỗi ngày"), "money", sort="per_day", total=True, priority=2),
        Column("until_next", _("Thêm đến mốc"), "money", sort="until_next", on_page=False),
    ),
)


def outlook_table(*, after: int | None, threshold: int, knows_urging: bool) -> Table:
    """The table by the days and months of the law and the setting; who was urged only for those who may know."""
    labels = {
        "sixty": _now("Quá %(days)s ngày từ") % {"days": after or 60},
        "listed": _now("Đủ %(months)s tháng ngày") % {"months": threshold},
    }
    columns = [replace(column, label=labels.get(column.key, column.label)) for column in OUTLOOK.columns]
    return replace(OUTLOOK, columns=tuple(one for one in columns if knows_urging or one.key != "urged"))
