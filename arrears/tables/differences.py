"""The lists of what BHXH supplied and the portal reckons otherwise: every figure, and their sums."""

from decimal import Decimal
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerRow, Reckoning, ReckoningDifference
from arrears.queries.differences import Sums
from arrears.tables.badges import employer_url
from portal.core.figures import grouped
from portal.core.money import FUND_LABELS
from portal.core.tables import Column, Table

What = ReckoningDifference.What
CAUSES = [(value, label) for value, label in Reckoning.Cause.choices if value]


def _said(row: ReckoningDifference, value: Decimal | None) -> Any:
    """A class by its name, a number as it is; what nobody can say as a dash."""
    if value is None:
        return "–"
    if row.what == What.CLASS:
        return LedgerRow.Class(int(value)).label
    whole = value == value.to_integral_value()
    return grouped(int(value)) if whole else f"{value.normalize():f}".replace(".", ",")


def _codes(row: ReckoningDifference) -> str:
    place = row.employer.commune.name if row.employer.commune else _("Chưa gắn địa bàn")
    return " · ".join(filter(None, (row.employer.unit_code, row.employer.tax_code, str(place))))


def _gap(row: ReckoningDifference) -> Any:
    return None if row.what == What.CLASS else row.gap


DIFFERENCES = Table(
    name=_("Chênh lệch giữa số BHXH cung cấp và số cổng tính"),
    default_sort="name",
    row_url=employer_url,
    empty_text=_("Không có chênh lệch nào khớp bộ lọc."),
    columns=(
        Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_codes, width=34),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", on_page=False),
        Column("commune", _("Xã, phường"), value="employer__commune__name", on_page=False, width=18),
        Column("what", _("Chỉ tiêu"), value=lambda row: row.get_what_display(), sort="what", width=28),
        Column("fund", _("Quỹ"), value=lambda row: FUND_LABELS.get(row.fund, ""), sort="fund", priority=2, width=20),
        Column("supplied", _("BHXH cung cấp"), value=lambda row: _said(row, row.supplied), sort="supplied"),
        Column("computed", _("Cổng tính"), value=lambda row: _said(row, row.computed), sort="computed"),
        Column(
            "gap", _("Cổng tính trừ BHXH"), "decimal", value=_gap, sort="gap", places=None, priority=2,
            help=_("Dương: cổng tính nhiều hơn"),
        ),
        Column("cause", _("Nguyên nhân có thể"), value=lambda row: row.get_cause_display(), sort="cause", width=36),
    ),
)  # fmt: skip


def sums_table(version: int) -> Table:
    """Sums by figure and cause; each number of rows opens them."""

    def rows(one: Sums) -> str:
        return f"?{urlencode({'version': version, 'what': one.what, 'cause': one.cause})}"

    return Table(
        name=_("Theo chỉ tiêu và nguyên nhân"),
        empty_text=_("Số cổng tính khớp với số BHXH cung cấp."),
        columns=(
            Column("what", _("Chỉ tiêu"), value=lambda one: What(one.what).label, link=rows, width=30),
            Column("cause", _("Nguyên nhân có thể"), value=lambda one: Reckoning.Cause(one.cause).label, width=30),
            Column("rows", _("Số dòng"), "int", value=lambda one: one.rows, link=rows),
            Column("employers", _("Đơn vị"), "int", value=lambda one: one.employers, priority=2),
            Column("supplied", _("BHXH cung cấp"), "money", value=lambda one: one.supplied, priority=2),
            Column("computed", _("Cổng tính"), "money", value=lambda one: one.computed, priority=2),
        ),
    )
