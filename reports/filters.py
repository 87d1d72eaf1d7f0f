"""Filters of the lines and the receipts of a report."""

import django_filters
from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerRow
from reports.models import Letter, ReportLine, ReportReceipt


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
