"""Forms of labour reviews: opening one, a row typed without scripts, reasons, giving an employer to another agency."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Directive
from employers.forms.events import day_field
from employers.models import ReviewLine
from employers.queries.file_periods import choices_for
from employers.rules.file_kinds import MONTH, QUARTER, YEAR
from employers.rules.review_lines import NUMBERS, REASONS


class OpenReviewForm(forms.Form):
    title = forms.CharField(label=_("Tên đợt"), max_length=200)
    period = forms.ChoiceField(label=_("Kỳ số liệu"))
    as_of = day_field(_("Chốt theo ngày"), help_text=_("Đơn vị đang hoạt động vào ngày này được rà soát."))
    due_on = day_field(_("Hạn hoàn thành"))
    directive = forms.ModelChoiceField(
        label=_("Căn cứ"), queryset=Directive.objects.none(), required=False, empty_label=_("Không nêu")
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False, widget=forms.Textarea)

    def __init__(self, *args, directives, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = choices_for((YEAR, QUARTER, MONTH), on)
        self.fields["directive"].queryset = directives


class LineForm(forms.Form):
    """A row without scripts. What was there when the page was opened goes along, so that nothing is overwritten unseen."""

    found = forms.ChoiceField(label=_("Tình trạng"), required=False)
    employed = forms.CharField(label=_("Đang làm việc"), required=False, max_length=12)
    subject = forms.CharField(label=_("Thuộc diện tham gia"), required=False, max_length=12)
    participating = forms.CharField(label=_("Đã tham gia"), required=False, max_length=12)
    not_participating = forms.CharField(label=_("Chưa tham gia"), required=False, max_length=12)
    reason = forms.ChoiceField(label=_("Lý do chưa tham gia"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["found"].choices = [("", _("Chưa rà soát")), *ReviewLine.Found.choices]
        self.fields["reason"].choices = [("", _("Không nêu")), *REASONS.items()]
        for name in NUMBERS:
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        for name in list(self.fields):
            self.fields[f"was_{name}"] = forms.CharField(required=False, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class SubmitShareForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do chưa rà soát xong"),
        max_length=300,
        required=False,
        help_text=_("Chỉ cần khi còn đơn vị chưa xong."),
    )


class ReassignForm(forms.Form):
    agency = forms.ModelChoiceField(label=_("Giao cho"), queryset=Agency.objects.none(), empty_label=_("Chọn cơ quan"))
    reason = forms.CharField(label=_("Lý do"), max_length=200)

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
