"""Forms of coverage, exchanges and the counter of those not in step."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from agencies.rules.evidence_files import ACCEPT, MOST_BYTES, NotEvidence, content_type_of
from agencies.rules.targets import count_of
from employers.models import CoverageFigure, DataExchange
from portal.core.days import DayInput
from portal.core.periods import Month

PEOPLE = _("Số người phải là số nguyên không âm.")


class WholeField(forms.CharField):
    """A number as people write it: "264.650"."""

    def __init__(self, **facts: Any):
        super().__init__(max_length=16, **facts)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return count_of(text)
        except ValueError:
            raise forms.ValidationError(PEOPLE) from None


def _day(label, **facts) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **facts)


class CoverageForm(forms.Form):
    month = forms.ChoiceField(label=_("Tháng"))
    territory = forms.ModelChoiceField(label=_("Địa bàn"), queryset=AdminUnit.objects.none(), empty_label=None)
    measure = forms.ChoiceField(label=_("Chỉ số"), choices=CoverageFigure.Measure.choices)
    value = WholeField(label=_("Số người"))
    source = forms.CharField(label=_("Nguồn"), max_length=300, help_text=_("Báo cáo, hệ thống hoặc văn bản có số này."))

    def __init__(self, *args: Any, units, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        months = [Month.of(today).plus(-back) for back in range(36)]
        self.fields["month"].choices = [(str(month), month.label) for month in months]
        self.fields["territory"].queryset = units

    def clean_month(self) -> Month:
        return Month.parse(self.cleaned_data["month"])


class SyncForm(forms.Form):
    territory = forms.ModelChoiceField(label=_("Xã, phường"), queryset=AdminUnit.objects.none())
    as_of = _day(_("Tính đến ngày"))
    unsynced = WholeField(label=_("Số người chưa đồng bộ"), help_text=_("Chỉ ghi số người; không ghi tên ai."))
    source = forms.CharField(label=_("Nguồn"), max_length=300)

    def __init__(self, *args: Any, units, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = units


class VerifyForm(forms.Form):
    number = WholeField(label=_("Số người đã xác minh, đồng bộ"))
    on = _day(_("Ngày xác minh"))
    note = forms.CharField(
        label=_("Ghi chú"), max_length=300, required=False, help_text=_("Không ghi tên, số định danh của ai.")
    )


class ExchangeForm(forms.Form):
    """The own agency is one side; the other is an agency of the province or a body outside the portal."""

    direction = forms.ChoiceField(
        label=_("Cơ quan tôi"), choices=[("out", _("gửi dữ liệu")), ("in", _("nhận dữ liệu"))], widget=forms.RadioSelect
    )
    other = forms.ModelChoiceField(
        label=_("Bên kia"), queryset=Agency.objects.none(), required=False, empty_label=_("Cơ quan ngoài cổng")
    )
    other_name = forms.CharField(label=_("Tên cơ quan ngoài cổng"), max_length=200, required=False)
    subject = forms.CharField(label=_("Nội dung dữ liệu"), max_length=300)
    form = forms.ChoiceField(
        label=_("Hình thức"), choices=[row for row in DataExchange.Form.choices if row[0] != DataExchange.Form.PORTAL]
    )
    period = forms.RegexField(
        r"^\d{4}(-Q[1-4]|-\d{2})?$",
        label=_("Kỳ số liệu"),
        required=False,
        help_text=_("Năm 2026, quý 2026-Q2 hoặc tháng 2026-10."),
        error_messages={"invalid": _("Ghi kỳ như 2026, 2026-Q2 hoặc 2026-10.")},
    )
    document_no = forms.CharField(label=_("Số văn bản"), max_length=80, required=False)
    sent_on = _day(_("Ngày gửi"))
    received_on = _day(_("Ngày nhận"), required=False)
    rows = WholeField(label=_("Số dòng, số trường hợp"), required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    file = forms.FileField(
        label=_("Tệp đính kèm"),
        required=False,
        help_text=_("Không bắt buộc. PDF, Word (.docx), Excel (.xlsx), ảnh, tối đa 30 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPT, "data-limit": str(MOST_BYTES)}),
    )

    def __init__(self, *args: Any, agencies, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = agencies

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if not sent:
            return None
        try:
            sent.told_kind = content_type_of(sent.file, sent.name, sent.size)
        except NotEvidence as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return sent


class ReceiveForm(forms.Form):
    on = _day(_("Ngày nhận"))
    note = forms.CharField(label=_("Ghi chú"), max_length=200, required=False)
