"""Events of status and the labour-relations record, as lists."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from employers.models import LabourRelation, Status, StatusEvent
from portal.core.figures import moment_text
from portal.core.marks import Badge
from portal.core.tables import Column, Table

Kind, Relation = StatusEvent.Kind, LabourRelation.Kind
_TONES = {
    Kind.NEW: ("success", "flag"),
    Kind.RESUMED: ("success", "circle-check"),
    Kind.SUSPENDED: ("warning", "player-pause"),
    Kind.DISSOLVING: ("danger", "hourglass"),
    Kind.DISSOLVED: ("dark", "circle-x"),
    Kind.BANKRUPT: ("dark", "circle-x"),
    Kind.LICENCE_REVOKED: ("danger", "ban"),
    Kind.NOT_AT_ADDRESS: ("warning", "map-pin-off"),
    Kind.NO_REPRESENTATIVE: ("warning", "user-off"),
    Kind.ABSCONDED: ("danger", "door-exit"),
}
EVENTS_OF = {kind: Badge(kind.label, *_TONES[kind]) for kind in Kind}
STATUSES = {
    status: Badge(status.label, "success", "circle-check")
    if status == Status.OPERATING
    else Badge(status.label, *_TONES[Kind(status.value)])
    for status in Status
    if status != Status.UNCONFIRMED
} | {Status.UNCONFIRMED: Badge(Status.UNCONFIRMED.label, "neutral", "help-circle")}
RELATIONS_OF = {
    Relation.RULES: Badge(Relation.RULES.label, "neutral", "file-text"),
    Relation.AGREEMENT: Badge(Relation.AGREEMENT.label, "info", "file-check"),
    Relation.DIALOGUE: Badge(Relation.DIALOGUE.label, "info", "message"),
    Relation.STRIKE: Badge(Relation.STRIKE.label, "danger", "alert-circle"),
    Relation.STOPPAGE: Badge(Relation.STOPPAGE.label, "danger", "alert-circle"),
    Relation.WAGE_ARREARS: Badge(Relation.WAGE_ARREARS.label, "warning", "cash"),
}


def source_of(event: StatusEvent) -> str:
    """Where the agency's word came from; `review` comes along."""
    if event.review_id is not None:
        return f"{_('Rà soát')}: {event.review.title}"
    return str(_("Tệp đã nộp") if event.batch_id is not None else _("Ghi trực tiếp"))


def _recorded(event: StatusEvent) -> str:
    return moment_text(event.recorded_at)


def days_of(row: LabourRelation) -> int | None:
    """How many days a strike or stoppage lasted, the first and the last counted; None while it goes on."""
    is_over = row.ended_on is not None and row.kind in (Relation.STRIKE, Relation.STOPPAGE)
    return (row.ended_on - row.begun_on).days + 1 if is_over else None


STATUS_EVENTS = Table(
    export_power="export_register",
    name=_("Biến động của đơn vị"),
    default_sort="-happened_on",
    row_url=lambda row: reverse("employer-events", args=[row.employer_id]),
    empty_text=_("Chưa có biến động nào."),
    columns=(
        Column(
            "employer",
            _("Đơn vị"),
            value="employer__name",
            sort="employer__sort_key",
            sub="employer__address",
            width=32,
        ),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", priority=2),
        Column("kind", _("Biến động"), "badge", badges=EVENTS_OF, sort="kind"),
        Column("happened_on", _("Ngày xảy ra"), "date", sort="happened_on"),
        Column("until", _("Dự kiến đến"), "date", priority=3),
        Column("document_no", _("Số văn bản"), priority=3, width=16),
        Column("agency", _("Cơ quan cung cấp"), value="agency__short_name", priority=2, width=18),
        Column("source", _("Nguồn"), value=source_of, sort="recorded_at", sub=_recorded, priority=3, width=24),
        Column("recorded_at", _("Ghi lúc"), "datetime", on_page=False),
    ),
)


def _relations(*, total: bool) -> Table:
    """Workers are added up only where all rows are of one sort: a strike's are not those of an agreement."""
    return Table(
        export_power="export_register",
        name=_("Quan hệ lao động"),
        default_sort="-begun_on",
        row_url=lambda row: reverse("employer-relations", args=[row.employer_id]),
        empty_text=_("Chưa có nội dung nào được ghi."),
        columns=(
            Column(
                "employer",
                _("Đơn vị"),
                value="employer__name",
                sort="employer__sort_key",
                sub="employer__address",
                width=32,
            ),
            Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", priority=3),
            Column("kind", _("Nội dung"), "badge", badges=RELATIONS_OF, sort="kind"),
            Column("begun_on", _("Từ ngày"), "date", sort="begun_on"),
            Column("ended_on", _("Đến ngày"), "date", priority=2),
            Column("days", _("Số ngày"), "int", value=days_of, priority=2),
            Column("workers", _("Số lao động"), "int", sort="workers", total=total),
            Column("amount", _("Số tiền (đồng)"), "money", sort="amount", priority=3, total=total),
            Column("document_no", _("Số văn bản"), on_page=False, width=16),
            Column("note", _("Nội dung cụ thể"), on_page=False, width=40),
            Column("agency", _("Cơ quan ghi nhận"), value="agency__short_name", priority=2, width=18),
        ),
    )


LABOUR_RELATIONS, OF_ONE_KIND = _relations(total=False), _relations(total=True)
