"""The form by which BHXH notes how an employer fulfilled what a directive orders it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.rules.evidence_files import ACCEPT, MOST_BYTES, NotEvidence, content_type_of
from agencies.rules.wording import period_words
from employers.models import DutyEvidence
from portal.core.days import DayInput


class DutyEvidenceForm(forms.Form):
    """`duties`: EmployerDuty rows; one choice for each duty and period that fell due."""

    what = forms.ChoiceField(label=_("Nhiệm vụ, kỳ"))
    outcome = forms.ChoiceField(label=_("Kết quả"), choices=DutyEvidence.Outcome.choices)
    happened_on = forms.DateField(
        label=_("Ngày thực hiện, hoặc ngày ghi nhận"),
        widget=DayInput(),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Ghi ngày theo dạng 31/12/2026.")},
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    file = forms.FileField(
        label=_("Tệp minh chứng"),
        required=False,
        help_text=_("PDF, Word (.docx), Excel (.xlsx), ảnh (.jpg, .png), tối đa 30 MB."),
        widget=forms.FileInput(
            attrs={"accept": ACCEPT, "data-limit": str(MOST_BYTES), "data-too-large": _("Tệp lớn hơn 30 MB.")}
        ),
    )

    def __init__(self, *args, duties, **kwargs):
        super().__init__(*args, **kwargs)
        self.told = {f"{one.duty.pk}:{period}": (one.duty, period) for one in duties for period, _due_on in one.periods}
        self.fields["what"].choices = [
            (key, f"{duty.summary_vi} · {period_words(period)}" if period else duty.summary_vi)
            for key, (duty, period) in self.told.items()
        ]

    def clean_what(self):
        return self.told[self.cleaned_data["what"]]

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        try:
            sent.told_kind = content_type_of(sent.file, sent.name, sent.size)
        except NotEvidence as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return sent
