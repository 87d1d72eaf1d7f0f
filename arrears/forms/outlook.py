"""What is asked of an employer's outlook: a payment that nobody has made. Sent by GET, kept nowhere."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from arrears.rules.figures import Figure, NotAFigure
from employers.forms.events import day_field
from portal.core.figures import date_text
from portal.core.money import FUND_LABELS, FUNDS
from portal.core.periods import Month

MOST = 10**14
LOOKED_AHEAD = 24
_DONG = Figure("amount", "", "", "money", 1, MOST)


class WhatIfForm(forms.Form):
    amount = forms.CharField(
        label=_("Số tiền nộp (đồng)"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "100.000.000"}),
    )
    fund = forms.ChoiceField(
        label=_("Nộp cho quỹ"),
        required=False,
        choices=[("", _("Không ghi quỹ: phân bổ theo thứ tự")), *((fund, FUND_LABELS[fund]) for fund in FUNDS)],
    )
    paid_on = day_field(_("Ngày nộp"))
    at = day_field(_("Xem đến ngày"), required=False, help_text=_("Để trống: xem ngay ngày nộp."))

    def __init__(self, *args, known_until: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = known_until, Month.of(known_until).plus(LOOKED_AHEAD).last_day

    def clean_amount(self) -> int:
        try:
            return int(_DONG.kept(self.cleaned_data["amount"]))
        except NotAFigure as mistake:
            raise forms.ValidationError(str(mistake)) from None

    def clean_paid_on(self) -> date:
        return self._within(self.cleaned_data["paid_on"])

    def clean_at(self) -> date | None:
        day = self.cleaned_data["at"]
        return None if day is None else self._within(day)

    def clean(self):
        facts = super().clean()
        paid_on, at = facts.get("paid_on"), facts.get("at")
        if paid_on and at and at < paid_on:
            self.add_error("at", _now("Ngày xem không được trước ngày nộp."))
        return facts

    def _within(self, day: date) -> date:
        if not self.first < day <= self.last:
            about = {"first": date_text(self.first), "last": date_text(self.last)}
            raise forms.ValidationError(_now("Ngày phải sau %(first)s và không quá %(last)s.") % about)
        return day
