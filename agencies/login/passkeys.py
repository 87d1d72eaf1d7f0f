"""Passkeys (WebAuthn): a second factor that cannot be phished. Kept in allauth's table, checked by fido2.

The relying party is the host of the request (one of ALLOWED_HOSTS), and an answer must come from exactly this origin. A
challenge stands in the session for a few minutes and is taken out before it is looked at: it serves once. Who uses a
passkey is verified by it (finger, face or PIN), and its counter must grow: one that does not has been copied.
"""

import json
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http.request import split_domain_port
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from agencies.models import User
from portal.core import audit
from portal.core.models import AuditEntry

CHALLENGE = "passkey_challenge"
CHALLENGE_SECONDS = 300
LONGEST_ANSWER = 20_000  # characters; a passkey's answer has one or two thousand
MOST = 10  # passkeys of one person
NAME_LENGTH = 60
PORTAL = "Cổng thu nộp BHXH, BHYT, BHTN"
REGISTERING, PROVING = "register", "prove"
_RESPONSE = ("clientDataJSON", "attestationObject", "transports")


def host_of(request) -> str:
    return split_domain_port(request.get_host())[0]


def can_be_used_here(request) -> bool:
    """Browsers know passkeys for names only, not for numbers, and only over a connection nobody can change."""
    host = host_of(request)
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def of(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk"))


def works_here(request, user: User) -> bool:
    """Whether one of the person's passkeys was made for this host."""
    return can_be_used_here(request) and bool(_for_host(of(user), host_of(request)))


def options_to_register(request, user: User, *, now: datetime) -> dict[str, Any]:
    """What the browser needs to make a new passkey; those the person has here are named, so that none is made twice."""
    options, state = _server(request).register_begin(
        user=PublicKeyCredentialUserEntity(id=str(user.pk).encode(), name=user.username, display_name=user.full_name),
        credentials=[_credential(row) for row in _for_host(of(user), host_of(request))],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _remember(request, REGISTERING, user, state, now)
    return dict(options)


def options_to_prove(request, user: User, *, now: datetime) -> dict[str, Any]:
    """What the browser needs to use one of the person's passkeys of this host."""
    options, state = _server(request).authenticate_begin(
        credentials=[_credential(row) for row in _for_host(of(user), host_of(request))],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _remember(request, PROVING, user, state, now)
    return dict(options)


def made(request, user: User, sent: str, *, now: datetime) -> dict[str, Any] | None:
    """What is to be kept of a new passkey; None when the answer is not to our challenge, or of a known passkey."""
    state, answer = _take(request, REGISTERING, user, now), _read(sent)
    if state is None or answer is None:
        return None
    try:
        data = _server(request).register_complete(state, RegistrationResponse.from_dict(answer))
    except Exception:  # whatever a made-up answer makes the parser raise: it is no passkey
        return None
    if Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, data__credential__id=answer["id"]).exists():
        return None
    response = {name: answer["response"][name] for name in _RESPONSE if name in answer["response"]}
    kept = {"id": answer["id"], "rawId": answer["rawId"], "type": answer["type"], "response": response}
    return {
        "credential": {**kept, "clientExtensionResults": {}},
        "rp_id": host_of(request),
        "sign_count": data.counter,
    }


@transaction.atomic
def prove(request, user: User, sent: str, *, now: datetime) -> bool:
    """Whether one of the person's own passkeys answered our challenge. Its row is locked while its counter is moved."""
    state, answer = _take(request, PROVING, user, now), _read(sent)
    if state is None or answer is None:
        return False
    kept = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.WEBAUTHN)
    known = {row.data["credential"]["id"]: row for row in _for_host(list(kept.order_by("pk")), host_of(request))}
    try:
        response = AuthenticationResponse.from_dict(answer)
        used = _server(request).authenticate_complete(state, [_credential(row) for row in known.values()], response)
        row = next(row for row in known.values() if _credential(row).credential_id == used.credential_id)
        counter = response.response.authenticator_data.counter
    except Exception:  # whatever a made-up answer makes the parser raise: it is no proof
        return False
    return _counted(row, counter, now)


def _counted(row: Authenticator, counter: int, now: datetime) -> bool:
    """A counter that both sides keep must grow; one that does not is that of a copy (WebAuthn 6.1.1)."""
    before = row.data.get("sign_count", 0)
    if (counter or before) and counter <= before:
        audit.record(AuditEntry.Kind.ACCESS, "passkey_copied", by=None, subject=row.user)
        return False
    row.data["sign_count"], row.last_used_at = counter, now
    row.save(update_fields=["data", "last_used_at"])
    return True


def _server(request) -> Fido2Server:
    host = host_of(request)
    origins = {f"{request.scheme}://{request.get_host()}"}  # and this host at a port that a proxy keeps to itself
    origins |= {origin for origin in settings.CSRF_TRUSTED_ORIGINS if urlsplit(origin).hostname == host}
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=PORTAL), verify_origin=origins.__contains__)


def _for_host(rows: list[Authenticator], host: str) -> list[Authenticator]:
    return [row for row in rows if row.data.get("rp_id") == host]


def _credential(row: Authenticator) -> AttestedCredentialData:
    registration = RegistrationResponse.from_dict(row.data["credential"])
    data = registration.response.attestation_object.auth_data.credential_data
    if data is None:
        raise ValueError("no credential")
    return data


def _remember(request, purpose: str, user: User, state: dict, now: datetime) -> None:
    kept = {"challenge": state["challenge"], "user_verification": "required"}
    request.session[CHALLENGE] = {"for": purpose, "user": user.pk, "at": int(now.timestamp()), "state": kept}


def _take(request, purpose: str, user: User, now: datetime) -> dict | None:
    """The challenge, taken out whatever comes of it; None when it was another's, for something else, or is too old."""
    kept = request.session.pop(CHALLENGE, None)
    if kept is None or kept["for"] != purpose or kept["user"] != user.pk:
        return None
    return kept["state"] if now.timestamp() - kept["at"] <= CHALLENGE_SECONDS else None


def _read(sent: str) -> dict | None:
    if len(sent) > LONGEST_ANSWER:
        return None
    try:
        answer = json.loads(sent)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
