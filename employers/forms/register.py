"""Forms of the register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit
from employers.models import Zone


class PlaceForm(forms.Form):
    commune = forms.ModelChoiceField(label=_("Xã, phường"), queryset=AdminUnit.objects.none())
    zone = forms.ModelChoiceField(
        label=_("Khu, cụm công nghiệp"), queryset=Zone.objects.none(), required=False, empty_label=_("Ngoài khu, cụm")
    )

    def __init__(self, *args, province, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = AdminUnit.objects.communes().filter(province=province.unit_id, valid_to=None)
        self.fields["zone"].queryset = Zone.objects.filter(province=province)
