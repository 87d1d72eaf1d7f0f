"""What does not fit in a month, for BHXH: the differences a rebuild found, each kind with its likely cause."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerMonth

CAUSES = {
    "sum_differs": _("Hai tệp lập ở hai thời điểm, hoặc B03 bỏ sót tiền chưa đến hạn."),
    "opening_differs": _("BHXH điều chỉnh sau khi khóa sổ tháng trước."),
    "late_but_omitted": _("Đơn vị đã nộp sau ngày lập C12, hoặc B03 bỏ sót."),
    "no_basis": _("Tệp không ghi tháng đã đóng đến và chưa có sổ các tháng trước; đơn vị chưa được đưa vào danh sách."),
    "due_differs": _("Số ngày trốn đóng được đếm lại từ ngày 61, hoặc tháng đã đóng đến chưa cập nhật."),
    "months_differ": _("BHXH tính theo cách khác; danh sách dùng số BHXH cung cấp."),
    "old_months_differ": _("Cột 3 của mẫu cũ lấy từ C12; một trong hai tệp đã được sửa. Danh sách dùng số của C12."),
    "charge_misfit": _("Số ngày không phải của khoản cũ nhất, hoặc có tiền xử lý của kỳ trước 7/2025."),
}


@dataclass(frozen=True)
class FindingKind:
    """One kind of difference: its title, why it may be, how often it occurs, the largest cases in words."""

    title: str
    cause: Any
    count: int
    rows: list[dict[str, Any]]


def findings_of(ledger_month: LedgerMonth) -> list[FindingKind]:
    """Kinds that occur, the most frequent first; counts are exact, rows are the largest cases."""
    kinds = [
        FindingKind(found["title"], CAUSES.get(code, ""), found["count"], found["rows"])
        for code, found in ledger_month.findings.items()
    ]
    return sorted(kinds, key=lambda kind: -kind.count)
