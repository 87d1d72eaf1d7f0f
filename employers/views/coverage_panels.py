"""How one indicator of one place is told on the board: the participants, the share under each version, the sum of communes."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agencies.models import AdminUnit
from agencies.rules.targets import number_words
from agencies.tables.targets import denominator_words, method_words
from employers.charts.coverage import people_chart, ratio_chart
from employers.queries.coverage import Cover, Point
from employers.rules.coverage import shown_rate
from employers.tables.coverage import MEASURES, shares_table
from portal.core.charts import Chart
from portal.core.figures import Stamp, date_text, grouped


def panel_of(cover: Cover, user) -> dict[str, Any]:
    """Every figure with its source and hour, and the address of its rows."""
    first = cover.first
    return {
        "cover": cover,
        "name": cover.indicator.name,
        "people": cover.people,
        "people_stamp": stamp_of(cover),
        "people_url": _rows_of(cover),
        "people_note": _("cộng từ các xã, phường; tỉnh chưa có số riêng") if cover.is_summed else _parts(cover),
        "rate": shown_rate(first.people, first.base.value) if first else None,
        "rate_stamp": Stamp(None, first.base.source, date_text(first.base.as_of)) if first else None,
        "rate_note": method_words(first.base.method) if first else "",
        "shares": shares_table(cover.targets).render(cover.shares, caption=cover.indicator.name) if first else "",
        "no_base": "" if first else denominator_words(cover.indicator.denominator),
        "sum": _sum(cover),
        "communes_url": f"{reverse('coverage-communes')}?indicator={cover.indicator.pk}&month={cover.month}",
        "actual_url": _as_actual(cover) if _may_take_over(user, cover) else "",
    }


def stamp_of(cover: Cover) -> Stamp | None:
    """The newest of the figures that were added up; of a sum of communes the month alone is told."""
    if not cover.figures:
        return Stamp(cover.month, _("các xã, phường"), _("tổng của các số đang dùng")) if cover.is_summed else None
    last = max(cover.figures, key=lambda figure: figure.recorded_at)
    return Stamp(cover.month, last.source, last.version, last.recorded_at)


def chart_of(cover: Cover, points: list[Point]) -> Chart:
    """The share month by month; without a denominator the participants."""
    if any(point.ratio is not None for point in points):
        return ratio_chart(cover.indicator, cover.territory, points, cover.targets, stamp_of(cover))
    return people_chart(cover.indicator, cover.territory, points, stamp_of(cover))


def _parts(cover: Cover) -> str:
    if len(cover.figures) < 2:
        return ""
    return " + ".join(f"{MEASURES[figure.measure]} {grouped(figure.value)}" for figure in cover.figures)


def _rows_of(cover: Cover) -> str:
    if cover.is_summed:
        return f"{reverse('coverage-communes')}?indicator={cover.indicator.pk}&month={cover.month}"
    asked = {"territory": cover.territory.pk, "month": cover.month.first_day.isoformat(), "state": "now"}
    return f"{reverse('coverage-versions')}?{urlencode(asked)}"


def _sum(cover: Cover) -> dict[str, str] | None:
    """How the communes together stand to the province's own figure."""
    if cover.sum is None or not cover.sum.known:
        return None
    made, difference = cover.sum.made, cover.sum.difference
    text = _("Các xã, phường cộng lại: %(made)s (%(known)s xã có số, %(missing)s xã chưa có).") % {
        "made": grouped(made), "known": cover.sum.known, "missing": cover.sum.missing,
    }  # fmt: skip
    if difference is None:
        return {"tone": "info", "text": text, "head": _("Tỉnh chưa có số riêng")}
    if difference == 0:
        return {"tone": "success", "text": text, "head": _("Khớp với số của tỉnh")}
    words = _("nhiều hơn số của tỉnh %(number)s") if difference > 0 else _("ít hơn số của tỉnh %(number)s")
    return {"tone": "warning", "text": text, "head": words % {"number": grouped(abs(difference))}}


def _may_take_over(user, cover: Cover) -> bool:
    is_province = cover.territory.level == AdminUnit.Level.PROVINCE
    return bool(cover.first) and is_province and user.may("record_target")


def _as_actual(cover: Cover) -> str:
    """The form of results, filled in: a person looks at it and records, nothing is taken over by itself."""
    first = cover.first
    source = _("Số bao phủ tháng %(month)s trên cổng") % {"month": cover.month.label}
    asked = {
        "chi-tieu": cover.indicator.pk,
        "dia-ban": cover.territory.pk,
        "ngay": date_text(cover.month.last_day),
        "gia-tri": number_words(first.ratio),
        "cach-tinh": first.base.method.pk if first.base.method else "",
        "nguon": source,
    }
    return f"{reverse('record-actual')}?{urlencode(asked)}"
