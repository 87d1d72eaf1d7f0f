"""Forms of accounts and posts."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.models.users import USER_NAME, Role

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


def _password(label, autocomplete: str, **kwargs) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, **kwargs)


class LoginForm(forms.Form):
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = _password(_("Mật khẩu"), "current-password")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=20,
        help_text=_("Mã 6 số đang hiện trong ứng dụng xác thực, hoặc một mã dự phòng."),
        widget=forms.TextInput(attrs=CODE),
    )


class EnrolForm(forms.Form):
    code = forms.CharField(
        label=_("Mã 6 số ứng dụng đang hiện"), max_length=20, widget=forms.TextInput(attrs={**CODE, "autofocus": False})
    )


class VerifyForm(forms.Form):
    """The password or a code: whichever is at hand."""

    proof = _password(_("Mật khẩu hoặc mã xác thực"), "current-password")


class NewPasswordForm(forms.Form):
    password = _password(
        _("Mật khẩu mới"),
        "new-password",
        help_text=_("Ít nhất 12 ký tự. Một câu dễ nhớ thì an toàn hơn một từ khó nhớ."),
    )
    again = _password(_("Nhập lại mật khẩu mới"), "new-password")

    def clean(self):
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu mới không giống nhau."))
        return data


class ChangePasswordForm(NewPasswordForm):
    current = _password(_("Mật khẩu đang dùng"), "current-password")

    field_order = ("current", "password", "again")


class PostForm(forms.Form):
    """A post: agency, role, title."""

    agency = forms.ModelChoiceField(label=_("Cơ quan"), queryset=Agency.objects.none())
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    title = forms.CharField(label=_("Chức danh"), max_length=120, required=False)

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies


class AddUserForm(PostForm):
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        help_text=_("Chữ thường không dấu, số, dấu chấm, gạch ngang. Mỗi người một tài khoản."),
        validators=[RegexValidator(USER_NAME, _("Chỉ dùng chữ thường không dấu, số và các dấu . _ - @"))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)

    field_order = ("full_name", "username", "agency", "role", "title", "email", "phone")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.TextInput())
