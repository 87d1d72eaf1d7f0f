"""The six-monthly look at accounts and rights, and the closing of accounts nobody uses (TCVN 14423:2026, section 5)."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.login.limits import limits
from agencies.models import AccountReview, Post, Province, ReviewRound, User
from agencies.models.users import Role
from agencies.queries import accounts
from agencies.queries.users import current_posts
from agencies.services.users import _close, _keep_an_administrator
from portal.core import audit
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.models import AuditEntry
from portal.core.notifications import tell


@act(may=permissions.administer_users)
def open_review(province: Province, *, by, at: datetime) -> ReviewRound:
    """Begin a round in which every open account of the province is looked at."""
    if accounts.open_review(province) is not None:
        raise NotPossible(_("Đang có một đợt rà soát chưa kết thúc."))
    return ReviewRound.objects.create(province=province, opened_by=_person(by), opened_at=at)


@act(may=permissions.administer_users)
def review_accounts(
    round: ReviewRound, *, by, users: list[int], verdict: str, at: datetime, on: date, note: str = ""
) -> int:
    """Say of these accounts that their rights stay, or what has to change. Nobody confirms the own one while another can."""
    _still_open(round)
    if verdict not in AccountReview.Verdict:
        raise NotPossible(_("Cần chọn kết quả rà soát."))
    if verdict == AccountReview.Verdict.CHANGE and not note.strip():
        raise NotPossible(_("Cần ghi điều cần thay đổi."))
    others = [person for person in accounts.administrators_of(round.province, on) if person != by]
    chosen = accounts.people_of(round.province).filter(pk__in=users)
    if others:
        chosen = chosen.exclude(pk=getattr(by, "pk", None))
    posts = {
        post.user_id: post for post in reversed(current_posts(on).filter(user__in=chosen).select_related("agency"))
    }
    said = [
        AccountReview(
            round=round,
            user=user,
            verdict=verdict,
            note=clean(note)[:300],
            rights=_rights(user, posts.get(user.pk)),
            reviewed_by=_person(by),
            reviewed_at=at,
        )
        for user in chosen
    ]
    columns = ["verdict", "note", "rights", "reviewed_by", "reviewed_at"]
    AccountReview.objects.bulk_create(
        said, update_conflicts=True, unique_fields=["round", "user"], update_fields=columns
    )
    return len(said)


@act(may=permissions.administer_users)
def close_review(round: ReviewRound, *, by, at: datetime) -> ReviewRound:
    """End the round once every open account was looked at."""
    _still_open(round)
    left = accounts.unreviewed(round).count()
    if left:
        raise NotPossible(_("Còn %(count)d tài khoản chưa rà soát.") % {"count": left})
    round.closed_at, round.closed_by, round.accounts = at, _person(by), round.reviews.count()
    round.save(update_fields=["closed_at", "closed_by", "accounts"])
    return round


@act(may=permissions.disable_idle_users)
def disable_idle_users(province: Province, *, by, on: date) -> list[str]:
    """Close every account nobody used for the days set, whenever this last ran, but never the last administrator's;
    tell administrators a week ahead."""
    days, closed = limits(province, on).idle_days, []
    reason = _("Không đăng nhập quá %(days)d ngày (TCVN 14423:2026)") % {"days": days}
    for user in accounts.idle_people(province, on=on, days=days):
        if _is_kept(user, on):
            continue
        _close(user, reason)
        audit.record(AuditEntry.Kind.ACT, "disable_user", by=by, subject=user, detail={"facts": {"reason": reason}})
        closed.append(user.username)
    _warn(province, on, days)
    return closed


def _is_kept(user: User, on: date) -> bool:
    """Whether it is the last administrator, without whom nobody could open a door again."""
    try:
        _keep_an_administrator(user, on)
    except NotPossible:
        return True
    return False


def _warn(province: Province, on: date, days: int) -> None:
    administrators = accounts.administrators_of(province, on)
    for day, people in accounts.soon_idle(province, on=on, days=days).items():
        facts = {"count": len(people), "day": f"{day:%d/%m/%Y}", "names": accounts.names(people)}
        text = _("%(count)d tài khoản sẽ tự khóa ngày %(day)s vì lâu không đăng nhập: %(names)s.") % facts
        tell(administrators, key=f"idle-soon:{day}:{len(people)}", text=text, url=reverse("users"))


@act(may=permissions.remind_of_review)
def remind_of_review(province: Province, *, by, on: date) -> int:
    """Tell administrators, once for each day on which it falls due, that accounts and rights must be looked at again."""
    due_on = accounts.review_due_on(province, on)
    if due_on is None or due_on > on or accounts.open_review(province) is not None:
        return 0
    text = _("Đến hạn rà soát tài khoản và quyền từ %(day)s.") % {"day": f"{due_on:%d/%m/%Y}"}
    return tell(
        accounts.administrators_of(province, on), key=f"review-due:{due_on}", text=text, url=reverse("review-accounts")
    )


def _rights(user: User, post: Post | None) -> str:
    state = "" if user.is_active else _("đã khóa; ")
    return f"{state}{Role(post.role).label}, {post.agency.name}"[:300] if post else f"{state}{_('chưa có vị trí')}"


def _still_open(round: ReviewRound) -> None:
    if round.closed_at is not None:
        raise NotPossible(_("Đợt rà soát này đã kết thúc."))


def _person(by) -> User | None:
    return by if isinstance(by, User) else None
