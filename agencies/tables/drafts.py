"""Drafts of directives on their way."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import DirectiveDraft
from portal.core.marks import Badge
from portal.core.tables import Column, Table

Status = DirectiveDraft.Status
STATUS_BADGES = {
    Status.DRAFT: Badge(Status.DRAFT.label, "neutral", "pencil"),
    Status.SUBMITTED: Badge(Status.SUBMITTED.label, "info", "hourglass"),
    Status.RETURNED: Badge(Status.RETURNED.label, "warning", "arrow-back-up"),
    Status.APPROVED: Badge(Status.APPROVED.label, "success", "circle-check"),
    Status.DISCARDED: Badge(Status.DISCARDED.label, "neutral", "trash"),
}


def _what(draft: DirectiveDraft) -> str:
    if draft.corrects_id is None:
        return str(_("Văn bản mới"))
    return str(_("Sửa %(directive)s") % {"directive": draft.corrects})


DRAFTS = Table(
    columns=(
        Column("subject", _("Dự thảo"), value=lambda draft: draft.content["directive"]["subject"], sub=_what),
        Column("code", _("Mã"), value=lambda draft: draft.content["directive"]["code"], priority=2),
        Column("status", _("Trạng thái"), "badge", badges=STATUS_BADGES, sort="status"),
        Column("author", _("Người soạn"), value="author__full_name", sort="author__full_name"),
        Column("changed_at", _("Sửa lần cuối"), "datetime", sort="changed_at"),
        Column("reviewer", _("Người duyệt"), value="reviewer__full_name", priority=2),
    ),
    default_sort="-changed_at",
    row_url=lambda draft: reverse("draft", args=[draft.pk]),
    empty_text=_("Chưa có dự thảo nào."),
    name=_("Dự thảo văn bản"),
)
