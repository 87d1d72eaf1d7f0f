"""What the queues of corrections and of pairs are filtered by."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from employers.models import Correction, DuplicatePair
from employers.queries.corrections import FIELDS


class CorrectionFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=Correction.State.choices)
    whose = filters.ChoiceFilter(
        label=_("Của cơ quan tôi"),
        choices=(("decide", _("Cơ quan tôi quyết định")), ("proposed", _("Cơ quan tôi đề nghị"))),
        method="of_mine",
    )
    field = filters.ChoiceFilter(label=_("Mục"), choices=list(FIELDS.items()))

    class Meta:
        model = Correction
        fields: list[str] = []

    def of_mine(self, rows, name, value):
        mine = self.request.user.posting.agency_id
        return rows.filter(owner=mine) if value == "decide" else rows.filter(agency=mine)


class DuplicateFilter(filters.FilterSet):
    """Without a word about the state: those that wait."""

    state = filters.ChoiceFilter(
        label=_("Trạng thái"),
        empty_label=DuplicatePair.State.OPEN.label,
        choices=(*DuplicatePair.State.choices[1:], ("all", _("Mọi trạng thái"))),
        method="in_state",
    )
    least = filters.NumberFilter(label=_("Điểm từ"), field_name="score", lookup_expr="gte", min_value=0, max_value=100)

    class Meta:
        model = DuplicatePair
        fields: list[str] = []

    @property
    def qs(self):
        gone = Q(first__merged_into__isnull=False) | Q(second__merged_into__isnull=False)
        rows = super().qs.exclude(gone, state=DuplicatePair.State.OPEN)
        return rows if self.data.get("state") else rows.filter(state=DuplicatePair.State.OPEN)

    def in_state(self, rows, name, value):
        return rows if value == "all" else rows.filter(state=value)
