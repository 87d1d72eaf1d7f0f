"""The own account: passkeys as a second factor, and the sessions that are open, ended one by one or all but this one."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.login import passkeys, second_factor, session_notes, signing_in
from agencies.models import SessionNote, User
from portal.core.acts import NotPossible, act
from portal.core.folding import clean


@act(may=permissions.own_account, hide=("data",))
def add_passkey(user: User, *, by, name: str, data: dict[str, Any]) -> User:
    """Keep a passkey that answered our challenge (login.passkeys.made) as a second factor."""
    if len(passkeys.of(user)) >= passkeys.MOST:
        raise ValidationError(_("Mỗi người có nhiều nhất %(most)d khóa truy cập.") % {"most": passkeys.MOST})
    kept = {"name": _name(name), **data}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=kept)
    return user


@act(may=permissions.own_account)
def rename_passkey(user: User, *, by, passkey: int, name: str) -> User:
    """Call one of the own passkeys by another name."""
    row = _own(user, passkey)
    row.data["name"] = _name(name)
    row.save(update_fields=["data"])
    return user


@act(may=permissions.own_account)
def remove_passkey(user: User, *, by, passkey: int) -> User:
    """Forget one of the own passkeys; the last second factor stays where the role asks for one."""
    row = _own(user, passkey)
    others = Authenticator.objects.filter(user=user, type__in=second_factor.KINDS).exclude(pk=row.pk)
    if not others.exists():
        if second_factor.is_required(user, signing_in.limits_of(user)):
            raise NotPossible(_("Vai trò này phải có lớp xác thực thứ hai: hãy thiết lập cách khác trước khi gỡ."))
        second_factor.take_away(user)
    row.delete()
    return user


@act(may=permissions.own_session)
def end_session(note: SessionNote, *, by, at: datetime) -> SessionNote:
    """Sign the person out where this session is."""
    session_notes.end(SessionNote.objects.filter(pk=note.pk), at)
    note.refresh_from_db()
    return note


@act(may=permissions.own_account, hide=("keep",))
def end_other_sessions(user: User, *, by, keep: str, at: datetime) -> int:
    """Sign the person out everywhere but here; `keep` is the hash of this session's key."""
    return session_notes.end(SessionNote.objects.filter(user=user).exclude(key_hash=keep), at)


def _own(user: User, passkey: int) -> Authenticator:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN, pk=passkey).first()
    if row is None:
        raise NotPossible(_("Khóa truy cập này không còn."))
    return row


def _name(name: str) -> str:
    return clean(name)[: passkeys.NAME_LENGTH] or _("Khóa truy cập")
