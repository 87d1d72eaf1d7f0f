"""The road of one employer's score, month by month."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from arrears.queries.risk import Point
from portal.core.charts import Chart, Series
from portal.core.figures import Stamp


def road_chart(points: Sequence[Point], stamp: Stamp | None) -> Chart:
    """Each month opens what was said of it; the score at which the top band begins is a level line."""
    links = [reverse("risk-score", args=[point.pk]) if point.pk else "" for point in points]
    series = [Series(_("Điểm rủi ro"), [point.score for point in points], "total", links)]
    top = points[-1].run.bands[-1] if points and points[-1].run.bands else None
    if top and top["from"]:
        name = _("Từ mức “%(word)s”") % {"word": top["word"]}
        series.append(Series(name, [top["from"]] * len(points)))
    labels = [point.month for point in points]
    return Chart(
        "line",
        _("Điểm rủi ro theo tháng"),
        labels,
        series,
        unit=_("điểm"),
        stamp=stamp,
        label_head=_("Tháng"),
        sums=False,
    )
