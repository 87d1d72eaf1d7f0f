"""The kinds of difference that a rebuild looks for, in the words in which BHXH reads them. Kept with the month as data."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.core.money import FUND_LABELS, dong


@dataclass(frozen=True)
class Finding:
    """One kind of difference: its title and the sentence of a case, which names both figures."""

    title: str
    text: str
    figures: str = "money"

    def sentence(self, fund: str, expected: str | None, found: str | None) -> str:
        """The case in words, in the language of the house."""
        with override("vi"):
            facts = {"fund": FUND_LABELS.get(fund, ""), "expected": self._said(expected), "found": self._said(found)}
            return str(self.text) % facts

    def _said(self, figure: str | None) -> str:
        if not figure:
            return "–"
        if self.figures == "money":
            return dong(int(figure))
        return f"{date.fromisoformat(figure):%d/%m/%Y}" if self.figures == "date" else figure


FINDINGS = {
    "sum_differs": Finding(
        _("Số cuối kỳ khác tổng chưa đến hạn, chậm đóng, trốn đóng"),
        _("%(fund)s: cuối kỳ %(expected)s đồng, chưa đến hạn + chậm + trốn %(found)s đồng"),
    ),
    "opening_differs": Finding(
        _("Số đầu kỳ khác số cuối kỳ tháng trước"),
        _("%(fund)s: cuối kỳ tháng trước %(expected)s đồng, đầu kỳ tháng này %(found)s đồng"),
    ),
    "late_but_omitted": Finding(
        _("B03 không nêu đơn vị, nhưng theo C12 có tiền quá hạn"),
        _("B03 không nêu đơn vị; theo C12 còn %(found)s đồng đã quá hạn đóng"),
    ),
    "no_basis": Finding(
        _("Chưa đủ căn cứ tính thời gian chậm đóng"),
        _("Không có tháng đã đóng đến, số ngày hay sổ các tháng trước: chưa tính được quá hạn từ bao giờ"),
        "text",
    ),
    "due_differs": Finding(
        _("Hạn đóng tính từ C12 khác hạn tính từ số ngày của B03"),
        _("Theo tháng đã đóng đến: hạn %(expected)s; theo số ngày: hạn %(found)s"),
        "date",
    ),
    "months_differ": Finding(
        _("Số tháng BHXH cung cấp khác số tháng tính"),
        _("BHXH cung cấp %(expected)s tháng, tính được %(found)s tháng"),
        "text",
    ),
    "old_months_differ": Finding(
        _("Số tháng nợ của mẫu B03-TS theo Quyết định 595 khác số tháng của C12"),
        _("C12 ghi %(expected)s tháng, mẫu B03-TS theo Quyết định 595 ghi %(found)s tháng"),
        "text",
    ),
    "charge_misfit": Finding(
        _("Tiền chậm đóng, trốn đóng không khớp số ngày"),
        _("Nhiều nhất theo số ngày là %(expected)s đồng, tệp ghi %(found)s đồng"),
    ),
}
