"""Forms of the reports storey."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SubmitForm(forms.Form):
    number = forms.CharField(
        label=_("Số của báo cáo"),
        max_length=20,
        help_text=_("Phần số trước ký hiệu BC-BHXH, ví dụ 125 cho số 125/BC-BHXH."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
