"""BHXH's notes: the debtors of a month with the note in force, and the history of one employer's notes."""

from dataclasses import replace

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerRow
from arrears.tables.badges import CLASS_BADGES, employer_url
from portal.core.marks import Badge
from portal.core.tables import Column, Table

FORM = "many-notes"
TICK = '<input type="checkbox" class="form-check-input" name="employer" value="{}" form="{}" aria-label="{}">'
NONE = Badge(_("Chưa ghi"), "warning", "pencil")


def _tick(row: LedgerRow) -> SafeString:
    return format_html(TICK, row.employer_id, FORM, _("Chọn %(name)s") % {"name": row.employer.name})


def _cause(row: LedgerRow):
    if row.note_month is None:
        return NONE
    return row.note_cause_name or _("Chưa rõ nguyên nhân")


def _since(row: LedgerRow) -> str:
    return _("từ %(month)s") % {"month": f"{row.note_month:%m/%Y}"} if row.note_month else ""


def _codes(row: LedgerRow) -> str:
    place = row.commune.name if row.commune else _("Chưa gắn địa bàn")
    return f"{row.employer.unit_code} · {place}"


NOTES = Table(
    name=_("Đơn vị nợ và ghi nhận của BHXH"),
    tie_break="employer_id",
    default_sort="-owed",
    row_url=employer_url,
    empty_text=_("Tháng này không có đơn vị nào chậm đóng, trốn đóng."),
    columns=(
        Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_codes, width=34),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", on_page=False),
        Column("commune", _("Xã, phường"), value="commune__name", on_page=False, width=18),
        Column("worst", _("Phân loại"), "badge", sort="worst", badges=CLASS_BADGES, priority=2),
        Column("months", _("Số tháng"), "decimal", value="months_shown", places=None, priority=2),
        Column("owed", _("Tổng nợ"), "money", sort="owed", total=True),
        Column("cause", _("Nguyên nhân"), "badge", value=_cause, sub=_since, width=30),
        Column("solution", _("Giải pháp thu hồi"), value="note_solution", priority=2, width=34),
        Column("measures", _("Biện pháp đã xử lý"), value="note_measures", priority=3, width=34),
        Column("proposal", _("Ý kiến đề xuất"), value="note_proposal", priority=3, width=34),
        Column("remark", _("Ghi chú"), value="note_remark", priority=3, width=24),
    ),
)
PICK = Column("pick", _("Chọn"), value=_tick, in_files=False)
PICKED = replace(NOTES, columns=(NOTES.columns[0], PICK, *NOTES.columns[1:]))

EMPLOYER_NOTES = Table(
    name=_("Các lần ghi nhận"),
    columns=(
        Column("month", _("Từ tháng"), "month"),
        Column("cause", _("Nguyên nhân"), value=lambda note: note.cause.name if note.cause else ""),
        Column("solution", _("Giải pháp thu hồi"), width=34),
        Column("measures", _("Biện pháp đã xử lý"), width=34),
        Column("proposal", _("Ý kiến đề xuất"), width=34),
        Column("remark", _("Ghi chú"), priority=2, width=24),
        Column("made_by", _("Người ghi"), value=lambda note: str(note.made_by or ""), priority=2),
        Column("made_at", _("Ghi lúc"), "datetime", priority=2),
    ),
)
