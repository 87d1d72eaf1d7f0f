"""People and their posts: accounts are opened, appointed, released, disabled, never deleted.

Whatever changes what a person may do, or how the person proves who it is, ends every session of that person at once
(`security_stamp`). One-time passwords are made by the door that shows them and kept out of the memory of acts.
"""

import functools
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.login import attempts, second_factor, session_notes
from agencies.models import Agency, Post, Province, User
from agencies.models.users import SECOND_FACTOR_ROLES, Role
from portal.core.acts import NotPossible, act
from portal.core.folding import clean


@act(may=permissions.administer_users, hide=("password",))
def add_user(
    agency: Agency,
    *,
    by,
    username: str,
    full_name: str,
    role: str,
    password: str,
    on: date,
    title: str = "",
    email: str = "",
    phone: str = "",
) -> User:
    """Open an account with a post; the one-time password must be changed at the first login."""
    user = _new_user(username, full_name, email=email, phone=phone, must_change_password=True)
    user.set_password(password)
    user.save()
    Post.objects.create(user=user, agency=agency, role=role, title=clean(title), valid_from=on)
    return user


@act(may=permissions.add_demo_person)
def add_demo_person(agency: Agency, *, by, username: str, full_name: str, role: str, on: date, title: str = "") -> User:
    """A person of the demo: a password everybody knows and, where one is needed, a second factor that is shown."""
    user = _new_user(username, full_name, is_demo=True)
    user.password = _demo_password(settings.DEMO_PASSWORD)
    user.save()
    Post.objects.create(user=user, agency=agency, role=role, title=clean(title), valid_from=on)
    if role in SECOND_FACTOR_ROLES:
        second_factor.give(user, second_factor.demo_secret(user.username))
    return user


@functools.cache
def _demo_password(password: str) -> str:
    """Hashed once for all of them: slow on purpose, and this one is no secret."""
    return make_password(password)


def _new_user(username: str, full_name: str, **columns) -> User:
    user = User(username=username.strip().lower(), full_name=clean(full_name), **columns)
    if User.objects.filter(username=user.username).exists():
        raise ValidationError({"username": _("Tên đăng nhập này đã có người dùng.")})
    user.full_clean(exclude=["password", "reactivated_at", "closed_at"])
    return user


@act(may=permissions.administer_users)
def appoint(agency: Agency, *, by, user: User, role: str, on: date, until: date | None = None, title: str = "") -> Post:
    """Give the person this post from a day, if need be to a day; it takes the place of those held in that time."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.posts.exists() and not user.posts.filter(agency__province=agency.province_id).exists():
        raise PermissionDenied("appoint")
    if user.province_code not in ("", agency.province_code):
        raise PermissionDenied("appoint")
    if until is not None and until < on:
        raise NotPossible(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(user, on)
    before = user.posting
    _make_room(user, on, until)
    post = Post.objects.create(user=user, agency=agency, role=role, title=clean(title), valid_from=on, valid_to=until)
    _end_sessions_if_moved(user, before)
    return post


@act(may=permissions.administer_users)
def end_post(post: Post, *, by, on: date) -> Post:
    """End one post with a day, today or later; one that has not begun by then never will."""
    _not_oneself(post.user, by)
    if post.valid_to is not None and post.valid_to < on:
        raise NotPossible(_("Vị trí này đã kết thúc trước ngày đó."))
    if post.role == Role.ADMINISTRATOR:
        _keep_an_administrator(post.user, on + timedelta(days=1))
    before = post.user.posting
    post.valid_to = max(on, post.valid_from - timedelta(days=1))
    post.save(update_fields=["valid_to"])
    _end_sessions_if_moved(post.user, before)
    return post


@act(may=permissions.administer_user)
def release(user: User, *, by, on: date) -> User:
    """End the person's posts: from the day on, today or later, the account opens nothing."""
    _not_oneself(user, by)
    _keep_an_administrator(user, on)
    before = user.posting
    _end_posts(user, on)
    return _end_sessions_if_moved(user, before)


@act(may=permissions.administer_user)
def disable_user(user: User, *, by, on: date, reason: str) -> User:
    """Close the account at once; what the person did stays under the name."""
    _not_oneself(user, by)
    _keep_an_administrator(user, on)
    return _close(user, reason)


@act(may=permissions.administer_user)
def enable_user(user: User, *, by) -> User:
    """Open a closed account again, with the password it had; its idle days are counted from now."""
    user.is_active, user.reactivated_at = True, timezone.now()
    user.save(update_fields=["is_active", "reactivated_at"])
    return user


@act(may=permissions.administer_user)
def unlock_user(user: User, *, by) -> User:
    """Forget the failed logins of the person, so that a lock-out ends now."""
    attempts.unlock(user.username)
    return user


@act(may=permissions.administer_user, hide=("password",))
def reset_password(user: User, *, by, password: str) -> User:
    """Set a one-time password for another person. The second factor stays: who resets one does not hold the account."""
    _not_oneself(user, by)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return _end_sessions(user)


@act(may=permissions.administer_user)
def reset_second_factor(user: User, *, by, reason: str) -> User:
    """Take a lost second factor away, by another person than its holder; a new one is set up at the next login."""
    _not_oneself(user, by)
    second_factor.take_away(user)
    return _end_sessions(user)


@act(may=permissions.own_account, hide=("password",))
def change_password(user: User, *, by, password: str) -> User:
    """Set the own password. Sessions elsewhere end."""
    validate_password(password, user)
    if user.check_password(password):
        raise ValidationError(_("Mật khẩu mới phải khác mật khẩu đang dùng."))
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    session_notes.close_notes(user, timezone.now())
    return user


@act(may=permissions.own_account, hide=("secret", "code"))
def enrol_second_factor(user: User, *, by, secret: str, code: str, now: datetime) -> User:
    """Tie the account to the key in the person's telephone, once a code from it is right."""
    if not second_factor.enrol(user, secret, code, now=now):
        raise ValidationError(_("Mã chưa đúng. Kiểm tra giờ của điện thoại rồi nhập mã đang hiện."))
    return user


@act(may=permissions.own_account)
def renew_recovery_codes(user: User, *, by) -> list[str]:
    """New recovery codes, to be shown once; those from before no longer work."""
    return second_factor.new_recovery_codes(user)


@act(may=permissions.own_account)
def end_sessions(user: User, *, by) -> User:
    """Sign the person out everywhere."""
    return _end_sessions(user)


def _end_sessions(user: User) -> User:
    User.objects.filter(pk=user.pk).update(security_stamp=F("security_stamp") + 1)
    user.refresh_from_db(fields=["security_stamp"])
    session_notes.close_notes(user, timezone.now())
    return user


def _close(user: User, reason: str) -> User:
    user.is_active, user.closed_at, user.closed_reason = False, timezone.now(), clean(reason)[:300]
    user.save(update_fields=["is_active", "closed_at", "closed_reason"])
    return _end_sessions(user)


def _end_sessions_if_moved(user: User, before: Post | None) -> User:
    """A change that begins later ends nothing today; on its day the sessions end by themselves (login.middleware)."""
    now_held = User.objects.get(pk=user.pk).posting
    moved = (before and before.pk) != (now_held and now_held.pk)
    return _end_sessions(user) if moved else user


def _end_posts(user: User, on: date) -> None:
    """A post taken back the day it began ends before it began: it was never in force."""
    current = Q(valid_to=None) | Q(valid_to__gte=on)
    user.posts.filter(current).update(valid_to=on - timedelta(days=1))


def _make_room(user: User, on: date, until: date | None) -> None:
    """Posts of the time taken end on the eve; what one of them has left after it goes on as a post of its own."""
    if until is not None:
        later = user.posts.filter(valid_from__lte=until).filter(Q(valid_to=None) | Q(valid_to__gt=until))
        for post in later.order_by("-valid_from", "-pk")[:1]:
            facts = {"agency": post.agency, "role": post.role, "title": post.title, "valid_to": post.valid_to}
            Post.objects.create(user=user, valid_from=until + timedelta(days=1), **facts)
        taken = user.posts.filter(valid_from__lte=until).filter(Q(valid_to=None) | Q(valid_to__gte=on))
        taken.update(valid_to=on - timedelta(days=1))
        return
    _end_posts(user, on)


def _not_oneself(user: User, by) -> None:
    if getattr(by, "pk", None) == user.pk:
        raise NotPossible(_("Việc này phải do một người quản trị khác làm."))


def _keep_an_administrator(user: User, on: date) -> None:
    """The last administrator of a province stays: nobody could open a door again."""
    current = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
    administrators = Post.objects.filter(current, role=Role.ADMINISTRATOR, user__is_active=True)
    own = administrators.filter(user=user).select_related("agency").first()
    if own is None:
        return
    province = own.agency.province_id
    Province.objects.select_for_update().get(pk=province)  # two administrators may not release each other at once
    if not administrators.filter(agency__province=province).exclude(user=user).exists():
        raise NotPossible(_("Đây là người quản trị duy nhất của tỉnh: hãy thêm người quản trị khác trước."))
