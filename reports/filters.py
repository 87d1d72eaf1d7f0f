"""Filters of the lines and the receipts of a report."""

import django_filters
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from agencies.rules.wording import period_words
from arrears.models import LedgerRow
from employers.models import Gap
from reports.models import Demand, DemandBundle, Letter, ReportLine, ReportReceipt
from reports.queries.demands import not_joined, quarters, unanswered


class LineFilter(django_filters.FilterSet):
    worst = django_filters.ChoiceFilter(
        label=_("Phân loại"),
        empty_label=_("Tất cả"),
        choices=[(LedgerRow.Class.LATE, _("Chậm đóng")), (LedgerRow.Class.EVASION, _("Trốn đóng"))],
    )
    months = django_filters.NumberFilter(field_name="months", lookup_expr="gte", label=_("Số tháng nợ từ"))
    noted = django_filters.ChoiceFilter(
        label=_("Nguyên nhân"),
        empty_label=_("Tất cả"),
        choices=[("yes", _("Đã ghi nhận")), ("no", _("Chưa ghi nhận"))],
        method="with_note",
    )

    class Meta:
        model = ReportLine
        fields = ["worst", "months", "noted"]

    def with_note(self, rows, name, value):
        return rows.exclude(cause="") if value == "yes" else rows.filter(cause="")


class ReceiptFilter(django_filters.FilterSet):
    waiting = django_filters.ChoiceFilter(
        label=_("Tình trạng"),
        empty_label=_("Tất cả"),
        choices=[("yes", _("Chưa tiếp nhận")), ("no", _("Đã tiếp nhận"))],
        method="still_waiting",
    )

    class Meta:
        model = ReportReceipt
        fields = ["waiting", "scope"]

    def still_waiting(self, rows, name, value):
        return rows.filter(acknowledged_at__isnull=value == "yes")


class LetterFilter(django_filters.FilterSet):
    """Letters by kind and state."""

    kind = django_filters.ChoiceFilter(label=_("Loại"), choices=Letter.Kind.choices)
    status = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Letter.Status.choices)

    class Meta:
        model = Letter
        fields = ["kind", "status"]


def _periods(request):
    """The quarters in which the reader has rows, the newest first."""
    return [(period, period_words(period)) for period in quarters(not_joined(request.user))]


def _agencies(request):
    return Agency.objects.filter(pk__in=not_joined(request.user).order_by().values("agency"))


def _communes(request):
    return AdminUnit.objects.communes().filter(province=request.user.posting.agency.province.unit_id, valid_to=None)


class NotJoinedFilter(django_filters.FilterSet):
    """Those who operate without having joined, by quarter, agency, state and place."""

    period = django_filters.ChoiceFilter(label=_("Kỳ"), empty_label=_("Mọi kỳ, đang chờ xử lý"))
    agency = django_filters.ModelChoiceFilter(label=_("Cơ quan xử lý"), queryset=_agencies)
    state = django_filters.ChoiceFilter(label=_("Kết quả"), choices=Gap.State.choices)
    unanswered = django_filters.ChoiceFilter(
        label=_("Trả lời"), choices=[("yes", _("Quá hạn trả lời"))], method="only_unanswered"
    )
    commune = django_filters.ModelChoiceFilter(
        label=_("Xã, phường"), field_name="employer__commune", queryset=_communes
    )
    size = django_filters.NumberFilter(field_name="size", lookup_expr="gte", label=_("Số lao động từ"))

    class Meta:
        model = Gap
        fields: list[str] = []

    def __init__(self, *facts, **named):
        super().__init__(*facts, **named)
        self.filters["period"].extra["choices"] = _periods(self.request)

    def only_unanswered(self, rows, name, value):
        return unanswered(rows, localdate())


class BundleFilter(django_filters.FilterSet):
    """Bundles of letters by state."""

    status = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=DemandBundle.Status.choices)

    class Meta:
        model = DemandBundle
        fields = ["status"]


class DemandFilter(django_filters.FilterSet):
    """Letters of which no answer came in time."""

    state = django_filters.ChoiceFilter(
        label=_("Trả lời"),
        choices=[("unanswered", _("Quá hạn trả lời")), ("waiting", _("Đang chờ trả lời")), ("done", _("Đã xong"))],
        method="by_answer",
    )

    class Meta:
        model = Demand
        fields: list[str] = []

    def by_answer(self, rows, name, value):
        waiting = rows.filter(lines__gap__state=Gap.State.DEMANDED)
        if value == "done":
            return rows.exclude(pk__in=waiting.values("pk"))
        day = localdate()
        late = {"answer_by__lt": day} if value == "unanswered" else {"answer_by__gte": day}
        return rows.filter(pk__in=waiting.filter(**late).values("pk"))
