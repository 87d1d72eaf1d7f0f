"""Forms about editions: number and symbol, why a line leaves, why all of it goes, proof of a channel."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.rules.evidence_files import ACCEPT, MOST_BYTES, NotEvidence, content_type_of
from portal.core.days import DayInput

NAMED_IN_PUBLIC = _("Nội dung này đăng công khai ngay.")


def _text(label, *, length: int = 600, help_text="", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PublishForm(forms.Form):
    number = forms.IntegerField(
        label=_("Số"), min_value=1, max_value=99_999, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40, help_text=_("Ví dụ DS-BHXH."))


class DelistForm(forms.Form):
    text = _text(
        _("Ghi chú công khai"),
        required=False,
        help_text=_("Để trống: “Đơn vị đã nộp đủ, được đưa ra khỏi danh sách.” Không ghi tên đơn vị."),
    )


class CorrectForm(forms.Form):
    text = _text(
        _("Nội dung đính chính"),
        help_text=_("Nêu rõ đơn vị nào, sai gì, đúng là gì. Nội dung này đăng công khai ngay."),
    )


class WithdrawForm(forms.Form):
    reason = _text(_("Lý do gỡ"), length=400, help_text=_("Lý do này đăng công khai ngay, thay cho danh sách."))


class ProofForm(forms.Form):
    channel = forms.ChoiceField(label=_("Kênh"))
    published_on = forms.DateField(
        label=_("Ngày đăng, phát"),
        widget=DayInput(),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Ghi ngày theo dạng 31/12/2026.")},
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False, help_text=_("Số báo, trang, giờ phát."))
    file = forms.FileField(
        label=_("Tệp chứng cứ"),
        help_text=_("PDF, Word (.docx), Excel (.xlsx), ảnh (.jpg, .png), tối đa 30 MB."),
        widget=forms.FileInput(
            attrs={"accept": ACCEPT, "data-limit": str(MOST_BYTES), "data-too-large": _("Tệp lớn hơn 30 MB.")}
        ),
    )

    def __init__(self, *args, channels: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [(channel, channel) for channel in channels]

    def clean_file(self):
        sent = self.cleaned_data["file"]
        try:
            sent.told_kind = content_type_of(sent.file, sent.name, sent.size)
        except NotEvidence as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return sent
