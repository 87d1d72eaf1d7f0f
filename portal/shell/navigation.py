"""What stands in the menu of each person, and what every page knows of its reader."""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from agencies.queries.settings import SETTINGS_READERS
from portal.core.models import Notification


@dataclass
class Item:
    """One line of the menu."""

    label: str
    url: str
    icon: str
    active: bool = False
    badge: str = ""


@dataclass
class Group:
    """A heading and its lines."""

    label: str
    items: list[Item] = field(default_factory=list)


def context(request):
    """For every template: demo, navigation, province, agency, post, unread, links."""
    user = getattr(request, "user", None)
    shared = {"demo": settings.DEMO, "navigation": [], "links": {}}
    if user is None or not user.is_authenticated or user.posting is None:
        return shared
    return shared | {
        "navigation": navigation_of(user, request.path),
        "province": user.posting.agency.province.name,
        "agency": user.posting.agency.name,
        "post": user.posting.title or user.posting.get_role_display(),
        "unread": Notification.objects.visible_to(user).unread().count(),
        "links": {name: _address(route) for name, route in LINKS.items()},
    }


LINKS = {
    "home": "home",
    "search": "search",
    "suggestions": "search-suggestions",
    "notifications": "notifications",
    "profile": "account",
    "logout": "logout",
}


def _address(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _entries(user):
    """(group, label, route, icon, is shown) in the order of the menu."""
    home = ("", _("Trang chính"), "home", "home", True)
    return [home, *_work_entries(user), *_figure_entries(user), *_rule_entries(user)]


def _work_entries(user):
    work, sees = _("Công việc"), user.may("see_employer_arrears")
    owes = user.may("work_on_obligation") or user.may("see_all_obligations")
    drops = user.may("see_all_counts") or user.may("import_register_file")
    return [
        (work, _("Nhiệm vụ"), "obligations", "checklist", owes),
        (work, _("Lịch"), "obligation-calendar", "calendar-due", owes),
        (work, _("Theo dõi"), "tracker", "report-analytics", user.may("see_all_obligations")),
        (work, _("Văn bản chỉ đạo"), "directives", "file-description", True),
        (work, _("Nộp tệp của tháng"), "upload-month-file", "upload", user.may("import_month_file")),
        (work, _("Tệp đã nộp"), "imports", "files", user.may("import_month_file") or user.may("see_import_batches")),
        (work, _("Tháng sổ"), "months", "calendar-month", user.may("see_import_batches")),
        (work, _("Cung cấp dữ liệu"), "data-drops", "database-import", drops),
        (work, _("Tệp về đơn vị, lao động"), "register-files", "files", drops),
        (work, _("Sổ trao đổi dữ liệu"), "exchanges", "send", user.may("record_exchange") and not drops),
        (work, _("Chưa đồng bộ dân cư"), "sync-counts", "user-question", user.may("verify_sync")),
        (work, _("Rà soát lao động"), "labour-reviews", "clipboard-list", user.may("see_register")),
        (work, _("Cảnh báo về đơn vị"), "alerts", "alert-triangle", user.may("answer_alert")),
        (
            work,
            _("Đính chính hồ sơ"),
            "corrections",
            "edit",
            user.may("propose_correction") or user.may("decide_correction"),
        ),
        (work, _("Hồ sơ nghi trùng"), "duplicates", "versions", user.may("decide_duplicate")),
        (work, _("Ghi nhận về đơn vị nợ"), "all-notes", "note", user.may("record_arrears_note")),
        (
            work,
            _("Biểu mẫu của BHXH"),
            "official-forms",
            "file-spreadsheet",
            sees and user.may("export_employer_arrears"),
        ),
        (work, _("Đôn đốc đơn vị nợ"), "to-urge", "mail", user.may("see_urging")),
        (work, _("Báo cáo tháng"), "monthly-reports", "report", sees),
        (work, _("Công khai danh sách"), "publications", "eye", user.may("see_publication")),
        (work, _("Đôn đốc, đánh giá"), "letters", "send", owes),
        (work, _("Chênh lệch lao động"), "gaps", "equal", user.may("decide_gap") or user.may("see_all_counts")),
        (work, _("Chưa tham gia BHXH"), "not-joined", "user-off", user.may("decide_gap") or user.may("see_all_counts")),
        (work, _("Văn bản yêu cầu"), "demands", "file-export", user.may("decide_gap") or user.may("see_all_counts")),
    ]


def _figure_entries(user):
    watch, sees = _("Số liệu"), user.may("see_employer_arrears")
    return [
        (watch, _("Chỉ tiêu"), "targets", "flag", True),
        (watch, _("Bao phủ bảo hiểm"), "coverage", "users-group", user.may("see_coverage")),
        (watch, _("Đơn vị nợ từ 3 tháng"), "debtor-lists", "list-details", sees),
        (watch, _("Rủi ro chậm đóng"), "risk", "activity", user.may("see_risk")),
        (watch, _("Danh sách đã công khai"), "editions", "eye", user.may("see_publication")),
        (watch, _("Đơn vị sử dụng lao động"), "employers", "building-factory-2", user.may("see_register")),
        (watch, _("Số lao động theo nguồn"), "labour-counts", "users-group", user.may("see_register")),
        (watch, _("Biến động của đơn vị"), "status-events", "activity", user.may("see_register")),
        (watch, _("Quan hệ lao động"), "labour-relations", "users", user.may("record_labour_relation")),
    ]


def _rule_entries(user):
    rule = _("Quản trị")
    return [
        (rule, _("Quy định, số liệu pháp luật"), "law", "scale", True),
        (rule, _("Thiết lập"), "settings", "settings", any(user.may(act) for act in SETTINGS_READERS)),
        (rule, _("Ngày làm việc"), "special-days", "calendar", user.may("change_settings")),
        (rule, _("Cơ quan"), "agencies", "building", True),
        (rule, _("Chức năng"), "functions", "list-check", True),
        (rule, _("Sắp xếp cơ quan"), "reorganisations", "sitemap", user.may("reorganise")),
        (rule, _("Người dùng"), "users", "users", user.may("administer_users")),
        (rule, _("Thẩm quyền"), "powers", "shield-lock", user.may("see_audit") or user.may("administer_users")),
        (rule, _("Nhật ký"), "audit-trail", "history", user.may("see_audit")),
    ]


def navigation_of(user, path: str) -> list[Group]:
    """The menu by groups; the entry whose address is the longest beginning of the path is the current one."""
    groups: dict[str, Group] = {}
    for heading, label, route, icon, is_shown in _entries(user):
        if is_shown and (url := _address(route)):
            groups.setdefault(heading, Group(heading)).items.append(Item(label, url, icon))
    items = [item for group in groups.values() for item in group.items]
    here = [item for item in items if path == item.url or (item.url != "/" and path.startswith(item.url))]
    if here:
        max(here, key=lambda item: len(item.url)).active = True
    return list(groups.values())
