"""What happens around every page: hostile addresses refused, the address remembered, refusals written down."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.utils.cache import add_never_cache_headers

from portal.core import audit
from portal.core.models import AuditEntry
from portal.core.request_memory import remember_address


def clean_requests(get_response):
    """NUL bytes are nobody's search; what a signed-in person sees is not stored by any cache on the way."""

    def middleware(request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("Yêu cầu không hợp lệ.")
        remember_address(client_address(request))
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def client_address(request) -> str:
    """The caller's address: the proxies in front are counted, what the caller claims beyond them is not believed."""
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        return hops[-settings.TRUSTED_PROXIES][:64]
    return request.META.get("REMOTE_ADDR", "")[:64]


class RefusalsRemembered:
    """A refused act was rolled back with its audit row, and a row of somebody else's does not exist: what a signed-in
    person asked for and did not get is written down afterwards."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        was_asked = request.resolver_match is not None and request.user.is_authenticated
        if response.status_code in (403, 404) and was_asked and not getattr(request, "refusal_remembered", False):
            self._remember(request, str(response.status_code))
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, PermissionDenied):
            self._remember(request, str(exception)[:80] or "refused")
            request.refusal_remembered = True

    def _remember(self, request, name: str) -> None:
        by = request.user if request.user.is_authenticated else None
        audit.record(AuditEntry.Kind.REFUSED, name, by=by, detail={"method": request.method, "path": request.path})


refusals_remembered = RefusalsRemembered
