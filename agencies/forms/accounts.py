"""Forms around an account: passkeys, invitations, posts for a time, hand-over, review."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from agencies.forms.people import NewPasswordForm, PostForm
from agencies.models import AccountReview, User
from agencies.models.users import USER_NAME
from portal.core.days import DayInput

PLAIN_NAME = RegexValidator(USER_NAME, _("Chỉ dùng chữ thường không dấu, số và các dấu . _ - @"))


def day_field(label, **kwargs) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **kwargs)


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("Tên gợi nhớ"), max_length=60, help_text=_("Ví dụ: Máy tính cơ quan, Điện thoại của tôi, Khóa USB.")
    )
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


class PasskeyNameForm(forms.Form):
    name = forms.CharField(label=_("Tên gợi nhớ"), max_length=60)


class InvitationCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Mã mời"),
        max_length=60,
        help_text=_("Năm nhóm bốn ký tự, có trong thư mời hoặc tờ giấy người quản trị đưa."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "autofocus": True, "data-invitation": ""}
        ),
    )


class AcceptInvitationForm(NewPasswordForm):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        help_text=_("Chữ thường không dấu, số, dấu chấm, gạch ngang."),
        validators=[PLAIN_NAME],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )

    field_order = ("full_name", "username", "password", "again")

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["full_name"].initial = invitation.full_name
        if invitation.username:
            self.fields["username"].initial = invitation.username
            self.fields["username"].disabled = True


class InviteForm(PostForm):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        required=False,
        help_text=_("Để trống: người được mời tự chọn."),
        validators=[PLAIN_NAME],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    by_mail = forms.BooleanField(label=_("Gửi mã mời qua thư điện tử"), required=False)

    field_order = ("full_name", "agency", "role", "title", "username", "email", "by_mail")

    def __init__(self, *args, can_mail: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_mail:
            del self.fields["by_mail"]

    def clean(self):
        data = super().clean()
        if data.get("by_mail") and not data.get("email"):
            self.add_error("email", _("Cần thư điện tử để gửi mã mời."))
        return data


class PostPeriodForm(PostForm):
    """A post from a day (today, where none is said), if need be to a day."""

    on = day_field(_("Từ ngày"), required=False, help_text=_("Để trống: từ hôm nay."))
    until = day_field(_("Đến hết ngày"), required=False, help_text=_("Để trống: không thời hạn."))

    def clean(self):
        data = super().clean()
        if data.get("on") and data.get("until") and data["until"] < data["on"]:
            self.add_error("until", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
        return data


class DayForm(forms.Form):
    """A day from today on; today, where none is said."""

    on = day_field(_("Từ ngày"), required=False)

    def __init__(self, *args, today, label="", **kwargs):
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.today = today
        if label:
            self.fields["on"].label = label

    def clean_on(self):
        day = self.cleaned_data["on"] or self.today
        if day < self.today:
            raise forms.ValidationError(_("Chọn từ hôm nay trở đi: việc đã qua không sửa lại."))
        return day


class HandOverForm(forms.Form):
    successor = forms.ModelChoiceField(label=_("Người nhận bàn giao"), queryset=User.objects.none())
    ends = forms.ChoiceField(
        label=_("Sau khi bàn giao"),
        choices=[
            ("disable", _("Khóa tài khoản ngay")),
            ("release", _("Thôi giao vị trí từ ngày ghi bên dưới")),
            ("", _("Giữ nguyên tài khoản và vị trí")),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial="disable",
    )
    on = day_field(_("Từ ngày"), required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args, people, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = people
        self.fields["on"].initial = self.today = today

    def clean_on(self):
        day = self.cleaned_data["on"] or self.today
        if day < self.today:
            raise forms.ValidationError(_("Chọn từ hôm nay trở đi: việc đã qua không sửa lại."))
        return day


class ReviewForm(forms.Form):
    """What is said of the accounts that are ticked."""

    verdict = forms.ChoiceField(choices=AccountReview.Verdict.choices)
    note = forms.CharField(label=_("Điều cần thay đổi"), max_length=300, required=False)
    user = forms.TypedMultipleChoiceField(coerce=int, choices=())

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [(pk, pk) for pk in people]
