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
from agencies.forms.accounts import PasskeyNameForm
from agencies.login import passkeys, second_factor, session_notes, signing_in
from agencies.login.step_up import recently_verified, safe_next, verified
from agencies.models import SessionNote
from agencies.queries.accounts import own_sessions
from agencies.services.accounts import end_other_sessions, end_session
from agencies.services.users import change_password, end_sessions, renew_recovery_codes
from agencies.views.login import enrolled, enrolment
from portal.core.scoping import get_visible_or_404


def account(request):
    user = request.user
    context = {
        "title": _("Tài khoản và bảo mật"),
        "posting": user.posting,
        "has_factor": second_factor.has_one(user),
        "must_have_factor": second_factor.is_required(user, signing_in.limits_of(user)),
        "has_telephone": second_factor.has_telephone(user),
        "codes_left": second_factor.recovery_codes_left(user),
        "passkeys": _with_forms(passkeys.of(user)),
        "can": passkeys.can_be_used_here(request),
        "sessions": own_sessions(user, request.session.session_key, now=timezone.now()),
    }
    return render(request, "account/account.html", context)


def _with_forms(keys: list) -> list:
    """Each passkey with what its two buttons open."""
    for key in keys:
        key.rename_id, key.remove_id = f"rename-{key.pk}", f"remove-{key.pk}"
        key.name_form = PasskeyNameForm(initial={"name": key.data["name"]}, auto_id=f"id_%s_{key.pk}")
    return keys


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


@require_POST
def end_one_session(request, pk: int):
    note = get_visible_or_404(SessionNote.objects, request.user, pk=pk)
    if note.key_hash == session_notes.key_hash(request.session.session_key):
        messages.info(request, _("Để kết thúc phiên này, hãy đăng xuất."))
        return redirect("account")
    end_session(note, by=request.user, at=timezone.now())
    messages.success(request, _("Đã kết thúc phiên đăng nhập đó."))
    return redirect("account")


@require_POST
def end_all_other_sessions(request):
    keep = session_notes.key_hash(request.session.session_key)
    end_other_sessions(request.user, by=request.user, keep=keep, at=timezone.now())
    messages.success(request, _("Đã đăng xuất ở mọi nơi khác."))
    return redirect("account")


@sensitive_post_parameters()
def verify_again(request):
    by_passkey = bool(request.POST.get("passkey"))
    form = VerifyForm(None if by_passkey else request.POST or None)
    next_page = safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method == "POST" and _is_proved(request, form, by_passkey):
        verified(request)
        return redirect(next_page or settings.LOGIN_REDIRECT_URL)
    context = {
        "title": _("Xác nhận lại"),
        "form": form,
        "next": next_page,
        "submit": _("Xác nhận"),
        "has_passkey": passkeys.works_here(request, request.user),
        "passkey_refused": by_passkey,
    }
    return render(request, "account/verify_again.html", context)


def _is_proved(request, form, by_passkey: bool) -> bool:
    if by_passkey:
        return signing_in.try_passkey(request, request.user, request.POST["passkey"], now=timezone.now())
    if form.is_valid() and not _is_right(request.user, form.cleaned_data["proof"]):
        form.add_error("proof", _("Chưa đúng, mã đã dùng rồi (hãy chờ mã mới), hoặc đã thử quá nhiều lần."))
    return form.is_valid()


def _is_right(user, proof: str) -> bool:
    """Six digits are a code for whoever has a telephone for it, everything else is a password."""
    digits = proof.replace(" ", "")
    if digits.isdigit() and len(digits) == 6 and second_factor.has_telephone(user):
        return signing_in.try_code(user, digits, now=timezone.now())
    return signing_in.try_own_password(user, proof, now=timezone.now())
