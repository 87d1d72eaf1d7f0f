"""What the lists of gaps and of labour counts are filtered by."""

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.rules.wording import period_words
from employers.filters.events import communes_of, zones_of
from employers.models import Employer, Gap, Source
from employers.queries import gaps as questions
from employers.queries.gap_reasons import reasons


def _agencies(request):
    return Agency.objects.filter(pk__in=Gap.objects.visible_to(request.user).order_by().values("agency"))


class GapFilter(filters.FilterSet):
    """Period, whose, how far, why."""

    period = filters.ChoiceFilter(label=_("Kỳ"))
    agency = filters.ModelChoiceFilter(label=_("Cơ quan xử lý"), queryset=_agencies)
    state = filters.ChoiceFilter(label=_("Kết quả"), choices=Gap.State.choices)
    kind = filters.ChoiceFilter(label=_("Loại"), choices=Gap.Kind.choices)
    waiting = filters.ChoiceFilter(
        label=_("Chờ xử lý"), choices=(("1", _("Đang chờ xử lý")), ("0", _("Đã xử lý"))), method="only_waiting"
    )
    overdue = filters.ChoiceFilter(label=_("Hạn"), choices=(("1", _("Quá hạn xử lý")),), method="only_overdue")
    source = filters.ChoiceFilter(label=_("Nguồn"), choices=Source.choices)
    reason = filters.ChoiceFilter(label=_("Lý do"), choices=reasons)
    size = filters.NumberFilter(label=_("Chênh lệch từ (người)"), field_name="size", lookup_expr="gte", min_value=0)
    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), field_name="employer__commune", queryset=communes_of)
    zone = filters.ModelChoiceFilter(label=_("Khu, cụm"), field_name="employer__zone", queryset=zones_of)

    class Meta:
        model = Gap
        fields: list[str] = []

    def __init__(self, *args, **facts):
        super().__init__(*args, **facts)
        rows = Gap.objects.visible_to(self.request.user)
        self.filters["period"].extra["choices"] = [(one, period_words(one)) for one in questions.periods(rows)]

    def only_waiting(self, rows, name, value):
        return rows.filter(state__in=Gap.WAITING) if value == "1" else rows.exclude(state__in=Gap.WAITING)

    def only_overdue(self, rows, name, value):
        return rows.overdue(timezone.localdate())


class CountFilter(filters.FilterSet):
    """Of the employers counted in a period."""

    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), queryset=communes_of)
    zone = filters.ModelChoiceFilter(label=_("Khu, cụm"), queryset=zones_of)
    differs = filters.ChoiceFilter(
        label=_("Chênh lệch"),
        choices=(("1", _("Nguồn khác nhiều hơn BHXH")), ("0", _("BHXH bằng hoặc nhiều hơn"))),
        method="by_difference",
    )
    joined = filters.ChoiceFilter(
        label=_("BHXH"), choices=(("0", _("Chưa có người tham gia")),), method="without_participants"
    )

    class Meta:
        model = Employer
        fields: list[str] = []

    def by_difference(self, rows, name, value):
        return rows.filter(difference__gt=0) if value == "1" else rows.filter(difference__lte=0)

    def without_participants(self, rows, name, value):
        return rows.exclude(count_social_insurance__gt=0)
