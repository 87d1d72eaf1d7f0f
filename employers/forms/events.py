"""Forms about what happens to an employer; they check what was typed and decide nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.rules.evidence_files import ACCEPT, MOST_BYTES, NotEvidence, content_type_of
from employers.models import LabourRelation, StatusEvent
from portal.core.days import DayInput


def day_field(label, *, required: bool = True, help_text="") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=DayInput(),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Ghi ngày theo dạng 31/12/2026.")},
    )


class StatusEventForm(forms.Form):
    kind = forms.ChoiceField(label=_("Biến động"), choices=StatusEvent.Kind.choices)
    happened_on = day_field(_("Ngày xảy ra"), help_text=_("Ngày ở phía trước: tình trạng đổi vào đúng ngày đó."))
    until = day_field(
        _("Dự kiến đến hết ngày"), required=False, help_text=_("Chỉ cho tạm ngừng; hết ngày này thì hoạt động lại.")
    )
    document_no = forms.CharField(label=_("Số văn bản"), max_length=80, required=False)
    document_on = day_field(_("Ngày văn bản"), required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Nội dung"), choices=LabourRelation.Kind.choices)
    begun_on = day_field(_("Từ ngày"))
    ended_on = day_field(_("Đến ngày"), required=False, help_text=_("Để trống khi chưa kết thúc."))
    workers = forms.IntegerField(
        label=_("Số lao động"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("Bắt buộc với đình công, ngừng việc."),
    )
    amount = forms.IntegerField(
        label=_("Số tiền (đồng)"), min_value=0, max_value=10**15, required=False, help_text=_("Chỉ cho nợ lương.")
    )
    document_no = forms.CharField(label=_("Số văn bản"), max_length=80, required=False)
    note = forms.CharField(
        label=_("Nội dung cụ thể"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(
        label=_("Tệp kèm theo"),
        required=False,
        help_text=_("PDF, Word (.docx), Excel (.xlsx), ảnh (.jpg, .png), tối đa 30 MB."),
        widget=forms.FileInput(
            attrs={"accept": ACCEPT, "data-limit": str(MOST_BYTES), "data-too-large": _("Tệp lớn hơn 30 MB.")}
        ),
    )

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        try:
            sent.told_kind = content_type_of(sent.file, sent.name, sent.size)
        except NotEvidence as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return sent


class EndRelationForm(forms.Form):
    ended_on = day_field(_("Đến ngày"))
    workers = forms.IntegerField(label=_("Số lao động sau cùng"), min_value=0, max_value=1_000_000, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Kết quả xử lý"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
