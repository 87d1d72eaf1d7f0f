"""The road of coverage month by month, and of the counter of those not in step."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Indicator, Target
from agencies.rules.targets import PERCENT
from agencies.tables.targets import set_by_words
from employers.queries.coverage import Point
from employers.queries.sync import SyncPoint
from portal.core.charts import Chart, Series
from portal.core.figures import Stamp, date_text


def ratio_chart(
    indicator: Indicator, unit: AdminUnit, points: Sequence[Point], targets: Sequence[Target], stamp: Stamp | None
) -> Chart:
    """The share under the preferred way of counting, each target a level line; each month opens its figures."""
    labels = [point.month for point in points]
    links = [
        f"{reverse('coverage-versions')}?territory={unit.pk}&month={point.month.first_day}&state=now"
        for point in points
    ]
    ratios = [None if point.ratio is None else Decimal(point.ratio) / PERCENT for point in points]
    series = [Series(_("Tỷ lệ"), ratios, "total", links)]
    for target in targets:
        series.append(Series(set_by_words(target), [Decimal(target.value) / PERCENT] * len(labels)))
    return Chart("line", indicator.name, labels, series, unit="%", stamp=stamp, label_head=_("Tháng"), sums=False)


def people_chart(indicator: Indicator, unit: AdminUnit, points: Sequence[Point], stamp: Stamp | None) -> Chart:
    """Where there is no denominator: the participants themselves."""
    links = [
        f"{reverse('coverage-versions')}?territory={unit.pk}&month={point.month.first_day}&state=now"
        for point in points
    ]
    series = [Series(_("Số người tham gia"), [point.people for point in points], "total", links)]
    title = _("%(name)s: số người") % {"name": indicator.name}
    labels = [point.month for point in points]
    return Chart("line", title, labels, series, unit=_("người"), stamp=stamp, label_head=_("Tháng"), sums=False)


def sync_chart(points: Sequence[SyncPoint]) -> Chart:
    """How many are still not in step; of how many communes stands beside each number."""
    labels = [date_text(point.day) for point in points]
    series = [
        Series(_("Còn chưa đồng bộ"), [point.remaining for point in points], "total"),
        Series(_("Số xã, phường có số"), [point.places for point in points]),
    ]
    return Chart(
        "line",
        _("Số chưa đồng bộ theo thời gian"),
        labels,
        series,
        unit=_("người"),
        label_head=_("Đến ngày"),
        sums=False,
    )
