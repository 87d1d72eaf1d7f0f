"""The second factor: time codes (RFC 6238) that work once, and recovery codes that work once; passkeys are next door.

The last used time step stands in the authenticator's row, not in a cache: what was used stays used.
"""

import base64
import hashlib
import secrets
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from agencies.login.limits import Limits
from agencies.models import User
from agencies.models.users import SECOND_FACTOR_ROLES

STEP_SECONDS = 30
DRIFT = (0, -1, 1)  # a telephone's clock may be half a minute off
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

new_secret = generate_totp_secret


def is_required(user: User, limits: Limits) -> bool:
    return limits.second_factor_for_all or (user.posting is not None and user.posting.role in SECOND_FACTOR_ROLES)


KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes stand in for one, they are none


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=KINDS).exists()


def has_telephone(user: User) -> bool:
    """Whether the second factor is (also) one of time codes."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def enrol(user: User, secret: str, code: str, *, now: datetime) -> bool:
    """Keep the key when the person could read a code from it; that code is used up."""
    step = _step(secret, code, now, after=0)
    if step is None:
        return False
    give(user, secret, last_step=step)
    return True


def give(user: User, secret: str, *, last_step: int = 0) -> None:
    """Set the key; one from before no longer works."""
    data = {"secret": get_adapter().encrypt(secret), "last_step": last_step}
    Authenticator.objects.update_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": data})


def take_away(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes for the day the telephone is lost; only their hashes are kept, those from before no longer work."""
    codes = ["-".join(_word(5) for _half in range(2)) for _code in range(RECOVERY_CODES)]
    data = {"hashes": [_hash(user, code) for code in codes]}
    Authenticator.objects.update_or_create(user=user, type=Authenticator.Type.RECOVERY_CODES, defaults={"data": data})
    return codes


def recovery_codes_left(user: User) -> int:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.data["hashes"]) if kept else 0


@transaction.atomic
def check(user: User, code: str, *, now: datetime) -> bool:
    """Use up a code, of either kind. The row is locked: one code sent twice at once opens once."""
    kept = {row.type: row for row in Authenticator.objects.select_for_update().filter(user=user).order_by("pk")}
    totp, recovery = kept.get(Authenticator.Type.TOTP), kept.get(Authenticator.Type.RECOVERY_CODES)
    used = totp is not None and _use_step(totp, code, now)
    used = used or (recovery is not None and _use_up(recovery, user, code, now))
    if used:
        Authenticator.objects.bulk_update(kept.values(), ["data", "last_used_at"])
    return used


def _use_step(totp: Authenticator, code: str, now: datetime) -> bool:
    step = _step(get_adapter().decrypt(totp.data["secret"]), code, now, after=totp.data.get("last_step", 0))
    if step is None:
        return False
    totp.data["last_step"], totp.last_used_at = step, now
    return True


def _use_up(recovery: Authenticator, user: User, code: str, now: datetime) -> bool:
    asked = _hash(user, code)
    left = [kept for kept in recovery.data["hashes"] if not constant_time_compare(kept, asked)]
    if len(left) == len(recovery.data["hashes"]):
        return False
    recovery.data["hashes"], recovery.last_used_at = left, now
    return True


def _step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The time step whose code this is, if it is newer than the last used one."""
    current = int(now.timestamp()) // STEP_SECONDS
    fresh = [current + drift for drift in DRIFT if current + drift > after]
    return next((step for step in fresh if compare_user_code(actual=code, expected=code_at(secret, step))), None)


def code_at(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, step))


def _word(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(length))


def _hash(user: User, code: str) -> str:
    return salted_hmac(f"recovery code {user.pk}", normalize_user_code(code), algorithm="sha256").hexdigest()


def picture(user: User, secret: str) -> str:
    """The key as a QR code for an <img>: an SVG in a data: address, which the content policy allows for images."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def spelled(secret: str) -> str:
    """The key in groups of four, for typing."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def demo_secret(username: str) -> str:
    """The key of a demo person: known, the same on every machine, and only ever given to people of a demo."""
    return base64.b32encode(hashlib.sha1(f"demo:{username}".encode()).digest()).decode()


def demo_factors() -> dict[int, Authenticator]:
    """User id -> the time-code factor of a demo person; of nobody else."""
    found = Authenticator.objects.filter(user__is_demo=True, type=Authenticator.Type.TOTP)
    return {factor.user_id: factor for factor in found}


def usable_code(totp: Authenticator, now: datetime) -> str:
    """The code that the door would take now; "" for the seconds in which all are used up. For demo people only."""
    current = int(now.timestamp()) // STEP_SECONDS
    steps = [step for step in (current, current + 1) if step > totp.data.get("last_step", 0)]
    return code_at(get_adapter().decrypt(totp.data["secret"]), steps[0]) if steps else ""
