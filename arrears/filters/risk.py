"""What the scores of risk are filtered by."""

import django_filters as filters
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from arrears.filters.ledger import _agencies, _communes, _sectors, province_of
from employers.models import Zone


class RiskFilter(filters.FilterSet):
    """Filters of the scores of one run; the words of its bands are the run's own."""

    band = filters.ChoiceFilter(label=_("Mức"), choices=())
    commune = filters.ModelChoiceFilter(
        label=_("Xã, phường"), field_name="employer__commune", queryset=lambda request: _communes(request)
    )
    office = filters.ModelChoiceFilter(
        label=_("BHXH cơ sở"),
        field_name="employer__office",
        queryset=lambda request: _agencies(request).filter(kind="social_insurance_local"),
    )
    zone = filters.ModelChoiceFilter(
        label=_("Khu, cụm"),
        field_name="employer__zone",
        queryset=lambda request: Zone.objects.filter(province=province_of(request)).only("name"),
    )
    sector = filters.ChoiceFilter(label=_("Ngành"), field_name="employer__sector", choices=lambda: _sectors())

    @classmethod
    def of(cls, run) -> type["RiskFilter"]:
        choices = [(place, capfirst(band["word"])) for place, band in enumerate(run.bands)]
        band = filters.ChoiceFilter(label=_("Mức"), choices=choices)
        return type("RiskFilterOfRun", (cls,), {"band": band})
