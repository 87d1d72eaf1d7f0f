"""Notes of where a person is signed in, so that the person can look and end one. The key itself is never written down.

A note is renewed at most every five minutes: not every page is a write.
"""

import hashlib
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import CharField, Exists, F, Func, OuterRef, QuerySet

from agencies.models import SessionNote, User
from agencies.rules.devices import device
from portal.core.request_memory import current_address

NOTE_EVERY = 300
NOTED_AS, NOTED_AT = "noted_as", "noted_at"


class KeyHash(Func):
    """What `key_hash` says in Python, said in SQL: the key does not leave the database."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def key_hash(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


def is_new(session) -> bool:
    """Whether nothing is written down of this session under the key that it has."""
    return session.get(NOTED_AS) != key_hash(session.session_key or "")


def note(request, now: datetime) -> None:
    """Write down that this session is in use, when it is new or when the last note is old."""
    session, moment = request.session, int(now.timestamp())
    if not session.session_key:
        return
    own, before = key_hash(session.session_key), session.get(NOTED_AS)
    if own == before and moment - session.get(NOTED_AT, 0) < NOTE_EVERY:
        return
    session[NOTED_AS], session[NOTED_AT] = own, moment
    facts = {
        "key_hash": own,
        "device": device(request.headers.get("User-Agent", "")),
        "address": current_address(),
        "seen_at": now,
        "lapses_at": _lapse(session, now),
        "ended_at": None,
    }
    mine = SessionNote.objects.filter(user=request.user)
    if before is None or not mine.filter(key_hash=before).update(**facts):
        began_at = datetime.fromtimestamp(session["began_at"], tz=now.tzinfo)
        SessionNote.objects.bulk_create(
            [SessionNote(user=request.user, began_at=began_at, **facts)], ignore_conflicts=True
        )


def _lapse(session, now: datetime) -> datetime:
    """When it will be over if nothing more is done, as exactly as a note every five minutes can say."""
    idle = now + timedelta(seconds=session["idle_seconds"] + NOTE_EVERY)
    return min(idle, datetime.fromtimestamp(session["began_at"] + session["absolute_seconds"], tz=now.tzinfo))


def alive(notes: QuerySet, now: datetime) -> QuerySet:
    """Notes of sessions that still open a door: not ended, not lapsed, and their row is there."""
    stored = Session.objects.annotate(hash=KeyHash(F("session_key"))).filter(
        hash=OuterRef("key_hash"), expire_date__gt=now
    )
    return notes.filter(ended_at=None, lapses_at__gt=now).filter(Exists(stored))


def end(notes: QuerySet, at: datetime) -> int:
    """The sessions of these notes open nothing any more."""
    hashes = list(notes.filter(ended_at=None).values_list("key_hash", flat=True))
    Session.objects.annotate(hash=KeyHash(F("session_key"))).filter(hash__in=hashes).delete()
    return notes.filter(key_hash__in=hashes).update(ended_at=at)


def forget(before: datetime) -> int:
    """Notes of sessions that are long over: the audit trail remembers the logins."""
    return SessionNote.objects.filter(lapses_at__lt=before).delete()[0]


def close_notes(user: User, at: datetime) -> None:
    """The person's sessions were all ended another way; a session that goes on notes itself anew."""
    SessionNote.objects.filter(user=user, ended_at=None).update(ended_at=at)
