"""A session ends by itself, on the server: after a time without anything done, after a time whatever is done, and when
another post of the person begins: other powers, other proofs."""

from datetime import datetime

from django.contrib.auth import logout
from django.utils import timezone

from agencies.login import session_notes
from agencies.login.signing_in import begin_session, limits_of
from agencies.models.users import Role
from portal.core import audit
from portal.core.models import AuditEntry

ENDED = "session_ended"  # why the session before this one ended; the login page says so
SEEN_EVERY = 30  # seconds between two notes that somebody is there: not every page is a write


def session_limits(get_response):
    def middleware(request):
        if request.user.is_authenticated:
            _watch(request, timezone.now())
        return get_response(request)

    return middleware


def _watch(request, now: datetime) -> None:
    session, moment = request.session, int(now.timestamp())
    if "began_at" not in session:
        _begin(request)
    if (why := _over(request, moment)) is not None:
        _end(request, why)
        return
    is_attended = not is_unattended(request)
    if is_attended and moment - session["seen_at"] >= SEEN_EVERY:
        session["seen_at"] = moment
    if is_attended or session_notes.is_new(session):  # no session stays out of the list, whatever its pages say
        session_notes.note(request, now)


def _over(request, moment: int) -> str | None:
    """Why the session is over, if it is."""
    session = request.session
    if moment - session["began_at"] > session["absolute_seconds"]:
        return "absolute"
    if moment - session["seen_at"] > session["idle_seconds"]:
        return "idle"
    post = request.user.posting
    return "post" if session.setdefault("post", post and post.pk) != (post and post.pk) else None


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
