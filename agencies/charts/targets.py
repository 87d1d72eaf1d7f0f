"""The road of one indicator: what was reached by each day, beside what was set."""

from decimal import Decimal

from django.utils.translation import gettext as _

from agencies.queries.targets import Standing
from agencies.rules.targets import PERCENT
from agencies.tables.targets import set_by_words
from portal.core.charts import Chart, Series
from portal.core.figures import date_text


def shown(standing: Standing, value: int) -> int | Decimal:
    """Percent for a ratio, exactly; a count as it is."""
    return Decimal(value) / PERCENT if standing.is_ratio else value


def history_chart(standing: Standing) -> Chart:
    """One point for each day recorded; each target a level line."""
    labels = [date_text(actual.as_of) for actual in standing.actuals]
    series = [Series(_("Đạt được"), [shown(standing, actual.value) for actual in standing.actuals], "total")]
    for target in standing.targets:
        name = f"{set_by_words(target)} ({target.period if target.period.isdecimal() else target_period(target)})"
        series.append(Series(name, [shown(standing, target.value)] * len(labels)))
    return Chart(
        "line",
        _("Diễn biến so với chỉ tiêu"),
        labels,
        series,
        unit="%" if standing.is_ratio else "",
        label_head=_("Tính đến ngày"),
        sums=False,
    )


def target_period(target) -> str:
    return {"year": _("mỗi năm"), "week": _("mỗi tuần")}.get(target.period, target.period)
