"""A board that has not changed is not drawn again: the browser keeps it and asks, and one query says whether it stands.

What the board depends on is in sql/board_state.sql; beside it stand the person, the session, the day and this build.
"""

import functools
import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import condition

from portal.core import sql

_planned: WeakSet[Any] = WeakSet()
_SUFFIXES = {".py", ".html", ".sql", ".css", ".js", ".svg"}


def asked_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view answers 304 where the browser has the same board still. Nobody but the browser itself may keep it."""
    guarded = condition(etag_func=board_tag)(view)

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = guarded(request, *args, **named)
        if response.has_header("ETag"):
            response["Cache-Control"] = "private, no-cache"
        return response

    return wrapper


def board_tag(request: HttpRequest) -> str | None:
    """None where there is nothing to keep: no board, or a message that is shown only once."""
    if len(get_messages(request)):
        return None
    state = _state(request.user.pk, localdate())
    return None if state is None else f'"{_digest(request, state)}"'


def _state(user: int, today: date) -> str | None:
    """Planning the question costs eight times its answer, so that each connection plans it once."""
    with connection.cursor() as cursor:
        if connection.connection not in _planned:
            question = sql.text("portal.shell", "board_state") % {"user": "$1", "today": "$2"}
            cursor.execute(f"PREPARE board_state (bigint, date) AS {question}")
            _planned.add(connection.connection)
        cursor.execute("EXECUTE board_state (%s, %s)", [user, today])
        found = cursor.fetchone()
    return found[0] if found else None


def _digest(request: HttpRequest, state: str) -> str:
    """The forms of the page carry the session's secret, so another session is another page."""
    user = request.user
    known = [state, user.pk, user.full_name, request.session.session_key, request.META.get("CSRF_COOKIE", "")]
    known += [request.get_full_path(), get_language(), localdate(), settings.DEMO, build()]
    return hashlib.sha256("\x1f".join(map(str, known)).encode()).hexdigest()[:32]


@functools.cache
def build() -> str:
    """This build of the portal: the newest of its files and how many there are."""
    root = Path(settings.BASE_DIR)
    apps = {name.partition(".")[0] for name in settings.INSTALLED_APPS if (root / name.partition(".")[0]).is_dir()}
    places = [*(root / app for app in sorted(apps)), root / "templates", root / "static" / "build"]
    times = [file.stat().st_mtime_ns for place in places for file in place.rglob("*") if file.suffix in _SUFFIXES]
    return f"{max(times, default=0)}-{len(times)}"
