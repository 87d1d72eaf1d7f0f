"""What the list of employers is filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from employers.models import Employer, Sector, Status, UnitKind, Zone

ONLY = {
    "unplaced": {"commune": None},
    "check": {"tax_code_ok": False},
    "uncoded": {"unit_code": ""},
    "branch": {"parent__isnull": False},
}


def _communes(request):
    unit = request.user.posting.agency.province.unit_id
    return AdminUnit.objects.communes().filter(province=unit, valid_to=None).only("name")


def _zones(request):
    return Zone.objects.filter(province=request.user.posting.agency.province_id).only("name")


def _agencies(request):
    return Agency.objects.visible_to(request.user).filter(area=None, valid_to=None).order_by("name").only("name")


def _sectors():
    found: dict[str, list[str]] = {}
    for code, name in Sector.objects.order_by("code", "-version").values_list("code", "name"):
        found.setdefault(code, []).append(name)
    return [(code, f"{code} – {names[0]}") for code, names in found.items()]


def _only(label, words) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=(words,), method="only")


class EmployerFilter(filters.FilterSet):
    """Status, place, kind, who manages it, and the groups that need somebody's hand."""

    status = filters.ChoiceFilter(label=_("Tình trạng"), choices=Status.choices)
    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), queryset=_communes)
    zone = filters.ModelChoiceFilter(label=_("Khu, cụm"), queryset=_zones)
    agency = filters.ModelChoiceFilter(label=_("Cơ quan quản lý"), queryset=_agencies)
    kind = filters.ChoiceFilter(
        label=_("Loại hình"), choices=lambda: UnitKind.objects.filter(is_employer=True).values_list("number", "name")
    )
    sector = filters.ChoiceFilter(label=_("Ngành"), choices=_sectors)
    unplaced = _only(_("Địa bàn"), ("1", _("Chưa gắn địa bàn")))
    check = _only(_("Mã số thuế"), ("0", _("Sai số kiểm tra")))
    uncoded = _only(_("Mã đơn vị BHXH"), ("1", _("Chưa có mã")))
    branch = _only(_("Pháp nhân"), ("1", _("Chi nhánh, đơn vị phụ thuộc")))

    class Meta:
        model = Employer
        fields: list[str] = []

    def only(self, rows, name, value):
        return rows.filter(**ONLY[name])
