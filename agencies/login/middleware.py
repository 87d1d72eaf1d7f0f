"""A session ends by itself, on the server: after a time without anything done, and after a time whatever is done."""

from django.contrib.auth import logout
from django.utils import timezone

from agencies.login.signing_in import begin_session, limits_of
from agencies.models.users import Role
from portal.core import audit
from portal.core.models import AuditEntry

ENDED = "session_ended"  # why the session before this one ended; the login page says so
SEEN_EVERY = 30  # seconds between two notes that somebody is there: not every page is a write


def session_limits(get_response):
    def middleware(request):
        if request.user.is_authenticated:
            _watch(request, int(timezone.now().timestamp()))
        return get_response(request)

    return middleware


def _watch(request, moment: int) -> None:
    session = request.session
    if "began_at" not in session:
        _begin(request)
    if moment - session["began_at"] > session["absolute_seconds"]:
        _end(request, "absolute")
    elif moment - session["seen_at"] > session["idle_seconds"]:
        _end(request, "idle")
    elif moment - session["seen_at"] >= SEEN_EVERY and not is_unattended(request):
        session["seen_at"] = moment


def is_unattended(request) -> bool:
    """A page that asks by itself how far the work is does not keep a session alive."""
    return request.headers.get("X-Unattended") == "1"


def _begin(request) -> None:
    """A session that was not begun at the login page (tests, a release before this one): its limits begin now."""
    figures = limits_of(request.user)
    posting = request.user.posting
    is_administrator = posting is not None and posting.role == Role.ADMINISTRATOR
    idle = figures.idle_administrator if is_administrator else figures.idle
    begin_session(request.session, now=timezone.now(), idle=idle, absolute=figures.absolute)


def _end(request, why: str) -> None:
    audit.record(AuditEntry.Kind.ACCESS, "session_ended", by=request.user, subject=request.user, detail={"why": why})
    logout(request)
    request.session[ENDED] = why
