"""Pages of the door: password, second factor, enrolment, new password. Each asks `signing_in` what comes next."""

import functools

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agencies.forms import CodeForm, EnrolForm, LoginForm, NewPasswordForm
from agencies.forms.accounts import PasskeyForm
from agencies.login import passkeys, second_factor, signing_in
from agencies.login.middleware import ENDED
from agencies.login.step_up import safe_next
from agencies.queries.users import demo_people
from agencies.services.users import change_password, enrol_second_factor, renew_recovery_codes
from agencies.views.passkeys import kept as passkey_kept
from portal.core import audit
from portal.core.models import AuditEntry

REFUSED = gettext_lazy(
    "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa. Nếu đã thử nhiều lần, hãy chờ ít phút."
)
SECRET = "new_second_factor"  # where the session keeps a key until a code from it was right


def door(view):
    """A page open to strangers, never kept by a cache, answering GET and POST; passwords stay out of error reports."""
    for dress in (
        require_http_methods(["GET", "HEAD", "POST"]),
        never_cache,
        sensitive_post_parameters(),
        login_not_required,
    ):
        view = dress(view)
    return view


def step(name: str):
    """A page that is open only to somebody whose next step it is; everyone else goes where they belong."""

    def decorate(view):
        @functools.wraps(view)
        def wrapper(request):
            user = signing_in.pending_user(request, now=timezone.now())
            if user is None:
                return redirect("login")
            wanted = signing_in.next_step(request, user)
            return view(request, user) if wanted == name else _go_on(request, user)

        return door(wrapper)

    return decorate


def _go_on(request, user):
    """To the next step, or through the door."""
    name = signing_in.next_step(request, user)
    if name is not None:
        return redirect(name)
    return redirect(
        safe_next(request, signing_in.enter(request, user, now=timezone.now())) or settings.LOGIN_REDIRECT_URL
    )


@door
def login(request):
    if request.headers.get(
        "HX-Request"
    ):  # a part of a page asked after the session ended: the whole page goes to the door
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("login")})
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = _login_form(request)
    next_page = safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        user = signing_in.try_password(request, form.cleaned_data["username"], form.cleaned_data["password"], now=now)
        if user is not None:
            signing_in.begin(request, user, now=now, next_page=next_page)
            return _go_on(request, user)
        form.add_error(None, REFUSED)
    return render(request, "account/login.html", _entry(request, form, next_page))


def _entry(request, form, next_page: str) -> dict:
    people = demo_people(on=timezone.localdate(), now=timezone.now())
    ended = request.session.pop(ENDED, "") if ENDED in request.session else ""
    return {
        "title": _("Đăng nhập"),
        "form": form,
        "next": next_page,
        "ended": ended,
        "people": people,
        "wide": bool(people),
    }


def _login_form(request) -> LoginForm:
    """In a demo a click on a person fills the form."""
    if request.method == "POST" or not settings.DEMO or "nguoi" not in request.GET:
        return LoginForm(request.POST or None)
    form = LoginForm(initial={"username": request.GET["nguoi"][:80], "password": settings.DEMO_PASSWORD})
    form.fields["password"].widget.render_value = True
    return form


@step("second-factor")
def second_factor_page(request, user):
    by_passkey = bool(request.POST.get("passkey"))
    form = CodeForm(None if by_passkey else request.POST or None)
    if request.method == "POST" and _proved(request, user, form, by_passkey):
        signing_in.factor_proved(request)
        return _go_on(request, user)
    people = [
        person
        for person in demo_people(on=timezone.localdate(), now=timezone.now())
        if person.username == user.username
    ]
    context = {
        "title": _("Xác thực lớp thứ hai"),
        "form": form,
        "people": people,
        "has_passkey": passkeys.works_here(request, user),
        "has_telephone": second_factor.has_telephone(user),
        "passkey_refused": by_passkey,
    }
    return render(request, "mfa/code.html", context)


def _proved(request, user, form, by_passkey: bool) -> bool:
    """By passkey, by a code of the telephone, or by a recovery code."""
    now = timezone.now()
    if by_passkey:
        return signing_in.try_passkey(request, user, request.POST["passkey"], now=now)
    if form.is_valid() and not signing_in.try_code(user, form.cleaned_data["code"], now=now):
        form.add_error("code", _("Mã không đúng, đã dùng, hoặc đã thử quá nhiều lần. Hãy chờ mã tiếp theo."))
    return form.is_valid()


@step("enrol-second-factor")
def enrol_second_factor_page(request, user):
    is_passkey = bool(request.POST.get("passkey"))
    form = EnrolForm(None if is_passkey else request.POST or None)
    key_form = PasskeyForm(request.POST if is_passkey else None, initial={"name": _("Khóa đầu tiên")})
    asked, keep = (key_form, passkey_kept) if is_passkey else (form, enrolled)
    if request.method == "POST" and asked.is_valid() and keep(request, user, asked):
        signing_in.factor_proved(request)
        codes = renew_recovery_codes(user, by=user)
        return render(request, "mfa/recovery_codes.html", _codes(codes, reverse("go-on")))
    context = {**enrolment(request, user, form), "key_form": key_form, "can": passkeys.can_be_used_here(request)}
    return render(request, "mfa/enrol.html", context)


def enrolled(request, user, form) -> bool:
    """Whether the code was right; the key has then left the session."""
    if SECRET not in request.session:  # sent without having seen the key
        return False
    try:
        enrol_second_factor(
            user, by=user, secret=request.session[SECRET], code=form.cleaned_data["code"], now=timezone.now()
        )
    except ValidationError as error:
        form.add_error("code", error)
        return False
    del request.session[SECRET]
    return True


def enrolment(request, user, form) -> dict:
    secret = request.session.setdefault(SECRET, second_factor.new_secret())
    return {
        "title": _("Thiết lập lớp xác thực thứ hai"),
        "form": form,
        "picture": second_factor.picture(user, secret),
        "key": second_factor.spelled(secret),
    }


def _codes(codes: list[str], onward: str) -> dict:
    return {"title": _("Mã dự phòng"), "codes": codes, "onward": onward}


@door
def go_on(request):
    """After the recovery codes were shown: whatever is next."""
    user = signing_in.pending_user(request, now=timezone.now())
    return _go_on(request, user) if user is not None else redirect("login")


@step("new-password")
def new_password(request, user):
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_password(user, by=user, password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            signing_in.password_renewed(request, user)
            return _go_on(request, user)
    return render(request, "account/new_password.html", {"title": _("Đặt mật khẩu mới"), "form": form})


@require_POST
def logout(request):
    audit.record(AuditEntry.Kind.ACCESS, "logout", by=request.user, subject=request.user)
    auth.logout(request)
    messages.success(request, _("Đã đăng xuất."))
    answer = redirect("login")
    answer["Clear-Site-Data"] = '"cache"'  # boards are kept by the browser: not for the next person at this computer
    return answer


def form_too_old(request, reason=""):
    """Django's CSRF_FAILURE_VIEW: the form was opened before the last login, or cookies are off."""
    return render(request, "account/form_too_old.html", {"title": _("Biểu mẫu đã cũ")}, status=403)
