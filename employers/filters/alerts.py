"""What the list of alerts is filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from employers.filters.events import Day, agencies_of, communes_of
from employers.models import Alert


class AlertFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Cảnh báo"), choices=Alert.Kind.choices)
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=Alert.State.choices)
    since = Day(label=_("Từ ngày"), field_name="raised_on", lookup_expr="gte")
    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), field_name="employer__commune", queryset=communes_of)
    agency = filters.ModelChoiceFilter(label=_("Cơ quan xử lý"), queryset=agencies_of)

    class Meta:
        model = Alert
        fields: list[str] = []
