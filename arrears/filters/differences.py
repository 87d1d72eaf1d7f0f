"""What the differences between supplied and reckoned figures are filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from arrears.filters.ledger import _agencies, _communes
from arrears.models import ReckoningDifference
from arrears.tables.differences import CAUSES
from portal.core.money import FUND_LABELS


class DifferenceFilter(filters.FilterSet):
    """Filters of the differences of one reckoning."""

    what = filters.ChoiceFilter(label=_("Chỉ tiêu"), choices=ReckoningDifference.What.choices)
    cause = filters.ChoiceFilter(label=_("Nguyên nhân có thể"), choices=CAUSES)
    office = filters.ModelChoiceFilter(
        label=_("BHXH cơ sở"),
        field_name="employer__office",
        queryset=lambda request: _agencies(request).filter(kind="social_insurance_local"),
    )
    fund = filters.ChoiceFilter(label=_("Quỹ"), choices=list(FUND_LABELS.items()))
    commune = filters.ModelChoiceFilter(
        label=_("Xã, phường"), field_name="employer__commune", queryset=lambda request: _communes(request)
    )
