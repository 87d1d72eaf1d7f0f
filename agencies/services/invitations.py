"""Invitations: an administrator keeps a place for a person, who opens the own account with a code that works once."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.login import invitations
from agencies.login.limits import limits
from agencies.models import Agency, Invitation, Post, User
from agencies.services.users import _new_user
from portal.core.acts import NotPossible, act
from portal.core.folding import clean


@act(may=permissions.administer_users, hide=("code",))
def invite(
    agency: Agency,
    *,
    by,
    code: str,
    role: str,
    full_name: str,
    at: datetime,
    on: date,
    title: str = "",
    email: str = "",
    username: str = "",
) -> Invitation:
    """Invite a person to a post; only what proves the code is kept."""
    username = username.strip().lower()
    if username:
        _free_name(username)
    invitation = Invitation(
        agency=agency,
        role=role,
        title=clean(title),
        full_name=clean(full_name),
        email=email,
        username=username,
        invited_by=by if isinstance(by, User) else None,
        invited_at=at,
    )
    return _coded(invitation, code, at, on)


@act(may=permissions.administer_users, hide=("code",))
def renew_invitation(invitation: Invitation, *, by, code: str, at: datetime, on: date) -> Invitation:
    """Give the invitation another code and its time anew; the code from before no longer works."""
    _still_waiting(invitation)
    return _coded(invitation, code, at, on)


@act(may=permissions.administer_users)
def withdraw_invitation(invitation: Invitation, *, by, at: datetime) -> Invitation:
    """Take the invitation back: its code opens nothing any more."""
    _still_waiting(invitation)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    return invitation


@act(may=permissions.accept_invitation, hide=("password",))
def accept_invitation(
    invitation: Invitation, *, by, password: str, at: datetime, on: date, username: str = "", full_name: str = ""
) -> User:
    """Open the account with the password the person chose, in the post of the invitation. Works once."""
    if not invitations.is_open(invitation, at):
        raise NotPossible(_("Lời mời không còn hiệu lực."))
    name = invitation.username or username
    user = _new_user(name, full_name or invitation.full_name, email=invitation.email)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    facts = {"agency": invitation.agency, "role": invitation.role, "title": invitation.title}
    Post.objects.create(user=user, valid_from=on, **facts)
    invitation.accepted_at, invitation.user = at, user
    invitation.save(update_fields=["accepted_at", "user"])
    return user


def _coded(invitation: Invitation, code: str, at: datetime, on: date) -> Invitation:
    invitation.handle, invitation.code_hash = invitations.handle_of(code), invitations.hash_of(code)
    invitation.expires_at = at + limits(invitation.agency.province, on).invitation
    invitation.full_clean(
        exclude=["agency", "invited_by", "accepted_at", "withdrawn_at", "user", "code_hash", "handle"],
        validate_unique=False,
        validate_constraints=False,
    )
    invitation.save()
    return invitation


def _free_name(username: str) -> None:
    if User.objects.filter(username=username).exists():
        raise ValidationError({"username": _("Tên đăng nhập này đã có người dùng.")})


def _still_waiting(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.withdrawn_at:
        raise NotPossible(_("Lời mời này đã được nhận hoặc đã rút."))
