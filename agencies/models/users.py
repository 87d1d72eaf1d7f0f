"""People: a user holds posts in agencies; a post's role in a kind of agency gives powers (which are data)."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency, AgencyKind
from portal.core.scoping import ScopedQuerySet

EVERYTHING_BHXH = frozenset({"social_insurance"})
WHOLE_PROVINCE = frozenset({"home_affairs", "labour_department", "provincial_chair", "trade_union"})
OWN_UNITS = frozenset({"commune_committee", "district_committee"})


class Role(models.TextChoices):
    """What a person does in the agency (vai trò)."""

    OFFICER = "officer", _("Cán bộ")
    APPROVER = "approver", _("Người phê duyệt")
    HEAD = "head", _("Thủ trưởng cơ quan")
    LEADER = "leader", _("Lãnh đạo tỉnh")
    ADMINISTRATOR = "administrator", _("Quản trị")
    AUDITOR = "auditor", _("Kiểm toán, giám sát")


# Who approves or administers proves it with a second factor; a province may ask it of everyone (mfa.required_for_all).
SECOND_FACTOR_ROLES = frozenset({Role.APPROVER, Role.HEAD, Role.ADMINISTRATOR})


USER_NAME = r"^[a-z0-9][a-z0-9._@-]*$"


class UserQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Administrators see the people of their province, others the people of their agency."""
        province = user.posting.agency.province_id
        people = self.filter(posts__agency__province_id=province).distinct()
        return people if user.may("administer_users") else people.filter(posts__agency_id=user.posting.agency_id)

    def holding(
        self,
        day: date,
        *,
        agency: Agency | None = None,
        agencies: Iterable[Agency] | None = None,
        roles: tuple[str, ...] = (),
        power: str = "",
    ):
        """Active users whose post is current on the day, and gives them the power if one is named."""
        current = models.Q(posts__valid_from__lte=day) & (
            models.Q(posts__valid_to=None) | models.Q(posts__valid_to__gte=day)
        )
        if agency is not None:
            current &= models.Q(posts__agency=agency)
        if agencies is not None:
            current &= models.Q(posts__agency__in=list(agencies))
        if roles:
            current &= models.Q(posts__role__in=roles)
        if power:
            given = Power.objects.filter(
                act=power, role=models.OuterRef("role"), agency_kind=models.OuterRef("agency__kind")
            )
            current &= models.Q(posts__in=Post.objects.filter(models.Exists(given)))
        return self.filter(current, is_active=True).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str):
        """User names are lower case (a constraint says so), however they are typed."""
        return self.get(username=username.strip().lower())


class User(AbstractBaseUser):
    """One person, one account (người dùng). Raising `security_stamp` ends every session of the person."""

    username = models.CharField(_("tên đăng nhập"), max_length=80, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    security_stamp = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    reactivated_at = models.DateTimeField(_("mở lại lúc"), null=True)
    closed_at = models.DateTimeField(_("khóa lúc"), null=True)
    closed_reason = models.CharField(_("lý do khóa"), max_length=300, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")
        constraints = [
            models.CheckConstraint(condition=models.Q(username__regex=USER_NAME), name="user_name_is_plain"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must still match: another password or a raised stamp ends it."""
        value = f"{self.password}{self.security_stamp}"
        return salted_hmac("agencies.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def posting(self) -> "Post | None":
        """The post held today in an agency that stands today, with its province: identity is always now."""
        today = timezone.localdate()
        return (
            self.posts.filter(valid_from__lte=today)
            .filter(models.Q(valid_to=None) | models.Q(valid_to__gte=today))
            .filter(models.Q(agency__valid_to=None) | models.Q(agency__valid_to__gte=today))
            .select_related("agency__province__unit", "agency__kind")
            .order_by("-valid_from", "-id")
            .first()
        )

    @cached_property
    def powers(self) -> frozenset[str]:
        """The acts that the post's role has in its kind of agency."""
        if not self.is_active or self.posting is None:
            return frozenset()
        mine = Power.objects.filter(agency_kind=self.posting.agency.kind_id, role=self.posting.role)
        return frozenset(mine.values_list("act", flat=True))

    def may(self, act: str) -> bool:
        return act in self.powers

    @property
    def province(self):
        return self.posting.agency.province if self.posting else None

    @property
    def province_code(self) -> str:
        return self.posting.agency.province.slug if self.posting else ""

    @property
    def belongs_to(self) -> str:
        """The province whose administrators look after the account: of the post, else of the last or the next one."""
        if self.posting:
            return self.province_code
        last = self.posts.select_related("agency__province").order_by("-valid_from", "-pk").first()
        return last.province_code if last else ""

    @property
    def agency_code(self) -> str:
        return self.posting.agency.code if self.posting else ""


class PostQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Posts are looked after by who administers the people of the province."""
        mine = user.posting.agency.province_id
        return self.filter(agency__province_id=mine) if user.may("administer_users") else self.none()


class Post(models.Model):
    """A user's place in an agency for a time (vị trí công tác)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    role = models.CharField(_("vai trò"), max_length=16, choices=Role.choices)
    title = models.CharField(_("chức danh"), max_length=120, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("vị trí công tác")
        indexes = [models.Index(fields=["agency", "role"], name="post_agency_role")]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.agency.short_name}"

    @property
    def province_code(self) -> str:
        return self.agency.province_code


class Power(models.Model):
    """A role in a kind of agency may do an act (thẩm quyền). From reference/powers.csv: a directive may change it."""

    agency_kind = models.ForeignKey(AgencyKind, models.PROTECT, related_name="powers")
    role = models.CharField(max_length=16, choices=Role.choices)
    act = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("thẩm quyền")
        constraints = [models.UniqueConstraint(fields=["agency_kind", "role", "act"], name="power_once")]

    def __str__(self) -> str:
        return f"{self.agency_kind_id}/{self.role}: {self.act}"


class LoginFailure(models.Model):
    """Failed logins of one user name from one address, in PostgreSQL so that they survive everything (đăng nhập sai).

    The row with an empty address counts the name over all addresses. There is no row for an address alone.
    """

    username = models.CharField(max_length=80)
    address = models.CharField(max_length=64, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("đăng nhập sai")
        constraints = [models.UniqueConstraint(fields=["username", "address"], name="login_failure_once")]
        indexes = [models.Index(fields=["last_at"], name="login_failure_last")]

    def __str__(self) -> str:
        return f"{self.username} @ {self.address}: {self.failures}"
