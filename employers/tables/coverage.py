"""Tables of coverage: shares by commune, the figures as their file has them, every version told, zones and sectors."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import DenominatorMethod, Indicator, Target
from agencies.rules.targets import percent_words
from agencies.tables.targets import method_words, points_words, set_by_words
from employers.models import CoverageFigure
from employers.queries.coverage import Share
from employers.queries.coverage_groups import GroupLine
from employers.rules.coverage import COUNTED, shown_distance, shown_rate
from employers.rules.coverage_file import TITLES
from portal.core.marks import Badge
from portal.core.periods import Month
from portal.core.tables import Column, Table

MEASURES = dict(CoverageFigure.Measure.choices)


def shares_table(targets: list[Target]) -> Table:
    """One place: the share under each version of the denominator, and how far from each target."""
    columns = [
        Column("method", _("Cách tính mẫu số"), value=lambda share: method_words(share.base.method), sub=_leaves_out),
        Column("base", _("Mẫu số (người)"), "int", value=lambda share: share.base.value),
        Column("as_of", _("Tính đến ngày"), "date", value=lambda share: share.base.as_of, priority=2),
        Column("ratio", _("Tỷ lệ"), value=lambda share: shown_rate(share.people, share.base.value)),
    ]
    for target in targets:
        label = _("So với %(value)s (%(who)s)") % {
            "value": percent_words(target.value),
            "who": set_by_words(target).lower(),
        }
        columns.append(Column(f"to_{target.pk}", label, value=lambda share, target=target: _distance(share, target)))
    columns.append(Column("source", _("Nguồn"), value=lambda share: share.base.source, priority=3))
    return Table(columns=tuple(columns), name=_("Tỷ lệ theo từng cách tính mẫu số"))


def _leaves_out(share: Share) -> str:
    left_out = share.base.method.exclusions if share.base.method else []
    said = _("không tính: %(groups)s") % {"groups": "; ".join(left_out)} if left_out else _("không loại trừ nhóm nào")
    return f"{_('theo thiết lập của tỉnh')} · {said}" if share.is_first else said


def _distance(share: Share, target: Target) -> Badge:
    points = shown_distance(target.value, share.people, share.base.value)
    words = points_words(abs(points))
    if points <= 0:
        return Badge(_("vượt %(points)s") % {"points": words}, "success", "circle-check")
    return Badge(_("thiếu %(points)s") % {"points": words}, "warning", "trending-up")


def communes_table(indicator: Indicator, methods: Sequence[DenominatorMethod], month: Month) -> Table:
    """By commune: what is counted, the people by each version, the share of them, the targets. Every number opens its rows."""
    parts = COUNTED[indicator.pk]
    columns = [
        Column("name", _("Xã, phường"), value="name", sort="sort_key", width=26),
        Column("code", _("Mã xã"), "code", value="code", sort="code", on_page=False),
    ]
    if len(parts) > 1:
        columns += [_measure(measure, month, priority=2) for measure in parts]
        columns.append(Column("people", _("Cộng"), "int", value="people", sort="people", link=_told(month, "")))
    else:
        columns.append(_measure(parts[0], month, key="people"))
    for at, method in enumerate(methods):
        columns += _of_method(at, method)
    columns += [
        Column("assigned", _("Chỉ tiêu giao"), value=lambda row: _percent(row.assigned), sort="assigned", priority=2),
        Column("own", _("Mục tiêu"), value=lambda row: _percent(row.own), sort="own", priority=3),
        Column("short", _("Còn thiếu"), value=_short, sort="short", priority=2),
    ]
    return Table(
        export_power="export_register",
        columns=tuple(columns),
        default_sort="name",
        row_url=lambda row: f"{reverse('coverage')}?dia-ban={row.pk}&month={month}",
        empty_text=_("Không có xã, phường nào."),
        name=indicator.name,
    )


def _measure(measure: str, month: Month, *, priority: int = 1, key: str = "") -> Column:
    name = key or measure
    return Column(name, MEASURES[measure], "int", value=name, sort=name, priority=priority, link=_told(month, measure))


def _told(month: Month, measure: str):
    kind = f"&measure={measure}" if measure else ""
    return lambda row: f"{reverse('coverage-versions')}?territory={row.pk}&month={month.first_day}{kind}"


def _of_method(at: int, method: DenominatorMethod) -> list[Column]:
    name = _("v%(version)s %(name)s") % {"version": method.version, "name": method.name}

    def ratio(row: Any) -> Any:
        base = getattr(row, f"base_{at}")
        if not base:
            return Badge(_("Chưa có mẫu số"), "neutral", "help-circle")
        return shown_rate(row.people, base)

    return [
        Column(f"base_{at}", _("Mẫu số: %(name)s") % {"name": name}, "int", sort=f"base_{at}", priority=3 if at else 2),
        Column(f"ratio_{at}", _("Tỷ lệ: %(name)s") % {"name": name}, value=ratio, sort=f"ratio_{at}"),
    ]


def _percent(value: int | None) -> str | None:
    return None if value is None else percent_words(value)


def _short(row: Any) -> Badge | None:
    if row.assigned is None or row.people is None or not getattr(row, "base_0", None):
        return None
    points = shown_distance(row.assigned, row.people, row.base_0)
    if points <= 0:
        return Badge(_("Đã đạt"), "success", "circle-check")
    return Badge(points_words(points), "warning", "trending-up")


FIGURES = Table(
    export_power="export_register",
    columns=(
        Column("commune_code", TITLES["commune_code"], "code", value="code", sort="code"),
        Column("commune_name", TITLES["commune_name"], value="name", sort="sort_key", width=26),
        *(Column(name, TITLES[name], "int", sort=name) for name in MEASURES),
        Column("labour_force", TITLES["labour_force"], "int", sort="labour_force", priority=2),
        Column("population", TITLES["population"], "int", sort="population", priority=2),
        Column("unsynced", TITLES["unsynced"], "int", sort="unsynced", priority=3),
    ),
    default_sort="commune_name",
    empty_text=gettext_lazy("Không có xã, phường nào."),
    name=gettext_lazy("Số người tham gia theo xã, phường"),
)

VERSIONS = Table(
    export_power="export_register",
    columns=(
        Column("month", gettext_lazy("Tháng"), "month", sort="month"),
        Column("territory", gettext_lazy("Địa bàn"), value="territory__name", sort="territory__sort_key"),
        Column("measure", gettext_lazy("Chỉ số"), value=lambda row: row.get_measure_display(), sort="measure"),
        Column("value", gettext_lazy("Số người"), "int", sort="value"),
        Column("version", gettext_lazy("Lần ghi"), "int", sort="version"),
        Column("state", gettext_lazy("Tình trạng"), "badge", value=lambda row: _stands(row)),
        Column("source", gettext_lazy("Nguồn"), priority=2, width=30),
        Column("recorded_at", gettext_lazy("Ghi lúc"), "datetime", sort="recorded_at", priority=2),
    ),
    default_sort="-month",
    empty_text=gettext_lazy("Chưa ghi số nào."),
    name=gettext_lazy("Các lần ghi số người tham gia"),
)


def _stands(row: CoverageFigure) -> Badge:
    if row.withdrawn_at is not None:
        return Badge(_("Đã thu hồi"), "neutral", "ban")
    if row.is_current:
        return Badge(_("Đang dùng"), "success", "check")
    return Badge(_("Đã có số mới hơn"), "neutral", "history")


def groups_table(by_zone: bool, source_name: str) -> Table:
    head = _("Khu, cụm công nghiệp") if by_zone else _("Ngành kinh tế")
    without = _("Ngoài khu, cụm") if by_zone else _("Chưa ghi ngành")
    return Table(
        export_power="export_register",
        columns=(
            Column("name", head, value=lambda line: line.name or without, width=40),
            Column("employers", _("Đơn vị đang tham gia"), "int", value="employers", priority=2),
            Column("participants", _("Đang tham gia BHXH"), "int", value="participants", link=_register(by_zone)),
            Column("counted", _("Đơn vị có số của nguồn"), "int", value="counted_employers", priority=2),
            Column("workers", _("Lao động (%(source)s)") % {"source": source_name}, "int", value="workers"),
            Column("both", _("Đang tham gia tại các đơn vị đó"), "int", value="counted_participants"),
            Column("ratio", _("Tỷ lệ"), value=lambda line: shown_rate(line.counted_participants, line.workers)),
        ),
        name=head,
        empty_text=_("Chưa có số lao động nào trong phạm vi được xem."),
    )


def _register(by_zone: bool):
    def link(line: GroupLine) -> str | None:
        if not line.key[0]:
            return None
        return f"{reverse('employers')}?{'zone' if by_zone else 'sector'}={line.key[0]}"

    return link
