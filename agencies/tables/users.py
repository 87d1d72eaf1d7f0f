"""The list of people."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models.users import Role
from portal.core.marks import Badge
from portal.core.tables import Column, Table


def account_state(user) -> Badge:
    if not user.is_active:
        return Badge(_("Đã khóa tài khoản"), "danger", "lock")
    if user.is_locked:
        return Badge(_("Tạm khóa đăng nhập"), "warning", "clock-pause")
    if user.role is None:
        return Badge(_("Chưa có vị trí"), "neutral", "user-question")
    return Badge(_("Đang hoạt động"), "success", "check")


def factor_badge(user) -> Badge:
    return Badge(_("Đã thiết lập"), "success", "shield-check") if user.has_factor else Badge(_("Chưa có"), "neutral")


USERS = Table(
    columns=(
        Column("full_name", _("Họ và tên"), sort="full_name", sub="username"),
        Column("agency_name", _("Cơ quan"), sort="agency_name"),
        Column("role", _("Vai trò"), value=lambda user: Role(user.role).label if user.role else "", sort="role"),
        Column("state", _("Tình trạng"), "badge", value=account_state),
        Column("factor", _("Lớp xác thực thứ hai"), "badge", value=factor_badge, priority=2),
        Column("last_login", _("Đăng nhập gần nhất"), "datetime", sort="last_login", priority=2),
    ),
    default_sort="full_name",
    row_url=lambda user: reverse("user", args=[user.pk]),
    empty_text=_("Chưa có người dùng nào."),
    name=_("Người dùng"),
)
