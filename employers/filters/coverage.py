"""What the lists of coverage, exchanges, counters and drops are filtered by."""

import django_filters as filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.filters.obligations import OUTCOME_CHOICES
from agencies.models import AdminUnit, Agency, Indicator, Obligation
from agencies.queries import tracking
from agencies.reference_files import rows as reference_rows
from employers.models import CoverageFigure, DataExchange, SyncCount
from employers.queries import coverage as queries
from employers.rules.coverage import COUNTED
from employers.rules.drops import THINGS


def places_of(request):
    """The province and its communes of today."""
    unit = request.user.posting.agency.province.unit_id
    return AdminUnit.objects.filter(Q(pk=unit) | Q(province=unit), valid_to=None).exclude(level=2)


def communes_of(request):
    return places_of(request).filter(level=AdminUnit.Level.COMMUNE)


def sides_of(request):
    """Agencies of the province, those that ended too: what they sent stays."""
    return Agency.objects.visible_to(request.user).order_by("folded", "pk")


def months_of(request):
    months = queries.months_of(request.user.posting.agency.province)
    return [(str(month), month.label) for month in months]


class MonthFilter(filters.FilterSet):
    """The month that the view has read already: here it is kept and shown."""

    month = filters.ChoiceFilter(label=_("Tháng"), method="as_read")

    class Meta:
        model = AdminUnit
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["month"].extra["choices"] = months_of(self.request)

    def as_read(self, rows, name, value):
        return rows


class CommuneFilter(MonthFilter):
    """Of the table by commune: where people are missing, where the target is not reached."""

    indicator = filters.ModelChoiceFilter(
        label=_("Chỉ số"), queryset=Indicator.objects.filter(pk__in=COUNTED), method="as_read"
    )
    state = filters.ChoiceFilter(
        label=_("Tình trạng"),
        method="in_state",
        choices=[
            ("short", _("Chưa đạt chỉ tiêu")),
            ("reached", _("Đã đạt chỉ tiêu")),
            ("no_people", _("Chưa có số tham gia")),
            ("no_base", _("Chưa có mẫu số")),
        ],
    )

    def in_state(self, rows, name, value):
        if value == "no_people":
            return rows.filter(people=None)
        if value == "no_base":
            return rows.filter(base_0=None) if "base_0" in rows.query.annotations else rows
        return rows.filter(short__gt=0) if value == "short" else rows.filter(short__lte=0)


class VersionFilter(filters.FilterSet):
    territory = filters.ModelChoiceFilter(label=_("Địa bàn"), queryset=places_of)
    month = filters.DateFilter(label=_("Tháng (ngày đầu tháng)"))
    measure = filters.ChoiceFilter(label=_("Chỉ số"), choices=CoverageFigure.Measure.choices)
    state = filters.ChoiceFilter(
        label=_("Tình trạng"), method="in_state", choices=[("now", _("Đang dùng")), ("old", _("Đã thay, thu hồi"))]
    )

    class Meta:
        model = CoverageFigure
        fields: list[str] = []

    def in_state(self, rows, name, value):
        return rows.filter(is_current=value == "now")


class ExchangeFilter(filters.FilterSet):
    side = filters.ChoiceFilter(
        label=_("Chiều"), method="on_side", choices=[("out", _("Cơ quan tôi gửi")), ("in", _("Gửi đến cơ quan tôi"))]
    )
    state = filters.ChoiceFilter(
        label=_("Tình trạng"), method="in_state", choices=[("unread", _("Chưa nhận")), ("received", _("Đã nhận"))]
    )
    form = filters.ChoiceFilter(label=_("Hình thức"), choices=DataExchange.Form.choices)
    sender = filters.ModelChoiceFilter(label=_("Bên gửi"), queryset=sides_of)
    receiver = filters.ModelChoiceFilter(label=_("Bên nhận"), queryset=sides_of)

    class Meta:
        model = DataExchange
        fields: list[str] = []

    def on_side(self, rows, name, value):
        agency = self.request.user.posting.agency
        return rows.filter(sender=agency) if value == "out" else rows.filter(receiver=agency)

    def in_state(self, rows, name, value):
        return rows.filter(received_on=None) if value == "unread" else rows.exclude(received_on=None)


class SyncFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=_("Tình trạng"), method="in_state", choices=[("left", _("Còn chưa đồng bộ")), ("done", _("Đã xong"))]
    )
    territory = filters.ModelChoiceFilter(label=_("Xã, phường"), queryset=communes_of)

    class Meta:
        model = SyncCount
        fields: list[str] = []

    def in_state(self, rows, name, value):
        left = Q(unsynced__gt=F("verified"))
        return rows.filter(left) if value == "left" else rows.exclude(left)


class DropFilter(filters.FilterSet):
    """Rows are of queries.drops.expected_drops."""

    agency = filters.ModelChoiceFilter(label=_("Bên cung cấp"), queryset=sides_of, method="of_agency")
    thing = filters.ChoiceFilter(
        label=_("Loại dữ liệu"),
        field_name="duty__thing",
        choices=lambda: [
            (row["code"], row["name"]) for row in reference_rows("agencies", "things") if row["code"] in THINGS
        ],
    )
    outcome = filters.ChoiceFilter(label=_("Tình trạng"), choices=OUTCOME_CHOICES, method="with_outcome")
    dated = filters.ChoiceFilter(
        label=_("Hạn"), method="is_dated", choices=[("1", _("Có ngày hạn")), ("0", _("Thường xuyên, không có hạn"))]
    )
    year = filters.NumberFilter(label=_("Năm"), field_name="period_start__year")

    class Meta:
        model = Obligation
        fields: list[str] = []

    def of_agency(self, rows, name, value):
        return rows.filter(owner=value.pk)

    def with_outcome(self, rows, name, value):
        sets = {"expected": tracking.EXPECTED, "complete": tracking.COMPLETE, "timely": tracking.TIMELY}
        return rows.filter(outcome__in=sets.get(value, (value,)))

    def is_dated(self, rows, name, value):
        return rows.filter(due_on__isnull=value == "0")
