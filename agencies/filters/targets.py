"""What lists of targets and of results are filtered by."""

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Actual, AdminUnit, Indicator, Target
from agencies.queries.targets import live

LEVELS = [("province", _("Cấp tỉnh")), ("commune", _("Cấp xã"))]


def at_level(rows, name, value):
    level = AdminUnit.Level.PROVINCE if value == "province" else AdminUnit.Level.COMMUNE
    return rows.filter(territory__level=level)


class TargetFilter(filters.FilterSet):
    indicator = filters.ModelChoiceFilter(label=_("Chỉ tiêu"), queryset=Indicator.objects.all())
    period = filters.CharFilter(label=_("Năm"), field_name="period")
    set_by = filters.ChoiceFilter(label=_("Cấp giao"), choices=Target.SetBy.choices)
    level = filters.ChoiceFilter(label=_("Cấp"), choices=LEVELS, method=at_level)
    state = filters.ChoiceFilter(
        label=_("Tình trạng"),
        choices=[("live", _("Đang áp dụng")), ("ended", _("Thôi áp dụng"))],
        method="in_state",
    )

    class Meta:
        model = Target
        fields = ["indicator", "period", "set_by", "level", "state"]

    def in_state(self, rows, name, value):
        counting = live(rows, timezone.localdate())
        return counting if value == "live" else rows.exclude(pk__in=counting.values("pk"))


class ActualFilter(filters.FilterSet):
    indicator = filters.ModelChoiceFilter(label=_("Chỉ tiêu"), queryset=Indicator.objects.all())
    year = filters.NumberFilter(label=_("Năm"), field_name="as_of__year")
    level = filters.ChoiceFilter(label=_("Cấp"), choices=LEVELS, method=at_level)

    class Meta:
        model = Actual
        fields = ["indicator", "year", "level"]
