"""Lists of targets, of what was reached, of denominators; the lines of a board; the parts of a target."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Target
from agencies.queries.target_parts import Share
from agencies.queries.targets import Line, MethodRate
from agencies.rules.targets import PERCENT, number_words, percent_words
from portal.core.figures import date_text, grouped
from portal.core.marks import Badge
from portal.core.tables import Column, Table

SET_BY_BADGES = {
    Target.SetBy.GOVERNMENT: Badge(Target.SetBy.GOVERNMENT.label, "dark", "flag"),
    Target.SetBy.COUNCIL: Badge(Target.SetBy.COUNCIL.label, "info", "building-community"),
    Target.SetBy.COMMITTEE: Badge(Target.SetBy.COMMITTEE.label, "info", "building"),
    Target.SetBy.OWN: Badge(Target.SetBy.OWN.label, "neutral", "flag"),
}
EXCLUSION_MARK = "; "
DENOMINATOR_NAMES = {
    "labour_force": gettext_lazy("Lực lượng lao động trong độ tuổi"),
    "population": gettext_lazy("Dân số"),
    "students": gettext_lazy("Học sinh, sinh viên"),
}


def value_words(indicator: Any, value: int | None) -> str:
    """A value with its unit."""
    if value is None:
        return "–"
    return percent_words(value) if indicator.unit == "ratio" else grouped(value)


def points_words(millionths: int | None) -> str:
    """A distance between ratios is in points, not in percent."""
    return "–" if millionths is None else _("%(points)s điểm %%") % {"points": number_words(millionths)}


def period_words(period: str) -> str:
    words = {"year": _("Mỗi năm"), "week": _("Mỗi tuần")}.get(period) or _("Năm %(year)s") % {"year": period}
    return words.replace(" ", "\u00a0")


def set_by_words(target: Target) -> str:
    return str(target.get_set_by_display())


def source_words(row: Any) -> str:
    """The document by its name where there is one, else the words of whoever recorded it."""
    if row.directive_id and row.lines:
        return _("%(directive)s, dòng %(lines)s") % {"directive": row.directive, "lines": row.lines}
    return row.source


def percent(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / PERCENT


def _ratio(row: Any) -> Decimal | None:
    return percent(row.value) if row.indicator.unit == "ratio" else None


def _count(row: Any) -> int | None:
    return row.value if row.indicator.unit != "ratio" else None


def _about(target: Target) -> str:
    sign = "≈ " if target.is_approximate else ""
    return f"{sign}{value_words(target.indicator, target.value)}"


def _stands(target: Target) -> Badge:
    if target.ended_on is None:
        return Badge(_("Đang áp dụng"), "success", "check")
    return Badge(_("Thôi sau %(day)s") % {"day": date_text(target.ended_on)}, "neutral", "ban")


TARGETS = Table(
    columns=(
        Column("indicator", gettext_lazy("Chỉ tiêu"), value="indicator__name", sort="indicator__order", sub="note"),
        Column("territory", gettext_lazy("Địa bàn"), value="territory__name", sort="territory__sort_key"),
        Column("period", gettext_lazy("Kỳ"), value=lambda row: period_words(row.period), sort="period"),
        Column("value", gettext_lazy("Giá trị"), value=_about, in_files=False),
        Column("ratio", gettext_lazy("Giá trị (%)"), "decimal", value=_ratio, places=None, on_page=False),
        Column("count", gettext_lazy("Giá trị (số lượng)"), "int", value=_count, on_page=False),
        Column("set_by", gettext_lazy("Cấp giao"), "badge", badges=SET_BY_BADGES, sort="set_by"),
        Column("source", gettext_lazy("Căn cứ"), value=source_words, priority=2),
        Column("agency", gettext_lazy("Cơ quan"), value="agency__name", sort="agency__name", priority=3),
        Column("accountable", gettext_lazy("Người chịu trách nhiệm"), sort="accountable", priority=3),
        Column("set_on", gettext_lazy("Ngày giao"), "date", sort="set_on", priority=3),
        Column("state", gettext_lazy("Tình trạng"), "badge", value=_stands, priority=2),
        Column("note", gettext_lazy("Ghi chú"), on_page=False),
    ),
    default_sort="indicator",
    row_url=lambda row: reverse("target", args=[row.pk]),
    empty_text=gettext_lazy("Chưa có chỉ tiêu nào."),
    name=gettext_lazy("Chỉ tiêu được giao và mục tiêu"),
)
ACTUALS = Table(
    columns=(
        Column("indicator", gettext_lazy("Chỉ tiêu"), value="indicator__name", sort="indicator__order"),
        Column("territory", gettext_lazy("Địa bàn"), value="territory__name", sort="territory__sort_key"),
        Column("as_of", gettext_lazy("Tính đến ngày"), "date", sort="as_of"),
        Column(
            "value",
            gettext_lazy("Đạt được"),
            value=lambda row: value_words(row.indicator, row.value),
            in_files=False,
        ),
        Column("ratio", gettext_lazy("Đạt được (%)"), "decimal", value=_ratio, places=None, on_page=False),
        Column("count", gettext_lazy("Đạt được (số lượng)"), "int", value=_count, on_page=False),
        Column(
            "method",
            gettext_lazy("Cách tính mẫu số"),
            value=lambda row: method_words(row.denominator_method),
            priority=3,
        ),
        Column("source", gettext_lazy("Nguồn"), value=source_words, priority=2),
        Column("recorded_at", gettext_lazy("Ghi lúc"), "datetime", sort="recorded_at", priority=3),
    ),
    default_sort="-as_of",
    row_url=lambda row: f"{reverse('indicator', args=[row.indicator_id])}?dia-ban={row.territory_id}",
    empty_text=gettext_lazy("Chưa ghi kết quả nào."),
    name=gettext_lazy("Kết quả thực hiện chỉ tiêu"),
)


def method_words(method: Any) -> str:
    return f"{method.name} (v{method.version})" if method else "–"


def denominator_words(code: str) -> str:
    return str(DENOMINATOR_NAMES.get(code, code))


DENOMINATORS = Table(
    columns=(
        Column(
            "code", gettext_lazy("Mẫu số"), value=lambda row: denominator_words(row.method.code), sort="method__code"
        ),
        Column("method", gettext_lazy("Cách tính"), value=lambda row: method_words(row.method), sort="method__version"),
        Column("territory", gettext_lazy("Địa bàn"), value="territory__name", sort="territory__sort_key"),
        Column("as_of", gettext_lazy("Tính đến ngày"), "date", sort="as_of"),
        Column("value", gettext_lazy("Số người"), "int", sort="value"),
        Column("source", gettext_lazy("Nguồn"), priority=2),
        Column("published_on", gettext_lazy("Ngày công bố"), "date", sort="published_on", priority=3),
    ),
    default_sort="-as_of",
    empty_text=gettext_lazy("Chưa ghi mẫu số nào."),
    name=gettext_lazy("Mẫu số"),
)


def _whose(line: Line) -> str:
    """To whom it was given, where it stands, and what else tells it from the others."""
    agency = line.target.agency
    said = [agency.name if agency else "", source_words(line.target), line.target.note]
    return " · ".join(text for text in said if text)


def _gap(line: Line) -> Badge | str:
    if line.gap is None:
        return Badge(_("Chưa có kết quả"), "neutral", "help-circle")
    if line.is_reached:
        return Badge(_("Đã đạt"), "success", "circle-check")
    words = points_words(line.gap) if line.target.indicator.unit == "ratio" else grouped(line.gap)
    return Badge(_("Còn thiếu %(gap)s") % {"gap": words}, "warning", "trending-up")


def _forecast(line: Line) -> Badge | None:
    if line.missed_by is None:
        return None
    if line.missed_by <= 0:
        return Badge(_("Đạt theo đà hiện nay"), "success", "circle-check")
    words = points_words(line.missed_by) if line.target.indicator.unit == "ratio" else grouped(line.missed_by)
    return Badge(_("Hụt %(gap)s theo đà hiện nay") % {"gap": words}, "danger", "alert-triangle")


def _pace(line: Line) -> str:
    if line.is_reached or (line.pace is None and line.pace_points is None):
        return "–"
    said = [points_words(line.pace_points)] if line.pace_points is not None else []
    if line.pace is not None:
        said.append(_("%(number)s người") % {"number": grouped(line.pace)} if said else grouped(line.pace))
    return " · ".join(said)


LINES = Table(
    columns=(
        Column("set_by", gettext_lazy("Cấp giao"), value=lambda line: set_by_words(line.target), sub=_whose),
        Column("period", gettext_lazy("Kỳ"), value=lambda line: period_words(line.target.period), priority=2),
        Column("value", gettext_lazy("Chỉ tiêu"), value=lambda line: _about(line.target)),
        Column("gap", gettext_lazy("Khoảng cách"), "badge", value=_gap),
        Column("people", gettext_lazy("Còn thiếu (người)"), "int", value="still_people"),
        Column("pace", gettext_lazy("Mỗi tháng cần thêm"), value=_pace),
        Column("forecast", gettext_lazy("Dự báo cuối năm"), "badge", value=_forecast, priority=2),
    ),
    row_url=lambda line: reverse("target", args=[line.target.pk]),
    empty_text=gettext_lazy("Chưa giao chỉ tiêu cho kỳ này."),
    name=gettext_lazy("So với chỉ tiêu"),
)


def rates_table(targets: list[Target]) -> Table:
    """The rate under each version of the denominator, and how far from each target."""
    columns = [
        Column("method", gettext_lazy("Cách tính mẫu số"), value=_of_method, sub=_leaves_out),
        Column("people", gettext_lazy("Mẫu số (người)"), "int", value=lambda rate: rate.base.value),
        Column("as_of", gettext_lazy("Tính đến ngày"), "date", value=lambda rate: rate.base.as_of),
        Column("ratio", gettext_lazy("Tỷ lệ"), value=lambda rate: rounded_percent(rate.ratio)),
    ]
    for at, target in enumerate(targets):
        label = _("So với %(value)s (%(who)s)") % {"value": _about(target), "who": set_by_words(target).lower()}
        columns.append(Column(f"to_{at}", label, value=lambda rate, at=at: _distance(rate.points[at])))
    columns.append(Column("source", gettext_lazy("Nguồn"), value=lambda rate: rate.base.source, priority=3))
    return Table(columns=tuple(columns), name=gettext_lazy("Tỷ lệ theo từng cách tính mẫu số"))


def rounded_percent(millionths: int) -> str:
    """A computed rate to 0,01 %; what a text states is shown as it is stated."""
    return percent_words((millionths + 50) // 100 * 100)


def _distance(points: int) -> str:
    rounded = (abs(points) + 50) // 100 * 100
    words = points_words(rounded)
    return _("đạt, vượt %(points)s") % {"points": words} if points <= 0 else _("thiếu %(points)s") % {"points": words}


def _of_method(rate: MethodRate) -> str:
    return method_words(rate.base.method)


def _leaves_out(rate: MethodRate) -> str:
    left_out = rate.base.method.exclusions if rate.base.method else []
    if not left_out:
        return _("không loại trừ nhóm nào")
    return _("không tính: %(groups)s") % {"groups": EXCLUSION_MARK.join(left_out)}


def _given(share: Share) -> str | None:
    return value_words(share.target.indicator, share.target.value) if share.target else None


PARTS = Table(
    columns=(
        Column("unit", gettext_lazy("Xã, phường"), value=lambda share: share.unit.name),
        Column("value", gettext_lazy("Chỉ tiêu giao"), value=_given),
        Column("people", gettext_lazy("Số người"), "int", value="people", priority=2),
        Column("denominator", gettext_lazy("Mẫu số"), "int", value="denominator", priority=2),
        Column(
            "accountable",
            gettext_lazy("Người chịu trách nhiệm"),
            value=lambda share: share.target.accountable if share.target else None,
        ),
        Column(
            "actual",
            gettext_lazy("Đạt được"),
            value=lambda share: value_words(share.actual.indicator, share.actual.value) if share.actual else None,
        ),
        Column(
            "as_of",
            gettext_lazy("Tính đến ngày"),
            "date",
            value=lambda share: share.actual.as_of if share.actual else None,
            priority=2,
        ),
    ),
    empty_text=gettext_lazy("Không có xã, phường nào."),
    name=gettext_lazy("Chỉ tiêu giao cho xã, phường"),
)
