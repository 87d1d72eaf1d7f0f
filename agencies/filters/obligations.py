"""What lists of obligations are filtered by; choices come from what the asker may see, nothing more."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Directive, Duty, Obligation
from agencies.queries import tracking
from agencies.tables.obligations import OUTCOME_BADGES, URGENCY_NAMES

DAY = "%d/%m/%Y"
TIER_NAMES = {
    "province": _("Cấp tỉnh"),
    "local": _("BHXH cơ sở"),
    "district": _("Cấp huyện (trước 01/07/2025)"),
    "commune": _("Cấp xã"),
}
CADENCES = {
    "W": (_("Hằng tuần"), r"^\d{4}-W"),
    "M": (_("Hằng tháng"), r"^\d{4}-\d{2}$"),
    "Q": (_("Hằng quý"), r"^\d{4}-Q"),
    "H": (_("6 tháng"), r"^\d{4}-H"),
    "Y": (_("Cả năm"), r"^\d{4}$"),
    "E": (_("Theo việc phát sinh"), r"^\d{4}-\d{2}-\d{2}"),
    "once": (_("Một lần"), r"^once$"),
}
SETS = {
    "expected": (_("Đã đến hạn, phải hoàn thành"), tracking.EXPECTED),
    "complete": (_("Đã đến hạn và đã hoàn thành"), tracking.COMPLETE),
    "timely": (_("Đã đến hạn và hoàn thành đúng hạn"), tracking.TIMELY),
}
OUTCOME_CHOICES = [
    *((name, badge.text) for name, badge in OUTCOME_BADGES.items()),
    *((name, label) for name, (label, _outcomes) in SETS.items()),
]


def directives_of(request):
    return Directive.objects.visible_to(request.user)


def duties_of(request):
    return Duty.objects.visible_to(request.user)


def agencies_of(request):
    return Agency.objects.visible_to(request.user)


class _Day(filters.DateFilter):
    """A day as people write it; addresses write it as machines do."""

    def __init__(self, **facts):
        widget = forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "31/12/2026"}, format=DAY)
        super().__init__(widget=widget, input_formats=[DAY, "%Y-%m-%d"], **facts)


class SharedFilter(filters.FilterSet):
    """Of every list of obligations."""

    directive = filters.ModelChoiceFilter(label=_("Văn bản"), queryset=directives_of, to_field_name="code")
    kind = filters.ChoiceFilter(label=_("Loại nhiệm vụ"), field_name="duty__kind", choices=Duty.Kind.choices)
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=Obligation.State.choices)
    cadence = filters.ChoiceFilter(
        label=_("Kỳ"), method="of_cadence", choices=[(key, label) for key, (label, _pattern) in CADENCES.items()]
    )
    due_from = _Day(label=_("Hạn từ ngày"), field_name="due_on", lookup_expr="gte")
    due_until = _Day(label=_("Hạn đến ngày"), field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Obligation
        fields: list[str] = []

    def of_cadence(self, rows, name, value):
        return rows.filter(period__regex=CADENCES[value][1])


class MineFilter(SharedFilter):
    """Of what my agency still has to do; rows with_urgency."""

    urgency = filters.ChoiceFilter(label=_("Mức gấp"), method="in_urgency", choices=list(URGENCY_NAMES.items()))

    field_order = ("urgency", "directive", "kind", "state", "cadence", "due_from", "due_until")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.order_fields(self.field_order)

    def in_urgency(self, rows, name, value):
        return rows.filter(urgency=tracking.URGENCIES.index(value))


class BehindFilter(SharedFilter):
    """Of the rows behind a figure; rows with_outcome."""

    outcome = filters.ChoiceFilter(label=_("Kết quả"), method="in_outcome", choices=OUTCOME_CHOICES)
    agency = filters.ModelChoiceFilter(
        label=_("Mã cơ quan"), method="of_agency", queryset=agencies_of, to_field_name="code",
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
    )  # fmt: skip
    tier = filters.ChoiceFilter(label=_("Cấp"), method="of_tier", choices=list(TIER_NAMES.items()))
    year = filters.NumberFilter(label=_("Năm của hạn"), method="of_year")
    month = filters.NumberFilter(label=_("Tháng của hạn"), method="of_month")
    duty = filters.ModelChoiceFilter(label=_("Nhiệm vụ"), queryset=duties_of, widget=forms.HiddenInput())

    field_order = ("outcome", "directive", "agency", "year", "month", "tier", "kind", "state", "cadence")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.order_fields(self.field_order)

    def in_outcome(self, rows, name, value):
        if value in SETS:
            return rows.filter(outcome__in=SETS[value][1], is_due=True)
        return rows.filter(outcome=value)

    def of_agency(self, rows, name, value):
        return rows.filter(owner=value.pk)

    def of_tier(self, rows, name, value):
        return tracking.of_tier(rows, value)

    def of_year(self, rows, name, value):
        return rows.filter(due_on__year=int(value)) if 1 <= value <= 9999 else rows.none()

    def of_month(self, rows, name, value):
        return rows.filter(due_on__month=int(value)) if 1 <= value <= 12 else rows.none()


class TrackerFilter(filters.FilterSet):
    """Of the tracker; rows that are tracking.tracked."""

    year = filters.ChoiceFilter(label=_("Năm"), method="as_asked", empty_label=None)
    directive = filters.ModelChoiceFilter(label=_("Văn bản"), queryset=directives_of, to_field_name="code")
    tier = filters.ChoiceFilter(label=_("Cấp"), method="of_tier", choices=list(TIER_NAMES.items()))
    kind = filters.ChoiceFilter(label=_("Loại nhiệm vụ"), field_name="duty__kind", choices=Duty.Kind.choices)
    cadence = filters.ChoiceFilter(
        label=_("Kỳ"), method="of_cadence", choices=[(key, label) for key, (label, _pattern) in CADENCES.items()]
    )
    month = filters.ChoiceFilter(
        label=_("Tháng của hạn"), method="of_month", choices=[(str(number), str(number)) for number in range(1, 13)]
    )

    class Meta:
        model = Obligation
        fields: list[str] = []

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["year"].choices = [(str(year), str(year)) for year in years]

    def as_asked(self, rows, name, value):
        """The rows are of the year already."""
        return rows

    def of_tier(self, rows, name, value):
        return tracking.of_tier(rows, value)

    def of_cadence(self, rows, name, value):
        return rows.filter(period__regex=CADENCES[value][1])

    def of_month(self, rows, name, value):
        return rows.filter(due_on__month=int(value))
