"""Forms about a directive in force: when it ends, and since when it counts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.due_rules import day_field


def reason_field() -> forms.CharField:
    return forms.CharField(label=_("Căn cứ, lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RepealForm(forms.Form):
    last_day = day_field(_("Ngày cuối cùng còn hiệu lực"), required=True)
    reason = reason_field()


class InForceForm(forms.Form):
    in_force_from = day_field(_("Có hiệu lực từ ngày"), required=True)
    reason = reason_field()
