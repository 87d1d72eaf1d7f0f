"""What became payable beside what the payroll makes expect."""

from dataclasses import replace

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from arrears.queries.payable_check import Odd, Rate, odd_funds
from arrears.tables.badges import employer_url
from portal.core.money import FUND_LABELS
from portal.core.tables import Column, Table

_CODES = {"odts": "ÔĐTS", "httt": "HTTT", "bhyt": "BHYT", "bhtn": "BHTN", "tnld_bnn": "TNLĐ-BNN"}


def _said(odd: Odd) -> str:
    if odd.percent is None:
        return _now("%(fund)s: tỷ lệ 0%% mà có số phải đóng") % {"fund": _CODES[odd.fund]}
    if not odd.payable:
        return _now("%(fund)s không đóng") % {"fund": _CODES[odd.fund]}
    way = _now("cao") if odd.payable > odd.expected else _now("thấp")
    return f"{_CODES[odd.fund]} {way} {abs(odd.percent)}%"


PAYABLE_CHECK = Table(
    name=_("Số phải đóng không khớp quỹ lương"),
    tie_break="employer_id",
    default_sort="-differs",
    row_url=employer_url,
    empty_text=_("Mọi số phải đóng của tháng khớp với quỹ lương trong mức cho phép."),
    columns=(
        Column(
            "name",
            _("Đơn vị"),
            value="employer__name",
            sort="employer__sort_key",
            sub=lambda row: f"{row.employer.unit_code} · {row.commune or _now('Chưa gắn địa bàn')}",
            width=34,
        ),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
        Column("workers", _("Lao động"), "int", sort="workers", priority=3),
        Column("payroll", _("Quỹ lương"), "money", sort="payroll", priority=2),
        Column("payable", _("Phải đóng"), "money", value="payable_all", sort="payable_all", total=True),
        Column(
            "expected",
            _("Quỹ lương × tỷ lệ"),
            "money",
            value="expected_all",
            sort="expected_all",
            total=True,
            priority=2,
        ),
        Column("differs", _("Chênh lệch"), "money", value="differs_all", sort="differs_all", total=True),
        Column("why", _("Quỹ lệch"), width=40),
    ),
)


def payable_check_of(rates: list[Rate], tolerance: int, *, with_missing: bool = False) -> Table:
    """The table with the funds of each row that do not fit, in words."""

    def why(row) -> str:
        return ", ".join(_said(odd) for odd in odd_funds(row, rates, tolerance, with_missing=with_missing))

    said = {"why": why}
    columns = [
        replace(column, value=said[column.key]) if column.key in said else column for column in PAYABLE_CHECK.columns
    ]
    return replace(PAYABLE_CHECK, columns=tuple(columns))


def rate_words(rates: list[Rate]) -> str:
    return "; ".join(f"{FUND_LABELS[rate.fund]} {rate.words}" for rate in rates)
