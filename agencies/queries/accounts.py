"""Questions about accounts: where one is signed in, who is invited, who has been away too long, what a review says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from agencies.login.limits import limits
from agencies.login.session_notes import alive, key_hash
from agencies.models import AccountReview, Post, Province, ReviewRound, SessionNote, User
from agencies.queries.users import people_listed

WARNED_DAYS = 7


def own_sessions(user: User, session_key: str, *, now: datetime) -> list[SessionNote]:
    """Where the person is signed in, this session first; each with `is_this_one`."""
    this_one = key_hash(session_key or "")
    notes = list(alive(SessionNote.objects.visible_to(user), now))
    for note in notes:
        note.is_this_one = note.key_hash == this_one
    return sorted(notes, key=lambda note: not note.is_this_one)


def people_of(province: Province) -> QuerySet:
    """Everyone who has or had a post here, open accounts and closed ones."""
    return User.objects.filter(Exists(Post.objects.filter(user=OuterRef("pk"), agency__province=province)))


def administrators_of(province: Province, on: date) -> list[User]:
    return list(User.objects.holding(on, agencies=province.agencies.all(), power="administer_users"))


def idle_people(province: Province, *, on: date, days: int) -> QuerySet:
    """Open accounts without a login for more than these days, the longest away first.

    Who never came is counted from the day the account was made, who was let in again from that day; whose first day
    is still ahead has not stayed away. The people of a demo are spared in a demo only.
    """
    open_ones = people_of(province).filter(is_active=True)
    if settings.DEMO:
        open_ones = open_ones.exclude(is_demo=True)
    begun = Post.objects.filter(user=OuterRef("pk"), valid_from__lte=on)
    seen = Greatest("last_login", "created_at", "reactivated_at")
    away_since = make_aware(datetime.combine(on - timedelta(days=days), datetime.min.time()))
    return open_ones.filter(Exists(begun)).annotate(seen=seen).filter(seen__lt=away_since).order_by("seen", "pk")


def soon_idle(province: Province, *, on: date, days: int) -> dict[date, list[User]]:
    """Day on which accounts will be closed -> whose, for the week ahead."""
    found: dict[date, list[User]] = {}
    for user in idle_people(province, on=on + timedelta(days=WARNED_DAYS), days=days):
        closes_on = localtime(user.seen).date() + timedelta(days=days + 1)
        if closes_on > on:
            found.setdefault(closes_on, []).append(user)
    return dict(sorted(found.items()))


def has_idle(province: Province, on: date) -> bool:
    """Whether anybody is to be closed, or told of, so that quiet nights leave no trace in memory."""
    days = limits(province, on).idle_days
    return idle_people(province, on=on + timedelta(days=WARNED_DAYS), days=days).exists()


def is_review_due(province: Province, on: date) -> bool:
    due_on = review_due_on(province, on)
    return due_on is not None and due_on <= on and open_review(province) is None


def open_review(province: Province) -> ReviewRound | None:
    return ReviewRound.objects.filter(province=province, closed_at=None).first()


def last_review(province: Province) -> ReviewRound | None:
    return ReviewRound.objects.filter(province=province).exclude(closed_at=None).order_by("-closed_at").first()


def review_due_on(province: Province, on: date) -> date | None:
    """The day from which accounts and rights must be looked at again; None while nobody has an account."""
    last = last_review(province)
    since = last.closed_at if last else people_of(province).order_by("created_at").values_list("created_at").first()
    if since is None:
        return None
    begun = localtime(since if last else since[0]).date()
    return _months_later(begun, limits(province, on).review_months)


def _months_later(day: date, months: int) -> date:
    """
    >>> _months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    first_of_next = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(date(index // 12, index % 12 + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def reviewed_people(people: QuerySet, round: ReviewRound | None, *, on: date, now: datetime) -> QuerySet:
    """The people with their rights of the day, the last look at each, and what was said in this round."""
    reviews = AccountReview.objects.filter(user=OuterRef("pk"))
    in_round = reviews.filter(round=round) if round else reviews.none()
    last = reviews.order_by("-reviewed_at")
    return (
        people_listed(people, on=on, now=now)
        .annotate(
            verdict=Subquery(in_round.values("verdict")[:1]),
            verdict_note=Subquery(in_round.values("note")[:1]),
            last_reviewed_at=Subquery(last.values("reviewed_at")[:1]),
            last_reviewer=Subquery(last.values("reviewed_by__full_name")[:1]),
        )
        .prefetch_related("posts__agency")
    )


def unreviewed(round: ReviewRound) -> QuerySet:
    """Open accounts of the province that nobody has looked at in this round."""
    said = AccountReview.objects.filter(round=round, user=OuterRef("pk"))
    return people_of(round.province).filter(Q(is_active=True), ~Exists(said))


@dataclass(frozen=True)
class Chore:
    """Something an administrator has to see to: what it is, from which day, how many accounts, and where it is done."""

    name: str
    day: date
    route: str = "review-accounts"
    count: int = 0

    @property
    def text(self) -> str:
        return CHORES[self.name] % {"count": self.count, "day": f"{self.day:%d/%m/%Y}"}


CHORES = {
    "review_due": _("Đến hạn rà soát tài khoản và quyền từ %(day)s."),
    "review_open": _("Đợt rà soát tài khoản mở ngày %(day)s: còn %(count)d tài khoản."),
    "idle_soon": _("%(count)d tài khoản sẽ tự khóa ngày %(day)s vì lâu không đăng nhập."),
}


def chores(user: User, *, on: date) -> list[Chore]:
    """For the home page of who administers users: a review that is due or open, accounts about to be closed."""
    if not user.may("administer_users"):
        return []
    province, found = user.province, []
    open_round, due_on = open_review(province), review_due_on(province, on)
    if open_round is not None:
        found.append(Chore("review_open", localtime(open_round.opened_at).date(), count=unreviewed(open_round).count()))
    elif due_on is not None and due_on <= on:
        found.append(Chore("review_due", due_on))
    soon = soon_idle(province, on=on, days=limits(province, on).idle_days)
    return found + [Chore("idle_soon", day, "users", len(people)) for day, people in soon.items()]


def names(people: Iterable[User]) -> str:
    return ", ".join(person.username for person in people)
