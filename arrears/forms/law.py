"""Forms about figures of the law; what the value may be is asked of the figure itself."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from arrears.models import LegalRule
from arrears.rules.figures import Figure, NotAFigure
from employers.forms.events import day_field

_HINTS = {
    "int": _("Một số nguyên."),
    "money": _("Số tiền nguyên đồng, ví dụ 2.530.000."),
    "percent": _("Phần trăm, ví dụ 17,5."),
    "flag": _("0 là không, 1 là có."),
    "date": _("Một ngày, ví dụ 30/06/2025."),
    "int_list": _("Các số tăng dần, cách nhau bằng dấu phẩy."),
    "words": _("Các mục cách nhau bằng dấu phẩy."),
    "fund_order": _("Mã quỹ: odts, httt, bhyt, bhtn, tnld_bnn, unsplit; dấu phẩy là trước sau, dấu + là cùng thứ tự."),
}


class ProposeRuleForm(forms.Form):
    value = forms.CharField(label=_("Giá trị mới"), max_length=60)
    valid_from = day_field(_("Từ ngày"), help_text=_("Giá trị này thay giá trị đang có kể từ ngày này."))
    valid_to = day_field(
        _("Đến hết ngày"),
        required=False,
        help_text=_("Để trống khi chưa biết; hết ngày này giá trị trước áp dụng lại."),
    )
    citation = forms.CharField(
        label=_("Căn cứ"),
        max_length=300,
        help_text=_("Số văn bản, điều, khoản."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confidence = forms.ChoiceField(label=_("Độ tin cậy"), choices=list(LegalRule.CONFIDENCES.items()))
    note = forms.CharField(label=_("Ghi chú"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, figure: Figure, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.figure = figure
        field = self.fields["value"]
        field.help_text = _HINTS.get(figure.kind, "")
        if figure.kind in ("int", "money", "percent", "flag"):
            field.widget.attrs["inputmode"] = "decimal"
        if figure.unit:
            field.label = _now("Giá trị mới (%(unit)s)") % {"unit": figure.unit}

    def clean_value(self):
        try:
            return self.figure.kept(self.cleaned_data["value"])
        except NotAFigure as mistake:
            raise forms.ValidationError(str(mistake)) from None


class DecideRuleForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Quyết định"),
        choices=(("approve", _("Duyệt, cho áp dụng")), ("refuse", _("Không duyệt"))),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Ý kiến"),
        max_length=400,
        required=False,
        help_text=_("Bắt buộc khi không duyệt."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WithdrawRuleForm(forms.Form):
    reason = forms.CharField(label=_("Lý do thu hồi"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
