"""The code of an invitation: the first two groups find it, the rest proves the right to it and is kept as an HMAC only.

Wrong, expired, used and withdrawn get the same answer after the same work; guesses count per invitation as passwords do
per name, so that nobody shuts the door for others from one address.
"""

import secrets
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

from agencies.login import attempts
from agencies.login.second_factor import ALPHABET
from agencies.login.signing_in import limits_of, remember_failure
from agencies.models import Invitation
from portal.core.request_memory import current_address

HANDLE, SECRET, GROUP = 8, 12, 4
COUNTED_AS = "~moi-"  # no user name begins so


def new_code() -> str:
    """Twenty letters and digits in groups: eight are the handle, twelve (59 bits) the secret."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(HANDLE + SECRET))
    return "-".join(letters[place : place + GROUP] for place in range(0, len(letters), GROUP))


def handle_of(code: str) -> str:
    return _plain(code)[:HANDLE]


def hash_of(code: str) -> str:
    return salted_hmac("agencies.Invitation", _plain(code), algorithm="sha256").hexdigest()


def try_code(typed: str, *, now: datetime) -> Invitation | None:
    """The invitation whose code this is, if it can still be taken up."""
    figures, name = limits_of(None), f"{COUNTED_AS}{handle_of(typed)}"
    attempt = attempts.charge(name, current_address(), limits=figures, now=now)
    found = Invitation.objects.filter(handle=handle_of(typed)).select_related("agency").first()
    is_right = constant_time_compare(hash_of(typed), found.code_hash if found else hash_of(""))
    if not (attempt.is_allowed and is_right and is_open(found, now)):
        if attempt.is_allowed:
            remember_failure("invitation_refused", None, attempt)
        return None
    attempts.give_back(name, current_address(), limits=figures, now=now)
    return found


def shown(pk: int, proof: str, *, now: datetime) -> Invitation | None:
    """The invitation whose code was shown in this session, while it can be taken up and has no newer code."""
    found = Invitation.objects.filter(pk=pk).select_related("agency").first()
    return found if is_open(found, now) and found.code_hash.startswith(proof) else None


def is_open(invitation: Invitation | None, now: datetime) -> bool:
    if invitation is None or invitation.accepted_at or invitation.withdrawn_at:
        return False
    return invitation.expires_at > now


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())[:80]
