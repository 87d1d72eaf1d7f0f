"""Forms of the register: where an employer stands, by which numbers it is known, where it works, what branch it is in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit
from employers.forms.events import day_field
from employers.models import Scheme, Sector, Zone
from employers.rules.vsic import VERSIONS

SINCE = _("Để trống khi sửa điều ghi sai: coi như từ trước tới nay vẫn vậy.")


class _Placed(forms.Form):
    """Communes and zones of the own province."""

    commune = forms.ModelChoiceField(label=_("Xã, phường"), queryset=AdminUnit.objects.none())
    zone = forms.ModelChoiceField(
        label=_("Khu, cụm công nghiệp"), queryset=Zone.objects.none(), required=False, empty_label=_("Ngoài khu, cụm")
    )

    def __init__(self, *args, province, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = AdminUnit.objects.communes().filter(province=province.unit_id, valid_to=None)
        self.fields["zone"].queryset = Zone.objects.filter(province=province)


class PlaceForm(_Placed):
    since = day_field(_("Chuyển đến từ ngày"), required=False, help_text=SINCE)


class IdentifierForm(forms.Form):
    scheme = forms.ChoiceField(label=_("Loại mã"), choices=Scheme.choices)
    value = forms.CharField(
        label=_("Mã"), max_length=40, help_text=_("Mã số thuế sai số kiểm tra vẫn được ghi, kèm cảnh báo.")
    )
    valid_from = day_field(_("Có hiệu lực từ ngày"), required=False)
    source = forms.CharField(label=_("Nguồn, căn cứ"), max_length=200)


class WorkplaceForm(_Placed):
    name = forms.CharField(label=_("Tên nơi làm việc"), max_length=300)
    address = forms.CharField(label=_("Địa chỉ"), max_length=400, required=False)
    plot = forms.CharField(label=_("Lô"), max_length=80, required=False)
    workers = forms.IntegerField(label=_("Số lao động"), min_value=0, max_value=1_000_000, required=False)
    valid_from = day_field(_("Từ ngày"), required=False)
    source = forms.CharField(label=_("Nguồn, căn cứ"), max_length=200)
    field_order = ["name", "address", "commune", "zone", "plot", "workers", "valid_from", "source"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].required = False


class EndForm(forms.Form):
    valid_to = day_field(_("Đến hết ngày"))


class SectorForm(forms.Form):
    vsic_version = forms.ChoiceField(label=_("Phiên bản VSIC"), choices=[(version, version) for version in VERSIONS])
    sector = forms.ChoiceField(label=_("Ngành cấp 1"))
    vsic = forms.CharField(
        label=_("Mã ngành VSIC"), max_length=10, required=False, help_text=_("Ví dụ 1410 hoặc C1410; có thể để trống.")
    )
    since = day_field(_("Từ ngày"), required=False, help_text=SINCE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = Sector.objects.order_by("code", "-version").values_list("code", "version", "name")
        words: dict[str, str] = {}
        for code, version, name in named:
            words[code] = f"{words[code]}; {version}: {name}" if code in words else f"{code} – {version}: {name}"
        self.fields["sector"].choices = list(words.items())
