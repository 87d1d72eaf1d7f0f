"""The figures of the law as a list: what counts on a day, on what basis, how sure it is."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from arrears.models import LegalRule
from arrears.queries.law import figure_of, words_of
from portal.core.marks import Badge
from portal.core.tables import Column, Table

LAW_GROUPS = {
    "rate": _("Mức đóng"),
    "wage": _("Tiền lương làm căn cứ đóng"),
    "deadline": _("Thời hạn"),
    "late": _("Chậm đóng, trốn đóng"),
    "old": _("Tiền lãi chậm đóng trước 7/2025"),
    "payment": _("Phân bổ tiền nộp"),
    "class595": _("Phân loại nợ theo Quyết định 595 (đến 4/2026)"),
    "class366": _("Phân loại theo Quyết định 366 (từ 5/2026)"),
    "urging": _("Đôn đốc"),
    "publication": _("Công khai, thông tin"),
}
CONFIDENCE_BADGES = {
    "A": Badge(_("Đã đọc nguyên văn"), "success", "circle-check"),
    "B": Badge(_("Nguồn thứ cấp"), "warning", "alert-triangle"),
    "C": Badge(_("Chưa kiểm được"), "warning", "alert-triangle"),
    "D": Badge(_("Suy luận"), "warning", "alert-triangle"),
}
LAW_STATES = {
    LegalRule.State.PROPOSED: Badge(_("Chờ duyệt"), "warning", "clock"),
    LegalRule.State.APPROVED: Badge(_("Đã duyệt"), "success", "circle-check"),
    LegalRule.State.REFUSED: Badge(_("Không duyệt"), "neutral", "x"),
    LegalRule.State.WITHDRAWN: Badge(_("Đã thu hồi"), "neutral", "arrow-back-up"),
}


def entered_by(row: LegalRule) -> str:
    """Who entered it and who approved it, in one line."""
    if row.is_shipped:
        return _now("Có sẵn trong cổng")
    if row.decided_by is None:
        return _now("%(entered)s nhập, chưa ai duyệt") % {"entered": row.entered_by}
    if row.state == LegalRule.State.REFUSED:
        return _now("%(entered)s nhập, %(decided)s không duyệt") % {
            "entered": row.entered_by,
            "decided": row.decided_by,
        }
    return _now("%(entered)s nhập, %(decided)s duyệt") % {"entered": row.entered_by, "decided": row.decided_by}


def title_of(row: LegalRule) -> str:
    return figure_of(row).title


def _group(row: LegalRule) -> str:
    return str(LAW_GROUPS.get(figure_of(row).group, figure_of(row).group))


LAW = Table(
    name=_("Quy định đang áp dụng"),
    default_sort="title",
    row_url=lambda row: reverse("legal-figure", args=[row.key]),
    empty_text=_("Chưa có quy định nào có hiệu lực vào ngày này."),
    group=_group,
    columns=(
        Column("title", _("Quy định"), value=title_of, sort="place", width=44, sub=lambda row: figure_of(row).used),
        Column("group", _("Nhóm"), value=_group, on_page=False, width=24),
        Column("key", _("Mã"), "code", on_page=False, width=24),
        Column("value", _("Giá trị"), value=words_of, sub=lambda row: row.note, width=24),
        Column("valid_from", _("Từ ngày"), "date", sort="valid_from"),
        Column("valid_to", _("Đến ngày"), "date", sort="valid_to", priority=3),
        Column(
            "citation", _("Căn cứ"), width=44, priority=2, sub=lambda row: "" if row.is_shipped else entered_by(row)
        ),
        Column("confidence", _("Độ tin cậy"), "badge", sort="confidence", badges=CONFIDENCE_BADGES),
        Column("note", _("Ghi chú"), on_page=False, width=40),
        Column("entered", _("Người nhập, duyệt"), value=entered_by, on_page=False, width=26),
    ),
)
