"""Questions about people: where each is today, who can be locked out, and who is in the demo."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from agencies.login import second_factor
from agencies.models import LoginFailure, Post, Province, User
from agencies.models.users import Role
from portal.core.folding import fold


def current_posts(on: date) -> QuerySet:
    """The posts held on the day, the newest first."""
    current = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
    return Post.objects.filter(current).order_by("-valid_from", "-pk")


def people_listed(people: QuerySet, *, on: date, now: datetime) -> QuerySet:
    """The people with agency and role of the day, whether a second factor is set up, whether the name is locked out."""
    post = current_posts(on).filter(user=OuterRef("pk"))
    locked = LoginFailure.objects.filter(username=OuterRef("username"), locked_until__gt=now)
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=second_factor.KINDS)
    return User.objects.filter(pk__in=people.values("pk")).annotate(
        agency_name=Subquery(post.values("agency__name")[:1]),
        role=Subquery(post.values("role")[:1]),
        has_factor=Exists(factor),
        is_locked=Exists(locked),
    )


def people_found(people: QuerySet, text: str) -> QuerySet:
    """Those in whose name, with or without marks, or user name every word stands. There are hundreds, not millions."""
    words = fold(text).split()
    named = ((pk, f"{fold(name)} {login}") for pk, name, login in people.values_list("pk", "full_name", "username"))
    return people.filter(pk__in=[pk for pk, known in named if all(word in known for word in words)])


def has_administrator(province: Province, on: date) -> bool:
    return current_posts(on).filter(role=Role.ADMINISTRATOR, agency__province=province, user__is_active=True).exists()


@dataclass(frozen=True)
class DemoPerson:
    """Somebody one can log in as, with all that is needed for it."""

    username: str
    full_name: str
    agency: str
    agency_kind: str
    role: str
    role_name: str
    password: str
    code: str
    has_factor: bool


def demo_people(*, on: date, now: datetime) -> list[DemoPerson]:
    """Everyone of the demo in the order in which they were made; nobody outside a demo."""
    if not settings.DEMO:
        return []
    posts = current_posts(on).filter(user__is_demo=True, user__is_active=True)
    posts = posts.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    posts = posts.select_related("user", "agency").order_by("user_id")
    factors = second_factor.demo_factors()
    return [_demo_person(post, factors.get(post.user_id), now) for post in posts]


def _demo_person(post: Post, factor: Authenticator | None, now: datetime) -> DemoPerson:
    return DemoPerson(
        username=post.user.username,
        full_name=post.user.full_name,
        agency=post.agency.short_name,
        agency_kind=post.agency.kind_id,
        role=post.role,
        role_name=str(post.get_role_display()),
        password=settings.DEMO_PASSWORD,
        code=second_factor.usable_code(factor, now) if factor else "",
        has_factor=factor is not None,
    )
