"""Forms of the month: they check what was typed, they decide nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.periods import Month


class MonthField(forms.CharField):
    """A month as the browser's month picker sends it, or as people write it: 2026-10, 10/2026."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "10/2026"})

    def clean(self, value):
        text = super().clean(value)
        try:
            if "/" in text:
                month, year = text.split("/")
                return Month(int(year), int(month))
            return Month.parse(text)
        except ValueError:
            raise forms.ValidationError(_("Ghi tháng theo dạng 10/2026.")) from None


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Loại tệp"),
        choices=(
            ("b03", _("B03a/B03b-TS – đơn vị chậm đóng, trốn đóng")),
            ("c12", _("C12-TS – kết quả đóng, mỗi đơn vị một dòng")),
            ("b03-595", _("B03-TS theo Quyết định 595 – số liệu nợ đến tháng 4/2026")),
            ("b10", _("B10a-TS – kết quả đôn đốc")),
            ("urging-list", _("Danh sách 01-ĐĐ – văn bản đôn đốc đã gửi")),
        ),
    )
    month = MonthField(label=_("Tháng số liệu"))
    agency = forms.ChoiceField(label=_("Cơ quan BHXH lập tệp"))
    file = forms.FileField(
        label=_("Tệp .xlsx hoặc .csv"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Chưa có tệp, hoặc tệp lớn hơn giới hạn 64 MB."), "empty": _("Tệp rỗng.")},
    )

    def __init__(self, *args, agencies=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [(agency.code, agency.name) for agency in agencies]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do điều chỉnh"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
