"""Forms of the days that are not as their weekday says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.due_rules import day_field


class ChangeDayForm(forms.Form):
    name = forms.CharField(label=_("Lý do"), max_length=160, help_text=_("Ví dụ: Tết Nguyên đán, nghỉ hoán đổi."))
    source = forms.CharField(label=_("Căn cứ"), max_length=200, required=False)
    is_estimate = forms.BooleanField(label=_("Ước tính, chưa có thông báo chính thức"), required=False)


class AddDayForm(ChangeDayForm):
    day = day_field(_("Ngày"), required=True)
    is_working = forms.ChoiceField(
        label=_("Ngày đó"), choices=[("off", _("Được nghỉ")), ("worked", _("Làm bù"))], widget=forms.RadioSelect
    )

    field_order = ("day", "is_working", "name", "source", "is_estimate")

    def clean_is_working(self) -> bool:
        return self.cleaned_data["is_working"] == "worked"


class RemoveDayForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=200)
