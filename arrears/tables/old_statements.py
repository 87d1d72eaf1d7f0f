"""The months under Decision 595 as BHXH stated them, each with the file that said it."""

from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerRow
from arrears.models.old_statements import SECTIONS
from arrears.tables.badges import CLASS_BADGES
from portal.core.marks import Badge
from portal.core.tables import Column, Table

OLD_BADGES = {
    "": Badge(_("Chưa xếp"), "neutral", "help-circle"),
    "I": Badge(SECTIONS["I"], "info", "clock"),
    "II": Badge(SECTIONS["II"], "warning", "alert-triangle"),
    "III": Badge(SECTIONS["III"], "danger", "alert-circle"),
    "IV": Badge(SECTIONS["IV"], "danger", "alert-circle"),
}
NOT_IN_FORCE = Badge(_("Chưa áp dụng"), "neutral", "minus")


def _section(row) -> Badge:
    return OLD_BADGES[row.section]


def _counted(row) -> str:
    """The class by months where it is another than the section; a section that agrees needs no second word."""
    if not row.counted or row.counted == row.section:
        return ""
    return _("Theo số tháng: %(name)s") % {"name": SECTIONS[row.counted].lower()}


def _by_law(row) -> Badge:
    return NOT_IN_FORCE if row.by_law is None else CLASS_BADGES[LedgerRow.Class(row.by_law)]


def _paper(row) -> str:
    day = f"{row.document_on:%d/%m/%Y}" if row.document_on else ""
    return ", ".join(filter(None, (row.document_no, day)))


OLD_STATEMENTS = Table(
    name=_("Số liệu nợ theo Quyết định 595"),
    columns=(
        Column("month", _("Tháng"), "month"),
        Column("months", _("Số tháng nợ"), "decimal", places=None),
        Column("section", _("Loại nợ (QĐ 595)"), "badge", value=_section, sub=_counted),
        Column("by_law", _("Theo Luật 41"), "badge", value=_by_law, priority=2),
        Column("owed", _("Tổng nợ"), "money"),
        Column("owed_bhxh", _("BHXH"), "money", priority=2),
        Column("owed_bhyt", _("BHYT"), "money", priority=3),
        Column("owed_bhtn", _("BHTN"), "money", priority=3),
        Column("owed_tnld_bnn", _("TNLĐ-BNN"), "money", priority=3),
        Column("owed_interest", _("Tiền lãi"), "money", priority=2),
        Column("measures", _("Biện pháp"), sub=_paper, priority=2, width=30),
        Column("note", _("Ghi chú"), priority=3, width=24),
        Column("file", _("Nguồn"), value=lambda row: row.batch.file.name, priority=3),
        Column("applied_at", _("Ghi nhận lúc"), "datetime", value=lambda row: row.batch.applied_at, priority=3),
    ),
)
