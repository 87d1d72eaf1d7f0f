"""What lists on their way to the public are filtered by."""

import django_filters as filters
from django.db.models import CharField, F
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from arrears.models import Hold, LedgerRow, Objection, PaymentReport, Publication, PublicationLine
from arrears.rules.publication import HELD, STOPS
from employers.queries.publication import REASONS


class PublicationFilter(filters.FilterSet):
    """Which lists."""

    what = filters.ChoiceFilter(label=_("Danh sách"), choices=Publication.What.choices, empty_label=_("Tất cả"))
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=Publication.State.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Publication
        fields: list[str] = []


class LineFilter(filters.FilterSet):
    """Which lines of one list."""

    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=PublicationLine.State.choices, empty_label=_("Tất cả"))
    named = filters.ChoiceFilter(
        label=_("Công khai là"), field_name="named_as", choices=LedgerRow.Class.choices, empty_label=_("Tất cả")
    )
    stop = filters.ChoiceFilter(
        label=_("Điểm vướng"), choices=[*(STOPS | REASONS | HELD).items()], empty_label=_("Tất cả"), method="with_stop"
    )
    ground = filters.ChoiceFilter(
        label=_("Căn cứ"),
        choices=[("missing", _("BHXH nêu trốn đóng, chưa đủ căn cứ"))],
        empty_label=_("Tất cả"),
        method="of_ground",
    )
    passed = filters.ChoiceFilter(
        label=_("Đã cho qua"),
        choices=[("yes", _("Dòng vướng đã cho qua"))],
        empty_label=_("Tất cả"),
        method="of_passed",
    )

    class Meta:
        model = PublicationLine
        fields: list[str] = []

    def with_stop(self, rows, name, value):
        """Codes may carry whose they are after a colon."""
        return rows.annotate(stops_text=Cast("stops", CharField())).filter(stops_text__contains=f'"{value}')

    def of_ground(self, rows, name, value):
        return rows.filter(worst=LedgerRow.Class.EVASION).exclude(named_as=F("worst"))

    def of_passed(self, rows, name, value):
        return rows.exclude(passed_by=None)


class ObjectionFilter(filters.FilterSet):
    """Which answers."""

    open = filters.ChoiceFilter(
        label=_("Quyết định"),
        choices=[("yes", _("Chờ quyết định")), ("no", _("Đã quyết định"))],
        empty_label=_("Tất cả"),
        method="of_open",
    )

    class Meta:
        model = Objection
        fields: list[str] = []

    def of_open(self, rows, name, value):
        is_open = {"decision": Objection.Decision.OPEN}
        return rows.filter(**is_open) if value == "yes" else rows.exclude(**is_open)


class HoldFilter(filters.FilterSet):
    """Which holds."""

    kind = filters.ChoiceFilter(label=_("Loại"), choices=Hold.Kind.choices, empty_label=_("Tất cả"))
    open = filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[("yes", _("Đang tạm giữ")), ("no", _("Đã chấm dứt"))],
        empty_label=_("Tất cả"),
        method="of_open",
    )

    class Meta:
        model = Hold
        fields: list[str] = []

    def of_open(self, rows, name, value):
        return rows.filter(ended_on__isnull=value == "yes")


class PaymentFilter(filters.FilterSet):
    """Which payments."""

    open = filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[("yes", _("Đang tính")), ("no", _("Đã rút"))],
        empty_label=_("Tất cả"),
        method="of_open",
    )

    class Meta:
        model = PaymentReport
        fields: list[str] = []

    def of_open(self, rows, name, value):
        return rows.filter(withdrawn_at__isnull=value == "yes")
