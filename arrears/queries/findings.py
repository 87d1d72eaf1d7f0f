"""What does not fit in a month, in sentences for BHXH: what was expected, what was found, the likely cause."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerMonth
from portal.core.figures import date_text
from portal.core.money import FUND_LABELS, dong
from portal.core.periods import Month


@dataclass
class FindingKind:
    """One kind of difference: its title, what the two figures are, why it may be, how often it occurs, the largest."""

    title: Any
    expected: Any
    found: Any
    cause: Any
    count: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)


def _kinds() -> dict[str, FindingKind]:
    return {
        "sum_differs": FindingKind(
            _("Cuối kỳ khác tổng chưa đến hạn + chậm đóng + trốn đóng"),
            _("Cuối kỳ C12"),
            _("Tổng ba loại"),
            _("Hai tệp lập ở hai thời điểm, hoặc B03 bỏ sót tiền chưa đến hạn."),
        ),
        "opening_differs": FindingKind(
            _("Đầu kỳ khác cuối kỳ tháng trước"),
            _("Cuối kỳ tháng trước"),
            _("Đầu kỳ tháng này"),
            _("BHXH điều chỉnh sau khi khóa sổ tháng trước."),
        ),
        "late_but_omitted": FindingKind(
            _("Vắng trong B03 nhưng tính theo C12 thì có tiền quá hạn"),
            _("Theo B03"),
            _("Tính theo C12"),
            _("Đơn vị đã nộp sau ngày lập C12, hoặc B03 bỏ sót."),
        ),
        "no_basis": FindingKind(
            _("Chưa đủ căn cứ để tính số tháng nợ"),
            _("Cần có"),
            _("Số tiền"),
            _("Tệp không ghi tháng đã đóng đến và chưa có sổ các tháng trước; đơn vị chưa được đưa vào danh sách."),
        ),
        "due_differs": FindingKind(
            _("Hạn đóng tính từ tháng đã đóng khác hạn tính từ số ngày"),
            _("Theo tháng đã đóng đến"),
            _("Theo số ngày của B03"),
            _("Số ngày trốn đóng được đếm lại từ ngày 61, hoặc tháng đã đóng đến chưa cập nhật."),
        ),
        "months_differ": FindingKind(
            _("Số tháng BHXH cung cấp khác số tháng tính lại"),
            _("BHXH cung cấp"),
            _("Tính lại"),
            _("BHXH tính theo cách khác; danh sách dùng số BHXH cung cấp."),
        ),
        "charge_misfit": FindingKind(
            _("Tiền xử lý không khớp số ngày × 0,03%"),
            _("Nhiều nhất theo số ngày"),
            _("Theo tệp"),
            _("Số ngày không phải của khoản cũ nhất, hoặc có tiền xử lý của kỳ trước 7/2025."),
        ),
    }


_DATES, _MONTHS = {"due_differs"}, {"months_differ"}


def findings_of(ledger_month: LedgerMonth) -> list[FindingKind]:
    """Kinds that occur, the most frequent first; counts are exact, rows are the largest cases."""
    kinds = _kinds()
    counts = ledger_month.findings.get("counts", {})
    for item in ledger_month.findings.get("items", []):
        kinds[item["code"]].rows.append(_row(item))
    for code, count in counts.items():
        kinds[code].count = count
    return sorted((kind for kind in kinds.values() if kind.count), key=lambda kind: -kind.count)


def _row(item: dict[str, Any]) -> dict[str, Any]:
    told = {name: _told(item["code"], item[name]) for name in ("expected", "found")}
    return {"unit_code": item["unit_code"], "fund": FUND_LABELS.get(item["fund"], ""), **told}


def _told(code: str, value: str) -> str:
    if not value:
        return "–"
    if code in _DATES:
        year, month, day = map(int, value.split("-"))
        return date_text(Month(year, month).first_day.replace(day=day))
    return value if code in _MONTHS else dong(int(value))
