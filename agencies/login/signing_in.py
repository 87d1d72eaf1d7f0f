"""From the password to the open door. Nobody is signed in before every step is done, so no step can be walked around:
until then the session holds only who is on the way (PENDING), and every page treats the caller as a stranger."""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.hashers import make_password
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localdate

from agencies.login import attempts, passkeys, second_factor
from agencies.login.limits import Limits, limits
from agencies.models import Province, User
from agencies.models.users import Role
from portal.core import audit
from portal.core.models import AuditEntry
from portal.core.request_memory import current_address

PENDING = "signing_in"
PENDING_FOR = timedelta(minutes=10)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def try_password(request, typed: str, password: str, *, now: datetime) -> User | None:
    """The person, if name and password are right and nothing locks them out. Every refusal takes as long."""
    username = unicodedata.normalize("NFC", typed).strip().lower()[:80]
    known = _known(username)
    figures = limits_of(known)
    attempt = attempts.charge(username, current_address(), limits=figures, now=now)
    if not attempt.is_allowed:
        make_password(password)
        return None
    user = auth.authenticate(request, username=username, password=password)
    if user is None or not may_enter(user):
        remember_failure("login_failed", known, attempt)
        return None
    attempts.give_back(username, current_address(), limits=figures, now=now)
    return user


def try_code(user: User, code: str, *, now: datetime) -> bool:
    """The second step, or a second look: counted like passwords, so that six digits cannot be guessed."""
    return _try(user, lambda: second_factor.check(user, code, now=now), "second_factor_failed", now)


def try_passkey(request, user: User, answer: str, *, now: datetime) -> bool:
    """The same with a passkey; counted too, though there is nothing to guess."""
    return _try(user, lambda: passkeys.prove(request, user, answer, now=now), "passkey_failed", now)


def try_own_password(user: User, password: str, *, now: datetime) -> bool:
    """The password of somebody already inside, asked again."""
    return _try(user, lambda: user.check_password(password), "password_failed", now)


def _try(user: User, is_right, name: str, now: datetime) -> bool:
    figures = limits_of(user)
    attempt = attempts.charge(user.username, current_address(), limits=figures, now=now)
    if not attempt.is_allowed:
        return False
    if not is_right():
        remember_failure(name, user, attempt)
        return False
    attempts.give_back(user.username, current_address(), limits=figures, now=now)
    return True


def may_enter(user: User) -> bool:
    """A person without a post today has nothing to do here; the people of a demo exist only in a demo."""
    return user.posting is not None and (settings.DEMO or not user.is_demo)


def limits_of(user: User | None) -> Limits:
    """The figures of the person's province; for a name that nobody has, of the first one, by as many queries."""
    province = user.province if user is not None else Province.objects.order_by("pk").first()
    return limits(province, localdate())


def _known(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def remember_failure(name: str, user: User | None, attempt: attempts.Attempt) -> None:
    """What was typed as an unknown name is not written down: people type their password there."""
    detail = {"failures": attempt.failures, "locked_until": attempt.locked_until}
    audit.record(AuditEntry.Kind.ACCESS, name, by=None, subject=user, detail=detail)


def begin(request, user: User, *, now: datetime, next_page: str) -> None:
    """The password was right: remember who is on the way, in a session with a new key."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "at": now.timestamp(),
        "proof": user.get_session_auth_hash(),
        "factor": False,
        "next": next_page,
    }


def pending_user(request, *, now: datetime) -> User | None:
    """Who is on the way, unless it took too long or the account was changed or closed meanwhile."""
    pending = request.session.get(PENDING)
    if not pending or now.timestamp() - pending["at"] > PENDING_FOR.total_seconds():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or not may_enter(user):
        return None
    return user if constant_time_compare(user.get_session_auth_hash(), pending["proof"]) else None


def factor_proved(request) -> None:
    request.session[PENDING] = {**request.session[PENDING], "factor": True}


def password_renewed(request, user: User) -> None:
    request.session[PENDING] = {**request.session[PENDING], "proof": user.get_session_auth_hash()}


def next_step(request, user: User) -> str | None:
    """The name of the page of the next step, None when the door may open."""
    if not request.session[PENDING]["factor"]:
        if second_factor.has_one(user):
            return "second-factor"
        if second_factor.is_required(user, limits_of(user)):
            return "enrol-second-factor"
    return "new-password" if user.must_change_password else None


def enter(request, user: User, *, now: datetime) -> str:
    """The one place where a person is signed in. Answers the page first asked for, or ""."""
    if next_step(request, user) is not None:
        raise RuntimeError("A step of the login is missing.")
    next_page = request.session.pop(PENDING)["next"]
    figures = limits_of(user)
    idle = figures.idle_administrator if user.posting.role == Role.ADMINISTRATOR else figures.idle
    auth.login(request, user, backend=BACKEND)
    begin_session(request.session, now=now, idle=idle, absolute=figures.absolute)
    request.session["post"] = user.posting.pk
    attempts.forgive(user.username, current_address(), now=now, forget=figures.forget)
    audit.record(AuditEntry.Kind.ACCESS, "login", by=user, subject=user)
    return next_page


def begin_session(session, *, now: datetime, idle: timedelta, absolute: timedelta) -> None:
    """The limits are those of the day the session began; it is short enough for that."""
    moment = int(now.timestamp())
    session.update(
        {
            "began_at": moment,
            "seen_at": moment,
            "verified_at": moment,
            "idle_seconds": int(idle.total_seconds()),
            "absolute_seconds": int(absolute.total_seconds()),
        }
    )
