"""What the list of employers is filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit
from employers.models import Employer, UnitKind, Zone


def _communes(request):
    unit = request.user.posting.agency.province.unit_id
    return AdminUnit.objects.communes().filter(province=unit, valid_to=None).only("name")


def _zones(request):
    return Zone.objects.filter(province=request.user.posting.agency.province_id).only("name")


class EmployerFilter(filters.FilterSet):
    """Place, kind, and the two groups that need somebody's hand."""

    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), queryset=_communes)
    zone = filters.ModelChoiceFilter(label=_("Khu, cụm"), queryset=_zones)
    kind = filters.ChoiceFilter(
        label=_("Loại hình"), choices=lambda: UnitKind.objects.filter(is_employer=True).values_list("number", "name")
    )
    unplaced = filters.ChoiceFilter(label=_("Địa bàn"), choices=(("1", _("Chưa gắn địa bàn")),), method="only_unplaced")
    check = filters.ChoiceFilter(label=_("Mã số thuế"), choices=(("0", _("Sai số kiểm tra")),), method="only_wrong")

    class Meta:
        model = Employer
        fields: list[str] = []

    def only_unplaced(self, rows, name, value):
        return rows.filter(commune=None)

    def only_wrong(self, rows, name, value):
        return rows.filter(tax_code_ok=False)
