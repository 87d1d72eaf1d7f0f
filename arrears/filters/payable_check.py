"""What the comparison of payables with payrolls is filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from arrears.filters.ledger import offices_of
from arrears.models import LedgerRow


class PayableCheckFilter(filters.FilterSet):
    way = filters.ChoiceFilter(
        label=_("Chiều lệch"), choices=(("more", _("Cao hơn")), ("less", _("Thấp hơn"))), method="that_way"
    )
    office = filters.ModelChoiceFilter(label=_("BHXH cơ sở"), queryset=offices_of)

    missing = filters.ChoiceFilter(
        label=_("Quỹ không đóng"), choices=(("1", _("Nêu cả quỹ không đóng")),), method="all_rows"
    )

    class Meta:
        model = LedgerRow
        fields: list[str] = []

    def that_way(self, rows, name, value):
        return rows.filter(differs_all__gt=0) if value == "more" else rows.filter(differs_all__lt=0)

    def all_rows(self, rows, name, value):
        """Which rows is the view's to say."""
        return rows
