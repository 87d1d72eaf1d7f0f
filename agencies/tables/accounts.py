"""Lists around accounts: invitations and the six-monthly review."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from agencies.models import AccountReview
from agencies.models.users import Role
from agencies.tables.users import account_state, factor_badge
from portal.core.marks import Badge
from portal.core.tables import Column, Table


def _invitation_state(row) -> Badge:
    if row.accepted_at:
        return Badge(_("Đã nhận"), "success", "user-check")
    if row.withdrawn_at:
        return Badge(_("Đã rút"), "neutral", "x")
    if row.expires_at <= now():
        return Badge(_("Hết hạn"), "warning", "clock-exclamation")
    return Badge(_("Đang chờ"), "info", "clock")


BUTTON = '<button type="submit" form="invitation-act" class="btn btn-quiet" formaction="{}">{}</button>'

INVITATIONS = Table(
    columns=(
        Column("full_name", _("Người được mời"), sort="full_name", sub="email"),
        Column("agency", _("Cơ quan"), value=lambda row: row.agency.name, sort="agency__name"),
        Column("role", _("Vai trò"), value=lambda row: row.get_role_display(), sort="role"),
        Column("state", _("Tình trạng"), "badge", value=_invitation_state),
        Column("expires_at", _("Hết hạn lúc"), "datetime", sort="expires_at", priority=2),
        Column("invited_by", _("Người mời"), value=lambda row: str(row.invited_by or "–"), priority=3),
        Column("acts", _("Việc"), value=lambda row: _invitation_acts(row), in_files=False),
    ),
    default_sort="-expires_at",
    empty_text=_("Chưa mời ai."),
    name=_("Lời mời"),
)


def _invitation_acts(row) -> SafeString | str:
    """The buttons belong to one form beside the list: each says where it goes."""
    if row.accepted_at or row.withdrawn_at:
        return ""
    buttons = ((_("Cấp mã mới"), "renew-invitation"), (_("Rút"), "withdraw-invitation"))
    return format_html_join(" ", BUTTON, ((reverse(name, args=[row.pk]), label) for label, name in buttons))


VERDICTS = {
    AccountReview.Verdict.CONFIRMED: Badge(_("Giữ nguyên"), "success", "check"),
    AccountReview.Verdict.CHANGE: Badge(_("Cần thay đổi"), "warning", "alert-triangle"),
}


TICK = '<input type="checkbox" class="form-check-input" name="user" value="{}" form="review-act" aria-label="{}">'


def _tick(user) -> SafeString:
    return format_html(TICK, user.pk, _("Chọn %(name)s") % {"name": user.full_name})


def _posts(user) -> str:
    """Every post, past and to come, as the export shows them."""
    held = sorted(user.posts.all(), key=lambda post: post.valid_from)
    return "; ".join(_post(post) for post in held if post.valid_to is None or post.valid_to >= post.valid_from)


def _post(post) -> str:
    until = f"{post.valid_to:%d/%m/%Y}" if post.valid_to else ""
    return f"{post.get_role_display()}, {post.agency.name} ({post.valid_from:%d/%m/%Y}–{until})"


REVIEW = Table(
    columns=(
        Column("full_name", _("Họ và tên"), sort="full_name", sub="username"),
        Column("pick", _("Chọn"), value=_tick, in_files=False),
        Column("username", _("Tên đăng nhập"), on_page=False),
        Column("agency_name", _("Cơ quan"), sort="agency_name"),
        Column("role", _("Vai trò"), value=lambda user: Role(user.role).label if user.role else "", sort="role"),
        Column("posts", _("Các vị trí"), value=_posts, on_page=False, width=60),
        Column("state", _("Tình trạng"), "badge", value=account_state, priority=2),
        Column("factor", _("Lớp xác thực thứ hai"), "badge", value=factor_badge, priority=2),
        Column("last_login", _("Đăng nhập gần nhất"), "datetime", sort="last_login", priority=2),
        Column("last_reviewed_at", _("Rà soát gần nhất"), "datetime", sort="last_reviewed_at", sub="last_reviewer"),
        Column("last_reviewer", _("Người rà soát"), on_page=False),
        Column("verdict", _("Kết quả đợt này"), "badge", badges=VERDICTS, sort="verdict", sub="verdict_note"),
        Column("verdict_note", _("Điều cần thay đổi"), on_page=False),
    ),
    default_sort="full_name",
    row_url=lambda user: reverse("user", args=[user.pk]),
    empty_text=_("Chưa có người dùng nào."),
    name=_("Rà soát tài khoản và quyền"),
)
