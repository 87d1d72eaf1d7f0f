"""Forms of the reports storey."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.days import DayInput


class SubmitForm(forms.Form):
    number = forms.CharField(
        label=_("Số của báo cáo"),
        max_length=20,
        help_text=_("Phần số trước ký hiệu BC-BHXH, ví dụ 125 cho số 125/BC-BHXH."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class LetterForm(forms.Form):
    """What a coordinator adds to a draft before it is signed."""

    answer_by = forms.DateField(
        label=_("Đề nghị thực hiện trước ngày"),
        required=False,
        widget=DayInput(),
    )
    remark = forms.CharField(
        label=_("Nội dung thêm"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Đứng sau bảng, mỗi dòng một đoạn."),
    )


class IssueForm(forms.Form):
    """The number under which a letter leaves."""

    number = forms.CharField(
        label=_("Số, ký hiệu"), max_length=60, help_text=_("Ví dụ: 1234/SNV-LĐVL. Ghi số của văn thư cơ quan.")
    )


class YearForm(forms.Form):
    """The year to assess."""

    year = forms.IntegerField(label=_("Năm"), min_value=2020, max_value=2100)


class DemandForm(forms.Form):
    """Until when an employer answers, and what the letters say besides."""

    answer_by = forms.DateField(label=_("Hạn trả lời (hết ngày)"), widget=DayInput())
    remark = forms.CharField(
        label=_("Nội dung thêm"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Đứng sau bảng số liệu của mọi văn bản trong tập, mỗi dòng một đoạn."),
    )


class IssueDemandsForm(forms.Form):
    """The numbers and the day under which letters leave."""

    number = forms.IntegerField(
        label=_("Số bắt đầu"),
        min_value=1,
        max_value=99_999_999,
        help_text=_("Các văn bản tiếp theo trong tập lấy số liền sau."),
    )
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40, help_text=_("Ví dụ: UBND-VHXH."))
    issued_on = forms.DateField(label=_("Ngày ban hành"), widget=DayInput())
