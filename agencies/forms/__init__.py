"""Forms of the ground floor by room: they check, they do not save. The rooms of people are named here as well."""

from agencies.forms.people import (
    AddUserForm,
    ChangePasswordForm,
    CodeForm,
    EnrolForm,
    LoginForm,
    NewPasswordForm,
    PostForm,
    ReasonForm,
    VerifyForm,
)

__all__ = [
    "AddUserForm",
    "ChangePasswordForm",
    "CodeForm",
    "EnrolForm",
    "LoginForm",
    "NewPasswordForm",
    "PostForm",
    "ReasonForm",
    "VerifyForm",
]
