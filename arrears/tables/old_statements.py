"""The months under Decision 595 as BHXH stated them, each with the file that said it."""

from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerRow
from arrears.models.old_statements import OLD_LABELS, SECTIONS
from arrears.tables.badges import CLASS_BADGES
from portal.core.figures import moment_text
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
NOT_IN_LEDGER = Badge(_("Sổ chưa có"), "neutral", "help-circle")


def _section(row) -> Badge:
    return OLD_BADGES[row.section]


def _counted(row) -> str:
    """The class by months where it is another than the section; a section that agrees needs no second word."""
    if not row.counted or row.counted == row.section:
        return ""
    return _("Theo số tháng: %(name)s") % {"name": SECTIONS[row.counted].lower()}


def _by_law(row) -> Badge:
    if row.by_law is None:
        return NOT_IN_LEDGER if row.is_under_law else NOT_IN_FORCE
    return CLASS_BADGES[LedgerRow.Class(row.by_law)]


def _paper(row) -> str:
    day = f"{row.document_on:%d/%m/%Y}" if row.document_on else ""
    return "; ".join(filter(None, (", ".join(filter(None, (row.document_no, day))), row.note)))


def _stamp(row) -> str:
    """Which file said it, and when it was let in."""
    return _("%(file)s, ghi nhận %(at)s") % {"file": row.batch.file.name, "at": moment_text(row.batch.applied_at)}


OLD_STATEMENTS = Table(
    name=_("Số liệu nợ theo Quyết định 595"),
    columns=(
        Column("month", _("Tháng"), "month"),
        Column("months", _("Số tháng nợ"), "decimal", places=None),
        Column("section", _("Loại nợ (QĐ 595)"), "badge", value=_section, sub=_counted),
        Column("by_law", _("Theo Luật 41"), "badge", value=_by_law, priority=2),
        Column("owed", _("Tổng nợ"), "money"),
        *(Column(f"owed_{name}", label, "money") for name, label in OLD_LABELS.items()),
        Column("measures", _("Biện pháp"), sub=_paper, priority=2, width=30),
        Column("source", _("Nguồn"), value=_stamp, width=34),
    ),
)
