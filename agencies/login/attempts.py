"""How often one may guess: per name and address a growing delay, per name a long lock, never per address alone.

An attempt is charged before it is checked and given back when it was right, so that guesses sent at the same moment
cannot be more than the limit. The charge holds two row locks for a moment, never while a password is being hashed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from agencies.login.limits import Limits
from agencies.models import LoginFailure

ANYWHERE = ""  # the row that counts a user name over all addresses
UNKNOWN = "-"  # a caller whose address the server cannot say
LONGEST_DELAY = timedelta(hours=12)


@dataclass(frozen=True)
class Attempt:
    is_allowed: bool
    failures: int = 0
    locked_until: datetime | None = None


@transaction.atomic
def charge(username: str, address: str, *, limits: Limits, now: datetime) -> Attempt:
    """Count one attempt beforehand; refused while the name is locked, here or everywhere."""
    everywhere, here = _rows(username, address, now)
    if any(row.locked_until and row.locked_until > now for row in (everywhere, here)):
        return Attempt(is_allowed=False)
    for row in (everywhere, here):
        _count(row, limits, now)
    if here.failures >= limits.failures_per_address:
        doublings = min(here.failures - limits.failures_per_address, 16)
        here.locked_until = now + min(limits.first_delay * 2**doublings, LONGEST_DELAY)
    if everywhere.failures >= limits.failures_per_user:
        everywhere.locked_until = now + limits.user_lock
    _save(everywhere, here)
    until = max((row.locked_until for row in (everywhere, here) if row.locked_until), default=None)
    return Attempt(is_allowed=True, failures=here.failures, locked_until=until)


@transaction.atomic
def give_back(username: str, address: str, *, limits: Limits, now: datetime) -> None:
    """The attempt was right, but the login is not complete yet: what was wrong before still counts."""
    everywhere, here = _rows(username, address, now)
    for row, limit in ((everywhere, limits.failures_per_user), (here, limits.failures_per_address)):
        row.failures = max(row.failures - 1, 0)
        if row.failures < limit:
            row.locked_until = None
    _save(everywhere, here)


@transaction.atomic
def forgive(username: str, address: str, *, now: datetime, forget: timedelta) -> None:
    """The person is in: the own mistakes from here are forgotten, those from elsewhere are not. Old rows are swept."""
    everywhere, here = _rows(username, address, now)
    everywhere.failures = max(everywhere.failures - here.failures, 0)
    here.failures, everywhere.locked_until, here.locked_until = 0, None, None
    _save(everywhere, here)
    LoginFailure.objects.filter(last_at__lt=now - forget - LONGEST_DELAY).delete()


def unlock(username: str) -> int:
    """Forget every failure of the name."""
    return LoginFailure.objects.filter(username=username).delete()[0]


def _rows(username: str, address: str, now: datetime) -> list[LoginFailure]:
    """Both rows, made when missing and locked, the one for everywhere first: one attempt at a time, no deadlock."""
    places = [ANYWHERE, address or UNKNOWN]
    new = [LoginFailure(username=username, address=place, last_at=now) for place in places]
    LoginFailure.objects.bulk_create(new, ignore_conflicts=True)
    rows = LoginFailure.objects.select_for_update().filter(username=username, address__in=places)
    return list(rows.order_by("address"))


def _count(row: LoginFailure, limits: Limits, now: datetime) -> None:
    served = row.address == ANYWHERE and row.locked_until is not None  # the long lock is over: begin again
    if served or row.last_at < now - limits.forget:
        row.failures = 0
    row.failures += 1
    row.last_at = now
    row.locked_until = None


def _save(*rows: LoginFailure) -> None:
    LoginFailure.objects.bulk_update(rows, ["failures", "last_at", "locked_until"])
