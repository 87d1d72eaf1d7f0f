"""Keeps the public site apart from the portal: no cookie comes in or goes out, nothing but its own files runs in its pages, and
no copy lives longer than a minute, so that whoever has left a list is gone everywhere within that time."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.public.pages import closed

HOME = "/cong-khai/"
SECONDS = 60
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def nobody(get_response):
    """Whoever asks for a public page is nobody: a session of the portal is not even looked at there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(HOME):
            return get_response(request)
        request.COOKIES = {}
        response = get_response(request) if settings.PUBLIC_DATABASE else closed()
        response.cookies.clear()
        response.headers["Content-Security-Policy"] = POLICY
        response.headers.setdefault("Cache-Control", f"public, max-age={SECONDS}")
        response.headers.pop("Vary", None)
        return response

    return middleware
