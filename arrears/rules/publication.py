"""Why a line of a list is stopped or kept back: codes, and what they mean for it. After a colon a code may say whose it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NAME_OF_FILE, NAME_OF_EDITION, TAX_OF_FILE, TAX_OF_EDITION = "name_file", "name_edition", "tax_file", "tax_edition"
RENAMED, CHANGED, BRANCH, PARENT_UNIT, STATE = "renamed", "changed_since", "branch", "has_branches", "state_event"
CORRECTION, NO_PLACE, MOVED, NO_KIND, NO_CODE = "correction", "no_place", "moved", "no_kind", "no_tax_code"
RESTATED, PAID_PART, OBJECTION, GROUND_GONE = "restated", "paid_part", "objection", "ground_gone"
LEFT, PAYING, CORRECTED, OBJECTED, STRUCK = "left_edition", "paying", "corrected_before", "objected", "struck_before"
OTHER_CYCLE = "other_cycle"
HOLD, PAID, SETTLED, OWES, AWAITS_FIGURES = "hold", "paid", "settled", "owes", "awaits_figures"

STOPS: dict[str, Any] = {
    NAME_OF_FILE: _("Tên trong tệp BHXH khác tên trong hồ sơ đơn vị"),
    NAME_OF_EDITION: _("Tên khác lần công khai trước"),
    TAX_OF_FILE: _("Mã số thuế trong tệp BHXH khác hồ sơ đơn vị"),
    TAX_OF_EDITION: _("Mã số thuế khác lần công khai trước"),
    RENAMED: _("Đơn vị vừa đổi tên hoặc mã số thuế"),
    CHANGED: _("Tên, mã số thuế hoặc mã đơn vị đổi sau khi lập danh sách"),
    BRANCH: _("Là chi nhánh, đơn vị phụ thuộc"),
    PARENT_UNIT: _("Có chi nhánh, đơn vị phụ thuộc dễ nhầm"),
    STATE: _("Đang có biến động: giải thể, phá sản, tạm ngừng…"),
    CORRECTION: _("Có đề nghị đính chính hồ sơ chưa quyết định"),
    NO_PLACE: _("Chưa gắn xã, phường"),
    MOVED: _("Hồ sơ hiện ghi địa bàn khác"),
    NO_KIND: _("Chưa rõ loại hình đơn vị"),
    NO_CODE: _("Chưa có mã số thuế"),
    RESTATED: _("Số liệu tháng đã được điều chỉnh sau khi lập danh sách"),
    PAID_PART: _("Đã nộp một phần sau ngày số liệu"),
    PAYING: _("Theo tệp của tháng chưa khóa sổ không còn chậm đóng, trốn đóng"),
    LEFT: _("Đã được đưa ra khỏi một lần công khai theo số liệu tháng này hoặc mới hơn"),
    CORRECTED: _("Từng được đính chính ở một lần công khai trước"),
    OBJECTED: _("Đơn vị có phản hồi về số liệu này đã được chấp nhận hoặc chưa quyết định"),
    STRUCK: _("Đã bị loại khỏi một đợt khác của cơ quan theo số liệu tháng này hoặc mới hơn"),
    OTHER_CYCLE: _(
        "Phương thức đóng (01, 03, 06 tháng) đã đổi trong thời gian nợ: hạn nộp của các tháng cũ có thể muộn hơn"
    ),
    OBJECTION: _("Đơn vị có phản hồi chưa quyết định"),
    GROUND_GONE: _("Không còn đủ căn cứ nêu là trốn đóng"),
}
"""What a person other than the maker looks at, and lets pass with a reason or strikes."""

HELD: dict[str, Any] = {
    HOLD: _("Đang tạm giữ"),
    PAID: _("Đã nộp đủ sau ngày số liệu"),
    SETTLED: _("Theo số liệu mới hơn không còn thuộc danh sách"),
    OWES: _("Theo số liệu mới hơn đang nợ"),
    AWAITS_FIGURES: _("Chờ sửa số liệu theo phản hồi của đơn vị"),
}
"""What keeps a line out for the time being: nobody lets it pass."""


def kind_of(code: str) -> str:
    """
    >>> kind_of("restated:2")
    'restated'
    """
    return code.partition(":")[0]


def holds_back(code: str) -> bool:
    """Whether it keeps the line out, not only stops it."""
    return kind_of(code) in HELD
