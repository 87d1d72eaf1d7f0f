"""Passkeys: the questions the browser is asked at the door and inside, and the pages to add, name and remove one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from agencies.forms.accounts import PasskeyForm, PasskeyNameForm
from agencies.login import passkeys, second_factor, signing_in
from agencies.login.step_up import is_verified, recently_verified
from agencies.services.accounts import add_passkey, remove_passkey, rename_passkey
from agencies.services.users import renew_recovery_codes
from portal.core.acts import NotPossible


@require_POST
@never_cache
@login_not_required
def challenge(request):
    """What the browser needs to use a passkey: for who is on the way in, or is asked again inside."""
    user = _whoever_is_here(request)
    if user is None:
        return redirect("login")
    if not passkeys.works_here(request, user):
        raise PermissionDenied("passkey")
    return JsonResponse(passkeys.options_to_prove(request, user, now=timezone.now()))


@require_POST
@never_cache
@login_not_required
def options(request):
    """What the browser needs to make a passkey: inside after a second look, at the door where one is due."""
    user = _whoever_is_here(request)
    if user is None:
        return redirect("login")
    is_due = is_verified(request) if request.user.is_authenticated else _must_enrol(request, user)
    if not is_due or not passkeys.can_be_used_here(request):
        raise PermissionDenied("passkey")
    return JsonResponse(passkeys.options_to_register(request, user, now=timezone.now()))


def _whoever_is_here(request):
    return request.user if request.user.is_authenticated else signing_in.pending_user(request, now=timezone.now())


def _must_enrol(request, user) -> bool:
    return signing_in.next_step(request, user) == "enrol-second-factor"


@recently_verified
def add(request):
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and kept(request, request.user, form):
        if second_factor.recovery_codes_left(request.user):
            messages.success(request, _("Đã thêm khóa truy cập."))
            return redirect("account")
        codes = renew_recovery_codes(request.user, by=request.user)
        return render(request, "mfa/new_codes.html", {"title": _("Mã dự phòng"), "codes": codes})
    context = {"title": _("Thêm khóa truy cập"), "form": form, "can": passkeys.can_be_used_here(request)}
    return render(request, "mfa/passkey_add.html", context)


def kept(request, user, form) -> bool:
    """Whether the browser's answer was a new passkey of this person."""
    data = passkeys.made(request, user, form.cleaned_data["passkey"], now=timezone.now())
    if data is None:
        form.add_error(None, _("Trình duyệt không tạo được khóa, hoặc khóa này đã có. Hãy thử lại."))
        return False
    try:
        add_passkey(user, by=user, name=form.cleaned_data["name"], data=data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
@recently_verified
def rename(request, pk: int):
    form = PasskeyNameForm(request.POST)
    if form.is_valid():
        _do(request, lambda: rename_passkey(request.user, by=request.user, passkey=pk, name=form.cleaned_data["name"]))
    return redirect("account")


@require_POST
@recently_verified
def remove(request, pk: int):
    if _do(request, lambda: remove_passkey(request.user, by=request.user, passkey=pk)):
        messages.success(request, _("Đã gỡ khóa truy cập. Khóa này không mở được cổng nữa."))
    return redirect("account")


def _do(request, deed) -> bool:
    try:
        deed()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return False
    return True
