"""What the lists of events and of labour relations are filtered by."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from employers.models import LabourRelation, LabourReview, StatusEvent, Zone


def communes_of(request):
    unit = request.user.posting.agency.province.unit_id
    return AdminUnit.objects.communes().filter(province=unit, valid_to=None).only("name")


def zones_of(request):
    return Zone.objects.filter(province=request.user.posting.agency.province_id).only("name")


def agencies_of(request):
    return Agency.objects.visible_to(request.user).only("name")


def reviews_of(request):
    return LabourReview.objects.visible_to(request.user).only("title")


class Day(filters.DateFilter):
    """A day as people write it; addresses write it as machines do."""

    def __init__(self, **facts):
        widget = forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "31/12/2026"}, format="%d/%m/%Y")
        super().__init__(widget=widget, input_formats=["%d/%m/%Y", "%Y-%m-%d"], **facts)


class _OfEmployers(filters.FilterSet):
    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), field_name="employer__commune", queryset=communes_of)
    zone = filters.ModelChoiceFilter(label=_("Khu, cụm"), field_name="employer__zone", queryset=zones_of)
    agency = filters.ModelChoiceFilter(label=_("Cơ quan ghi"), queryset=agencies_of)
    withdrawn = filters.ChoiceFilter(
        label=_("Đã rút"), choices=(("1", _("Chỉ nội dung đã rút")), ("2", _("Cả hai"))), method="with_withdrawn"
    )

    @property
    def qs(self):
        """Without what was withdrawn, unless it is asked for."""
        rows = super().qs
        return rows if self.data.get("withdrawn") in ("1", "2") else rows.filter(withdrawn_at=None)

    def with_withdrawn(self, rows, name, value):
        return rows.exclude(withdrawn_at=None) if value == "1" else rows


class StatusEventFilter(_OfEmployers):
    kind = filters.ChoiceFilter(label=_("Biến động"), choices=StatusEvent.Kind.choices)
    since = Day(label=_("Từ ngày"), field_name="happened_on", lookup_expr="gte")
    until = Day(label=_("Đến ngày"), field_name="happened_on", lookup_expr="lte")

    review = filters.ModelChoiceFilter(label=_("Đợt rà soát"), queryset=reviews_of)

    field_order = ("kind", "since", "until", "commune", "zone", "agency", "review", "withdrawn")

    class Meta:
        model = StatusEvent
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.order_fields(self.field_order)


class RelationFilter(_OfEmployers):
    kind = filters.ChoiceFilter(label=_("Nội dung"), choices=LabourRelation.Kind.choices)
    year = filters.NumberFilter(
        label=_("Năm"), field_name="begun_on", lookup_expr="year", min_value=1990, max_value=2100
    )
    going = filters.ChoiceFilter(
        label=_("Diễn biến"), choices=(("1", _("Chưa kết thúc")), ("0", _("Đã kết thúc"))), method="still_going"
    )

    field_order = ("kind", "year", "going", "commune", "zone", "agency", "withdrawn")

    class Meta:
        model = LabourRelation
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.order_fields(self.field_order)

    def still_going(self, rows, name, value):
        return rows.filter(ended_on__isnull=value == "1")
