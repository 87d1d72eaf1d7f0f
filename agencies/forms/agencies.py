"""The form by which the police of communes come to take part."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.reorganisations import day_field
from agencies.models import Province
from agencies.queries.territory import communes_of, overseers


class CommunePoliceForm(forms.Form):
    """Which communes, of those whose police do not take part yet, and from when."""

    units = forms.ModelMultipleChoiceField(
        label=_("Xã, phường, đặc khu"),
        queryset=None,
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("Chọn nhiều: giữ phím Ctrl khi bấm."),
    )
    on = day_field(_("Tham gia từ ngày"))

    def __init__(self, *args: Any, province: Province, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = overseers(province, "commune_police", today)
        self.fields["units"].queryset = communes_of(province, today).exclude(pk__in=list(taken))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return data | {"units": list(data.get("units") or [])}
