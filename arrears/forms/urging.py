"""Forms of urging: the numbers under which notices leave, their service with proof, reasons, grounds. They check, they decide
nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.rules.evidence_files import ACCEPT, MOST_BYTES, NotEvidence, content_type_of
from arrears.models import EvasionGround, UrgingNotice
from portal.core.days import DayInput

TOLD_BY_BHXH = ("a", "b", "c", "d", "g")


def _day(label, *, required: bool = True, help_text="") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=DayInput(),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Ghi ngày theo dạng 31/12/2026.")},
    )


class PaperField(forms.FileField):
    """A paper that proves something: PDF, Word, Excel or a picture, told by its content."""

    def __init__(self, *, label, required: bool) -> None:
        limits = {"accept": ACCEPT, "data-limit": str(MOST_BYTES), "data-too-large": _("Tệp lớn hơn 30 MB.")}
        super().__init__(
            label=label,
            required=required,
            help_text=_("PDF, Word (.docx), Excel (.xlsx), ảnh (.jpg, .png), tối đa 30 MB."),
            widget=forms.FileInput(attrs=limits),
            error_messages={"required": _("Chưa có tệp, hoặc tệp quá lớn."), "empty": _("Tệp rỗng.")},
        )

    def clean(self, data, initial=None):
        sent = super().clean(data, initial)
        if sent is None:
            return None
        try:
            sent.told_kind = content_type_of(sent.file, sent.name, sent.size)
        except NotEvidence as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return sent


class IssueUrgingForm(forms.Form):
    """The numbers and the day under which notices leave."""

    number = forms.IntegerField(
        label=_("Số bắt đầu"),
        min_value=1,
        max_value=99_999_999,
        help_text=_("Các văn bản tiếp theo trong tập lấy số liền sau."),
    )
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40, help_text=_("Ví dụ: BHXH-QLT."))
    issued_on = _day(_("Ngày ban hành"))


class ServiceForm(forms.Form):
    """When, how and by what proof a notice was served."""

    served_on = _day(_("Ngày tống đạt"), help_text=_("Ngày đơn vị nhận được, theo chứng cứ."))
    means = forms.ChoiceField(label=_("Cách tống đạt"), choices=UrgingNotice.Means.choices)
    proof = PaperField(label=_("Chứng cứ tống đạt"), required=True)


class WithdrawForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class JustifiedReasonForm(forms.Form):
    """A reason that keeps late payment from being evasion."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: thiên tai, hỏa hoạn, dịch bệnh theo quy định của Chính phủ."),
    )
    document_no = forms.CharField(label=_("Số văn bản chứng minh"), max_length=80, required=False)
    valid_from = _day(_("Từ ngày"))
    valid_to = _day(_("Đến ngày"), required=False, help_text=_("Để trống nếu chưa biết ngày kết thúc."))
    file = PaperField(label=_("Tệp chứng minh"), required=False)


class EvasionGroundForm(forms.Form):
    """On which ground BHXH holds an employer to evade."""

    ground = forms.ChoiceField(
        label=_("Căn cứ (Điều 39 khoản 1)"),
        choices=[choice for choice in EvasionGround.Ground.choices if choice[0] in TOLD_BY_BHXH],
        help_text=_("Căn cứ đ và e do cổng tính từ số ngày, văn bản đôn đốc và lý do chính đáng."),
    )
    document_no = forms.CharField(label=_("Số văn bản"), max_length=80)
    document_on = _day(_("Ngày văn bản"))
    valid_from = _day(_("Có hiệu lực từ ngày"))
    file = PaperField(label=_("Tệp văn bản"), required=False)


class EndGroundForm(forms.Form):
    """The last day on which a ground held."""

    valid_to = _day(_("Ngày cuối còn hiệu lực"))
