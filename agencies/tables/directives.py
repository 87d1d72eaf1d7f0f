"""The register of directives."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Directive
from portal.core.figures import date_text
from portal.core.folding import fold
from portal.core.marks import Badge
from portal.core.tables import Column, Table


def directives_listed(rows: QuerySet[Directive], *, on) -> QuerySet[Directive]:
    """With how many duties each orders today."""
    valid = Q(duties__valid_from__lte=on) & (Q(duties__valid_to=None) | Q(duties__valid_to__gte=on))
    return rows.select_related("territory", "coordinator").annotate(duty_count=Count("duties", filter=valid))


def directives_found(rows: QuerySet[Directive], text: str) -> QuerySet[Directive]:
    """Every word in the subject, the number, the issuer or the code; a province has a handful of directives."""
    words = fold(text).split()
    told = rows.values_list("pk", "subject", "number", "issuer", "code")
    found = [pk for pk, *parts in told if all(word in fold(" ".join(parts)) for word in words)]
    return rows.filter(pk__in=found)


def _state(directive: Directive) -> Badge:
    if directive.in_force_to is not None:
        return Badge(
            _("Hết hiệu lực sau %(day)s") % {"day": date_text(directive.in_force_to)}, "neutral", "clock-pause"
        )
    if directive.is_assumed:
        return Badge(_("Hiệu lực, ngày giả định"), "warning", "help-circle")
    return Badge(_("Đang hiệu lực"), "success", "check")


def _numbered(directive: Directive) -> str:
    return directive.number or str(_("không ghi số"))


DIRECTIVES = Table(
    columns=(
        Column("subject", _("Văn bản"), sort="subject", sub=lambda one: f"{one.get_kind_display()} {one.code}"),
        Column("number", _("Số, ký hiệu"), value=_numbered, sort="number", priority=2),
        Column("issued_on", _("Ngày ban hành"), "date", on_page=False),
        Column("issuer", _("Cơ quan ban hành"), priority=2),
        Column("territory", _("Địa bàn"), value="territory__name"),
        Column("in_force_from", _("Hiệu lực từ"), "date", sort="in_force_from"),
        Column("why", _("Căn cứ của ngày hiệu lực"), value="in_force_reason", on_page=False),
        Column("state", _("Tình trạng"), "badge", value=_state, sub="in_force_reason"),
        Column("in_force_to", _("Hết hiệu lực sau"), "date", on_page=False),
        Column("duty_count", _("Nhiệm vụ"), "int", sort="duty_count"),
        Column(
            "coordinator", _("Điều phối"), value=lambda one: one.coordinator and one.coordinator.name, on_page=False
        ),
    ),
    default_sort="in_force_from",
    row_url=lambda one: reverse("directive", args=[one.code]),
    empty_text=_("Chưa có văn bản nào."),
    name=_("Văn bản chỉ đạo"),
)
