"""The settings of a province as a list: one row for each key, with the value that holds."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.queries.settings import Held
from portal.core.figures import date_text
from portal.core.marks import Badge
from portal.core.tables import Column, Table


def _state(held: Held) -> Badge:
    if held.coming is not None:
        return Badge(_("Sắp đổi"), "info", "clock")
    if held.row is not None and held.row.changed_by is not None:
        return Badge(_("Tỉnh đã đặt"), "success", "check")
    return Badge(_("Theo văn bản"), "neutral", "file-text") if held.differs else Badge(_("Mặc định"), "neutral")


def _coming(held: Held) -> str:
    if held.coming is None:
        return ""
    words = {"day": date_text(held.coming.valid_from), "value": held.coming_words}
    return str(_("Từ %(day)s: %(value)s")) % words


def _who(held: Held) -> str:
    return str(held.row.changed_by) if held.row and held.row.changed_by else ""


SETTINGS = Table(
    columns=(
        Column("title", _("Tham số"), value=lambda held: held.definition.title, sub=lambda held: held.definition.key),
        Column("words", _("Đang áp dụng"), sub=_coming),
        Column("default", _("Mặc định"), value=lambda held: held.default_words, priority=3),
        Column("since", _("Từ ngày"), "date", value=lambda held: held.row.valid_from if held.row else None, priority=2),
        Column("reason", _("Căn cứ, lý do"), priority=2),
        Column("state", _("Tình trạng"), "badge", value=_state),
        Column("who", _("Người đổi"), value=_who, priority=3),
    ),
    row_url=lambda held: reverse("setting", args=[held.definition.key]),
    empty_text=_("Chưa có tham số nào."),
    name=_("Tham số"),
)
