"""Proposed corrections and pairs that may be one, as lists."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from employers.models import Correction, DuplicatePair
from employers.queries.corrections import FIELDS
from portal.core.marks import Badge
from portal.core.tables import Column, Table

CORRECTION_STATES = {
    Correction.State.OPEN: Badge(Correction.State.OPEN.label, "warning", "hourglass"),
    Correction.State.ACCEPTED: Badge(Correction.State.ACCEPTED.label, "success", "check"),
    Correction.State.REFUSED: Badge(Correction.State.REFUSED.label, "danger", "x"),
    Correction.State.WITHDRAWN: Badge(Correction.State.WITHDRAWN.label, "neutral", "arrow-back-up"),
}
PAIR_STATES = {
    DuplicatePair.State.OPEN: Badge(DuplicatePair.State.OPEN.label, "warning", "help-circle"),
    DuplicatePair.State.MERGED: Badge(DuplicatePair.State.MERGED.label, "success", "equal"),
    DuplicatePair.State.DIFFERENT: Badge(DuplicatePair.State.DIFFERENT.label, "neutral", "versions"),
}

CORRECTIONS = Table(
    export_power="export_register",
    name=_("Đề nghị đính chính"),
    default_sort="-proposed_at",
    row_url=lambda row: reverse("correction", args=[row.pk]),
    empty_text=_("Chưa có đề nghị đính chính nào."),
    columns=(
        Column("employer", _("Đơn vị"), value="employer__name", sort="employer__sort_key", width=30),
        Column("field", _("Mục"), value=lambda row: str(FIELDS.get(row.field, row.field)), sort="field"),
        Column("was", _("Đang ghi"), priority=3, width=22),
        Column("proposed", _("Đề nghị ghi"), width=22),
        Column("agency", _("Cơ quan đề nghị"), value="agency__short_name", priority=2, width=18),
        Column("owner", _("Cơ quan quyết định"), value="owner__short_name", priority=3, width=18),
        Column("proposed_at", _("Lúc"), "datetime", sort="proposed_at", priority=2),
        Column("state", _("Trạng thái"), "badge", badges=CORRECTION_STATES, sort="state"),
    ),
)

DUPLICATES = Table(
    export_power="export_register",
    name=_("Cặp hồ sơ nghi trùng"),
    default_sort="-score",
    row_url=lambda row: reverse("duplicate", args=[row.pk]),
    empty_text=_("Không có cặp nghi trùng nào."),
    columns=(
        Column(
            "first", _("Hồ sơ thứ nhất"), value="first__name", sort="first__sort_key", sub="first__address", width=30
        ),
        Column("first_tax", _("Mã số thuế 1"), "code", value="first__tax_code", priority=3),
        Column("second", _("Hồ sơ thứ hai"), value="second__name", sort="second__sort_key", width=30),
        Column("second_tax", _("Mã số thuế 2"), "code", value="second__tax_code", priority=3),
        Column("score", _("Điểm"), "int", sort="score", help=_("0 đến 100: càng cao càng giống")),
        Column("found_at", _("Tìm thấy lúc"), "datetime", sort="found_at", priority=3),
        Column("state", _("Trạng thái"), "badge", badges=PAIR_STATES, sort="state"),
    ),
)
