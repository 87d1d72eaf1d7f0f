"""The own account: password, second factor, sessions, and the second look before what matters."""

from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agencies.forms import ChangePasswordForm, EnrolForm, VerifyForm
from agencies.login import second_factor, signing_in
from agencies.login.step_up import recently_verified, safe_next, verified
from agencies.services.users import change_password, end_sessions, renew_recovery_codes
from agencies.views.login import enrolled, enrolment


def account(request):
    user = request.user
    context = {
        "title": _("Tài khoản và bảo mật"),
        "posting": user.posting,
        "has_factor": second_factor.has_one(user),
        "must_have_factor": second_factor.is_required(user, signing_in.limits_of(user)),
        "codes_left": second_factor.recovery_codes_left(user),
    }
    return render(request, "account/account.html", context)


@sensitive_post_parameters()
def change_password_page(request):
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, _("Đã đổi mật khẩu. Các phiên đăng nhập ở nơi khác đã kết thúc."))
        return redirect("account")
    return render(request, "account/change_password.html", {"title": _("Đổi mật khẩu"), "form": form})


def _changed(request, form) -> bool:
    if not signing_in.try_own_password(request.user, form.cleaned_data["current"], now=timezone.now()):
        form.add_error("current", _("Mật khẩu đang dùng không đúng, hoặc đã thử quá nhiều lần."))
        return False
    try:
        user = change_password(request.user, by=request.user, password=form.cleaned_data["password"])
    except ValidationError as error:
        form.add_error("password", error)
        return False
    auth.update_session_auth_hash(request, user)
    return True


@recently_verified
def set_up_second_factor(request):
    """The own telephone, for the first time or anew; the one from before no longer works."""
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and enrolled(request, request.user, form):
        return _show_codes(request)
    return render(request, "mfa/set_up.html", enrolment(request, request.user, form))


@require_POST
@recently_verified
def renew_codes(request):
    return _show_codes(request)


def _show_codes(request):
    codes = renew_recovery_codes(request.user, by=request.user)
    return render(request, "mfa/new_codes.html", {"title": _("Mã dự phòng"), "codes": codes})


@require_POST
def end_all_sessions(request):
    end_sessions(request.user, by=request.user)
    auth.logout(request)
    messages.success(request, _("Đã đăng xuất ở mọi nơi."))
    return redirect("login")


@sensitive_post_parameters()
def verify_again(request):
    form = VerifyForm(request.POST or None)
    next_page = safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method == "POST" and form.is_valid():
        if _is_proved(request.user, form.cleaned_data["proof"]):
            verified(request)
            return redirect(next_page or settings.LOGIN_REDIRECT_URL)
        form.add_error("proof", _("Chưa đúng, hoặc đã thử quá nhiều lần."))
    context = {"title": _("Xác nhận lại"), "form": form, "next": next_page, "submit": _("Xác nhận")}
    return render(request, "account/verify_again.html", context)


def _is_proved(user, proof: str) -> bool:
    """Six digits are a code for whoever has a second factor, everything else is a password."""
    digits = proof.replace(" ", "")
    if digits.isdigit() and len(digits) == 6 and second_factor.has_one(user):
        return signing_in.try_code(user, digits, now=timezone.now())
    return signing_in.try_own_password(user, proof, now=timezone.now())
