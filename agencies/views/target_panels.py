"""How one indicator, and one target with its parts, is told on a page: every figure with its source and day."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Target
from agencies.queries.target_parts import Cascade
from agencies.queries.targets import Standing
from agencies.tables.targets import (
    LINES,
    period_words,
    points_words,
    rates_table,
    rounded_percent,
    set_by_words,
    source_words,
    value_words,
)
from portal.core.figures import Stamp, date_text, grouped


def panel_of(standing: Standing) -> dict[str, Any]:
    """One indicator as a page shows it; every figure with its source and day."""
    actual = standing.actual
    address = (
        f"{reverse('indicator', args=[standing.indicator.pk])}?nam={standing.year}&dia-ban={standing.territory.pk}"
    )
    return {
        "standing": standing,
        "url": address,
        "actual": value_words(standing.indicator, actual.value) if actual else None,
        "stamp": _stamp(source_words(actual), actual.as_of) if actual else None,
        "lines": LINES.render(standing.lines, caption=standing.indicator.name),
        "figures": _figures(standing) if actual else [],
        "rates": rates_table(standing.targets).render(standing.rates) if standing.rates else "",
    }


def _stamp(source: str, as_of: date) -> Stamp:
    return Stamp(None, source, _("tính đến %(day)s") % {"day": date_text(as_of)})


def _figures(standing: Standing) -> list[dict[str, Any]]:
    """Beside what was reached: in people, of how many, and where the year ends at this pace."""
    actual, base, found = standing.actual, standing.base, []
    if actual is None:
        return found
    stamp = _stamp(source_words(actual), actual.as_of)
    if standing.people is not None:
        derived = _("suy ra từ tỷ lệ và mẫu số") if standing.is_people_derived else ""
        found.append(
            {"label": _("Số người tham gia"), "value": grouped(standing.people), "note": derived, "stamp": stamp}
        )
    if base is not None:
        note = base.method.name if base.method else ""
        if base.is_derived:
            note = _("suy ra từ số người và tỷ lệ, văn bản không ghi")
        found.append(
            {
                "label": _("Mẫu số"),
                "value": grouped(base.value),
                "note": note,
                "stamp": _stamp(source_words(actual) if base.is_derived else base.source, base.as_of),
            }
        )
    ahead = standing.forecast
    if ahead is not None:
        words = rounded_percent(ahead) if standing.is_ratio else grouped(ahead)
        note = _("theo đà các kết quả đã ghi")
        label = _("Dự báo đến 31/12/%(year)s") % {"year": standing.year}
        found.append({"label": label, "value": words, "note": note, "stamp": stamp})
    return found


def facts_of(found: Target) -> list[tuple[str, Any]]:
    return [
        (_("Giá trị"), value_words(found.indicator, found.value)),
        (_("Địa bàn"), found.territory.name),
        (_("Cấp giao"), set_by_words(found)),
        (_("Kỳ"), period_words(found.period)),
        (_("Căn cứ"), source_words(found)),
        (_("Ngày giao"), date_text(found.set_on)),
        (_("Người chịu trách nhiệm"), found.accountable or "–"),
        (_("Ghi chú"), found.note or "–"),
        (_("Thôi áp dụng sau"), date_text(found.ended_on)),
    ]


def words_of(cascade: Cascade) -> list[tuple[str, str, str]]:
    """Whether the parts make the whole: (tone, head, text)."""
    said = []
    unit = cascade.target.indicator.unit
    ungiven = len(cascade.shares) - cascade.given
    if ungiven:
        said.append(("warning", _("Còn %(number)s xã, phường chưa được giao") % {"number": ungiven}, ""))
    if cascade.made.without_denominator and unit == "ratio":
        text = _("Tỷ lệ của các xã chỉ cộng được khi biết mẫu số của từng xã.")
        head = _("Thiếu mẫu số của %(number)s xã, phường") % {"number": cascade.made.without_denominator}
        said.append(("warning", head, text))
    if cascade.difference is not None:
        said.append(_sum_words(cascade, unit))
    if cascade.unlike_denominators:
        text = _("Mẫu số các xã cộng lại lệch %(number)s người so với mẫu số của tỉnh.")
        said.append(("warning", _("Mẫu số không khớp"), text % {"number": grouped(cascade.unlike_denominators)}))
    if cascade.without_accountable:
        head = _("%(number)s xã, phường chưa ghi người chịu trách nhiệm")
        said.append(("warning", head % {"number": cascade.without_accountable}, ""))
    return said


def _sum_words(cascade: Cascade, unit: str) -> tuple[str, str, str]:
    made = rounded_percent(cascade.made.value) if unit == "ratio" else grouped(cascade.made.value)
    wanted = value_words(cascade.target.indicator, cascade.target.value)
    text = _("Các xã cộng lại: %(made)s; chỉ tiêu của tỉnh: %(wanted)s.") % {"made": made, "wanted": wanted}
    if cascade.is_whole:
        return "success", _("Các phần đủ thành chỉ tiêu của tỉnh"), text
    short = -cascade.difference
    words = points_words(short) if unit == "ratio" else grouped(short)
    return "danger", _("Các phần còn thiếu %(gap)s") % {"gap": words}, text
