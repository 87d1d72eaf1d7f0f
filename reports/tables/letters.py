"""The list of the coordinator's letters."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.marks import Badge
from portal.core.tables import Column, Table
from reports.models import Letter

LETTER_STATUS = {
    Letter.Status.DRAFT: Badge(_("Dự thảo"), "warning", "pencil"),
    Letter.Status.ISSUED: Badge(_("Đã ban hành"), "success", "send"),
    Letter.Status.DISCARDED: Badge(_("Đã bỏ"), "neutral"),
}

LETTERS = Table(
    name=_("Văn bản đôn đốc, đánh giá"),
    columns=(
        Column("kind", _("Loại"), value=lambda letter: letter.get_kind_display(), sort="kind", sub="sender_name"),
        Column("addressee_name", _("Gửi"), sort="addressee_name"),
        Column("number", _("Số, ký hiệu"), kind="code", sort="number"),
        Column("status", _("Trạng thái"), kind="badge", badges=LETTER_STATUS, sort="status"),
        Column("lines_count", _("Số dòng"), kind="int", sort="lines_count", priority=2),
        Column("as_of", _("Tính đến"), kind="date", sort="as_of", priority=2),
        Column("issued_at", _("Ban hành lúc"), kind="datetime", sort="issued_at", priority=2),
    ),
    default_sort="-as_of",
    row_url=lambda letter: reverse("letter", args=[letter.pk]),
    empty_text=_("Chưa có văn bản đôn đốc hoặc đánh giá nào."),
)
