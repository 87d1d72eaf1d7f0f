"""The book of exchanges, the counters of those not in step, the drops of data and what differs in them."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Obligation
from agencies.rules.wording import period_words
from agencies.tables.obligations import OUTCOME_BADGES, due_badge, owner_name, source_words
from employers.models import DataExchange, SyncCount
from employers.queries.drops import CAME, CHANGED, WENT, late_days
from portal.core.marks import Badge
from portal.core.tables import Column, Table


def _side(agency: Any, name: str) -> str:
    return agency.name if agency else name


def _state(row: DataExchange) -> Badge:
    if row.received_on is not None:
        return Badge(_("Đã nhận"), "success", "circle-check")
    return Badge(_("Chưa nhận"), "warning", "inbox")


EXCHANGES = Table(
    export_power="export_register",
    columns=(
        Column("subject", gettext_lazy("Nội dung"), sort="subject", sub="document_no", width=50),
        Column("sender", gettext_lazy("Bên gửi"), value=lambda row: _side(row.sender, row.sender_name), width=30),
        Column(
            "receiver", gettext_lazy("Bên nhận"), value=lambda row: _side(row.receiver, row.receiver_name), width=30
        ),
        Column("form", gettext_lazy("Hình thức"), value=lambda row: row.get_form_display(), sort="form", priority=2),
        Column(
            "period",
            gettext_lazy("Kỳ"),
            value=lambda row: period_words(row.period) if row.period else "",
            sort="period",
        ),
        Column("sent_on", gettext_lazy("Ngày gửi"), "date", sort="sent_on"),
        Column("received_on", gettext_lazy("Ngày nhận"), "date", sort="received_on", priority=2),
        Column("state", gettext_lazy("Tình trạng"), "badge", value=_state),
        Column("rows", gettext_lazy("Số dòng"), "int", sort="rows", priority=3),
        Column("note", gettext_lazy("Ghi chú"), on_page=False),
    ),
    default_sort="-sent_on",
    row_url=lambda row: reverse("exchange", args=[row.pk]),
    empty_text=gettext_lazy("Chưa ghi lần trao đổi nào."),
    name=gettext_lazy("Sổ trao đổi dữ liệu"),
)

SYNC = Table(
    export_power="export_register",
    columns=(
        Column("name", gettext_lazy("Xã, phường"), value="territory__name", sort="territory__sort_key", width=30),
        Column("code", gettext_lazy("Mã xã"), "code", value="territory__code", on_page=False),
        Column("as_of", gettext_lazy("Tính đến ngày"), "date", sort="as_of"),
        Column("unsynced", gettext_lazy("Số chưa đồng bộ"), "int", sort="unsynced", total=True),
        Column("verified", gettext_lazy("Đã xác minh"), "int", sort="verified", total=True),
        Column("remaining", gettext_lazy("Còn lại"), "int", sort="remaining", total=True),
        Column("last_on", gettext_lazy("Xác minh gần nhất"), "date", sort="last_on", priority=2),
        Column("source", gettext_lazy("Nguồn"), priority=3, width=30),
    ),
    default_sort="-remaining",
    row_url=lambda row: reverse("sync-count", args=[row.pk]),
    empty_text=gettext_lazy("Chưa ghi số chưa đồng bộ nào."),
    name=gettext_lazy("Chưa đồng bộ với CSDL dân cư"),
)

STEPS = Table(
    export_power="export_register",
    columns=(
        Column("on", gettext_lazy("Ngày"), "date", value="on"),
        Column("number", gettext_lazy("Số đã xác minh"), "int", value="number"),
        Column("agency", gettext_lazy("Cơ quan"), value="agency__name"),
        Column("note", gettext_lazy("Ghi chú"), value="note"),
    ),
    empty_text=gettext_lazy("Chưa ai xác minh."),
    name=gettext_lazy("Các lần xác minh"),
)

COUNTS = Table(
    export_power="export_register",
    columns=(
        Column("as_of", gettext_lazy("Tính đến ngày"), "date", value="as_of"),
        Column("unsynced", gettext_lazy("Số chưa đồng bộ"), "int", value="unsynced"),
        Column("verified", gettext_lazy("Đã xác minh"), "int", value="verified"),
        Column("remaining", gettext_lazy("Còn lại"), "int", value=lambda row: row.unsynced - row.verified),
        Column("source", gettext_lazy("Nguồn"), value="source"),
    ),
    name=gettext_lazy("Các lần đếm"),
)


def count_words(count: SyncCount) -> str:
    return _("%(place)s: còn %(left)s") % {"place": count.territory.name, "left": count.unsynced - count.verified}


# --- Drops -----------------------------------------------------------------------------------------------------------


def drops_table(today: date) -> Table:
    """What each supplier owes when, with the sentence that orders it, what came, and how it differs from the drop before."""
    return Table(
        export_power="export_register",
        columns=(
            Column("agency", _("Bên cung cấp"), value=owner_name, sort=("holder__folded", "agency__folded"), width=30),
            Column(
                "duty", _("Dữ liệu"), value="duty__summary_vi", sub=source_words, width=60,
                link=lambda row: reverse("obligation", args=[row.pk]),
            ),
            Column("period", _("Kỳ"), value=lambda row: period_words(row.period), sort="period_start"),
            Column("due", _("Hạn"), "date", value="due_on", sort="due_on", sub=lambda row: due_badge(row, today)),
            Column("outcome", _("Tình trạng"), "badge", value=lambda row: OUTCOME_BADGES.get(row.outcome)),
            Column("late", _("Chậm (ngày)"), "int", value=lambda row: late_days(row, today) or None, priority=2),
            Column("received", _("Đã nhận"), value=_received, link=_received_url, sub=_received_rows, priority=2),
            _difference(CAME, _("Thêm")),
            _difference(WENT, _("Bớt")),
            _difference(CHANGED, _("Đổi")),
            Column("text", _("Nguyên văn"), value="duty__text", on_page=False, width=80),
        ),
        default_sort="-due",
        empty_text=_("Không có kỳ cung cấp dữ liệu nào."),
        name=_("Kỳ cung cấp dữ liệu"),
    )  # fmt: skip


def _received(row: Obligation) -> str | None:
    if row.batch_id:
        return _("Tệp nộp trên cổng")
    return row.thing_label or None


def _received_url(row: Obligation) -> str | None:
    return f"/nguon-du-lieu/tep/{row.batch_id}/" if row.batch_id else row.thing_url or None


def _received_rows(row: Obligation) -> str:
    return _("%(rows)s dòng") % {"rows": row.batch_rows} if row.batch_id else ""


def _difference(what: str, label: str) -> Column:
    def number(row: Obligation) -> int | None:
        return (row.batch_drop or {}).get(what)

    def link(row: Obligation) -> str | None:
        return f"{reverse('drop-difference', args=[row.batch_id])}?nhom={what}" if number(row) else None

    return Column(what, label, "int", value=number, link=link, priority=3)


CHANGES = Table(
    export_power="export_register",
    columns=(
        Column("name", gettext_lazy("Tên"), value=lambda row: row.name or row.commune_name, width=40),
        Column("tax_code", gettext_lazy("Mã số thuế"), "code", sort="tax_code"),
        Column("unit_code", gettext_lazy("Mã đơn vị"), "code", sort="unit_code", priority=2),
        Column("commune_name", gettext_lazy("Xã, phường"), priority=2),
        Column("zone_code", gettext_lazy("Khu, cụm"), priority=3),
        Column("employed", gettext_lazy("Lao động"), "int", sort="employed"),
        Column("subject", gettext_lazy("Thuộc diện"), "int", sort="subject", priority=2),
        Column("participating", gettext_lazy("Đã tham gia"), "int", sort="participating", priority=2),
        Column("row_no", gettext_lazy("Dòng"), "int", sort="row_no", priority=3),
    ),
    default_sort="row_no",
    empty_text=gettext_lazy("Không có dòng nào."),
    name=gettext_lazy("Khác với kỳ trước"),
)
