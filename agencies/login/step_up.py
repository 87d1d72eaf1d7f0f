"""A second look at who is there, before approving, closing, submitting or taking a large file away."""

import functools
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


def recently_verified(view):
    """The view answers only while password or code were given in the last minutes; else they are asked for again.

    A POST is not kept: the person comes back to the page with the button and presses it once more.
    """

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if is_verified(request):
            return view(request, *args, **kwargs)
        if request.method != "GET":
            messages.info(request, _("Đã xác nhận lại xong thì bấm nút một lần nữa."))
        return ask_again(request)

    wrapper.needs_recent_verification = True
    return wrapper


def is_verified(request) -> bool:
    age = timezone.now().timestamp() - request.session.get("verified_at", 0)
    return age <= settings.VERIFIED_MINUTES * 60


def ask_again(request) -> HttpResponse:
    """For views that know only halfway that it is needed (a large export)."""
    address = f"{reverse('verify-again')}?{urlencode({'next': _back(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def ask_unless_verified(request) -> HttpResponse | None:
    return None if is_verified(request) else ask_again(request)


def verified(request) -> None:
    request.session["verified_at"] = int(timezone.now().timestamp())


def safe_next(request, page: str) -> str:
    """An address of this site, or "": nobody is sent elsewhere from here."""
    is_safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_safe else ""


def _back(request) -> str:
    if request.method == "GET":
        return request.get_full_path()
    referer = urlsplit(safe_next(request, request.headers.get("Referer", "")))
    return f"{referer.path}?{referer.query}" if referer.query else referer.path or reverse("home")
