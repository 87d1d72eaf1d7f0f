"""Forms of one obligation: they check what was typed and what kind of file came; they decide nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.rules.evidence_files import ACCEPT, MOST_BYTES, NotEvidence, content_type_of
from portal.core.days import DayInput

DAY = "%d/%m/%Y"


def _day(label, help_text="") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=DayInput(),
        input_formats=[DAY, "%Y-%m-%d"],
        error_messages={"invalid": _("Ghi ngày theo dạng 31/12/2026.")},
    )


def _text(label, *, length: int = 2000, rows: int = 3, required: bool = True, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class EvidenceForm(forms.Form):
    """A file, what it is called, and the day of what it proves."""

    file = forms.FileField(
        label=_("Tệp minh chứng"),
        help_text=_("PDF, Word (.docx), Excel (.xlsx), ảnh (.jpg, .png), tối đa 30 MB."),
        widget=forms.FileInput(
            attrs={"accept": ACCEPT, "data-limit": str(MOST_BYTES), "data-too-large": _("Tệp lớn hơn 30 MB.")}
        ),
        error_messages={"required": _("Chưa có tệp, hoặc tệp lớn hơn giới hạn."), "empty": _("Tệp rỗng.")},
    )
    title = forms.CharField(
        label=_("Tên minh chứng"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: Báo cáo số 12/BC-SNV. Trống: lấy tên tệp."),
    )
    effective_on = _day(
        _("Ngày của việc được chứng minh"), _("Ngày ghi trên văn bản, ngày họp, ngày gửi; có thể khác ngày tải lên.")
    )
    supersedes = forms.ModelChoiceField(
        label=_("Thay cho tệp"), queryset=None, required=False, empty_label=_("Không thay tệp nào")
    )

    def __init__(self, *args, evidence, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supersedes"].queryset = evidence
        self.fields["supersedes"].label_from_instance = lambda one: f"{one.title} ({_('phiên bản')} {one.version})"
        if not evidence:
            del self.fields["supersedes"]
        self.today = today
        if today:
            self.fields["effective_on"].initial = today

    def clean_file(self):
        sent = self.cleaned_data["file"]
        try:
            sent.told_kind = content_type_of(sent.file, sent.name, sent.size)
        except NotEvidence as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return sent

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if self.today and day > self.today:
            raise forms.ValidationError(_("Ngày này còn ở phía trước; minh chứng ghi việc đã làm."))
        return day


class SubmitForm(forms.Form):
    note = _text(_("Nội dung, kết quả chính"), required=False, help_text=_("Bắt buộc khi không kèm tệp minh chứng."))


class NothingForm(forms.Form):
    reason = _text(_("Vì sao trong kỳ không phát sinh"), length=1000)


class ReasonForm(forms.Form):
    reason = _text(_("Lý do"), length=1000)


class OccurrenceForm(forms.Form):
    happened_on = _day(_("Ngày thực hiện"))
    text = _text(_("Đã làm gì"), length=500, rows=2)


class EventForm(forms.Form):
    happened_on = _day(_("Ngày phát sinh"), _("Kỳ hạn, nếu có, tính từ ngày này."))
    subject = forms.CharField(
        label=_("Việc gì phát sinh"), max_length=300, help_text=_("Ví dụ: tên doanh nghiệp, số quyết định.")
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = self.fields["happened_on"].initial = today

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError(_("Ngày này còn ở phía trước; chỉ ghi nhận việc đã phát sinh."))
        return day
