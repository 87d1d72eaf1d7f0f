"""Forms of publication: they check what was typed, they decide nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arrears.forms.urging import PaperField
from arrears.models import Hold, LedgerVersion, Objection, Publication
from employers.forms.events import day_field


def _text(label, *, length: int = 400, rows: int = 3, help_text="") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, help_text=help_text, widget=area)


class DrawUpForm(forms.Form):
    """Which list, by which closed month."""

    what = forms.ChoiceField(
        label=_("Danh sách"),
        choices=Publication.What.choices,
        widget=forms.RadioSelect,
        initial=Publication.What.DEBTORS,
    )
    version = forms.ModelChoiceField(
        label=_("Số liệu"), queryset=LedgerVersion.objects.none(), empty_label=None,
        help_text=_("Phiên bản mới nhất của mỗi tháng đã khóa sổ mà cơ quan anh/chị được xem."),
    )  # fmt: skip

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions
        self.fields["version"].label_from_instance = lambda one: (
            _("Tháng %(month)s, phiên bản %(version)s")
            % {
                "month": one.period.label,
                "version": one.version,
            }
        )


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(_("Lý do"))


class NoticeForm(forms.Form):
    """The numbers and the day under which the letters leave."""

    number = forms.IntegerField(
        label=_("Số bắt đầu"),
        min_value=1,
        max_value=99_999_999,
        help_text=_("Các thông báo tiếp theo trong đợt lấy số liền sau."),
    )
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40, help_text=_("Ví dụ: TB-BHXH."))
    issued_on = day_field(_("Ngày ban hành"))


class SentForm(forms.Form):
    """The day on which the letters left."""

    sent_on = day_field(_("Ngày gửi"), help_text=_("Hạn phản hồi được tính từ ngày này nếu sau ngày ban hành."))


class ObjectionForm(forms.Form):
    """What an employer says, and its evidence."""

    received_on = day_field(_("Ngày nhận"))
    text = _text(_("Nội dung phản hồi"), length=4000, rows=5)
    file = PaperField(label=_("Tài liệu kèm theo"), required=False)


class DecisionForm(forms.Form):
    """What is decided on it."""

    decision = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[choice for choice in Objection.Decision.choices if choice[0]],
        widget=forms.RadioSelect,
    )
    answer = _text(_("Trả lời đơn vị"), length=4000, rows=4)


class HoldForm(forms.Form):
    """Why an employer is kept out, and until when."""

    kind = forms.ChoiceField(label=_("Loại"), choices=Hold.Kind.choices)
    reason = _text(_("Lý do"), length=500)
    begins_on = day_field(_("Từ ngày"))
    expires_on = day_field(_("Hết hiệu lực sau ngày"), help_text=_("Sau ngày này đơn vị không còn được tạm giữ."))
    file = PaperField(label=_("Tài liệu kèm theo"), required=False)


class PaymentForm(forms.Form):
    """A payment by its document."""

    amount = forms.IntegerField(label=_("Số tiền (đồng)"), min_value=1, max_value=10**15)
    paid_on = day_field(_("Ngày nộp"))
    document_no = forms.CharField(label=_("Số chứng từ"), max_length=80)
    file = PaperField(label=_("Tệp chứng từ"), required=False)
