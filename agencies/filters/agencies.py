"""What the list of agencies is filtered by."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyKind, Reorganisation
from portal.core.days import DayInput

TIERS = [
    ("province", _("Cấp tỉnh")),
    ("local", _("BHXH cơ sở")),
    ("district", _("Cấp huyện")),
    ("commune", _("Cấp xã")),
]


class AgencyFilter(django_filters.FilterSet):
    day = django_filters.DateFilter(
        label=_("Ngày xem"),
        method="as_it_is",
        widget=DayInput(),
    )
    tier = django_filters.ChoiceFilter(label=_("Cấp"), choices=TIERS, field_name="kind__tier")
    kind = django_filters.ModelChoiceFilter(label=_("Loại cơ quan"), queryset=AgencyKind.objects.order_by("name"))

    class Meta:
        model = Agency
        fields = ["day", "tier", "kind"]

    def as_it_is(self, rows, name, value):
        """The view has asked with the day already: names and people are of it, too."""
        return rows


class ReorganisationFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Việc"), choices=Reorganisation.Kind.choices)
    status = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Reorganisation.Status.choices)

    class Meta:
        model = Reorganisation
        fields = ["kind", "status"]


def day_asked(data, today):
    """The day that the reader looks at; today where none, or none that exists, is given."""
    field = forms.DateField(required=False)
    try:
        return field.clean(data.get("day", "")) or today
    except forms.ValidationError:
        return today
