"""The month by dimension; every number opens the ledger rows behind it."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from arrears.tables.badges import OWED_HELP
from portal.core.money import FUNDS
from portal.core.periods import Month
from portal.core.tables import Column, Table

_MEMBER_FILTERS = {
    "commune": "commune",
    "zone": "zone",
    "agency": "agency",
    "office": "office",
    "sector": "sector",
    "kind": "kind",
    "class": "worst",
}


_CLASS_OF = {"not_due": "1", "late": "2", "evaded": "3"}
_GROUP_OF = {"2": "late", "3": "evaded"}


def _rows_behind(month: Month, dimension: str, version: int, fund: str, group: str = ""):
    """A function of a member: the address of the ledger rows that one of its numbers stands for."""
    kept = {"version": version} if version else {}
    kept |= {"fund": fund} if fund in FUNDS else {}

    def address(row) -> str | None:
        asked = _asked_of(dimension, row.key, group)
        return None if asked is None else f"{reverse('ledger', args=[month])}?{urlencode(kept | asked)}"

    return address


def _asked_of(dimension: str, key: str, group: str) -> dict[str, str] | None:
    """The filters that choose the rows behind a number; None where the number is none of the member's.

    Money stands in the class it is in, whichever class its employer is counted in."""
    if dimension == "class" and group == "owed":
        group = _GROUP_OF.get(key, "")
        return {"group": group} if group else None
    if dimension == "class" and group in _CLASS_OF:
        return {"group": group} if _CLASS_OF[group] == key else None
    grouped = {"group": "owing" if group == "owed" else group} if group else {}
    if dimension == "province":
        return grouped
    return ({_MEMBER_FILTERS[dimension]: key} if key else {"none_of": dimension}) | grouped


def rollups_of(month: Month, dimension: str, version: int, fund: str) -> Table:
    """The rollup table of one dimension; every number of a member opens its rows."""

    def behind(group: str = ""):
        return _rows_behind(month, dimension, version, fund, group)

    def number(key: str, label, kind: str, group: str = "", priority: int = 1, help="") -> Column:
        return Column(key, label, kind, sort=key, total=True, priority=priority, link=behind(group), help=help)

    return Table(
        name=_("Số tổng hợp"),
        default_sort="-owed",
        empty_text=_("Chưa có số liệu."),
        columns=(
            Column("member", _("Mục"), value=lambda row: row.member_name, link=behind(), width=30),
            number("employers", _("Đơn vị"), "int", priority=2),
            number("owing", _("Đơn vị nợ"), "int", "owing"),
            number("owed", _("Tổng nợ"), "money", "owed", help=OWED_HELP),
            number("workers", _("Lao động bị nợ"), "int", "owing", 2),
            number("not_due", _("Chưa đến hạn"), "money", "not_due", 3),
            number("late", _("Chậm đóng"), "money", "late"),
            number("evaded", _("Trốn đóng"), "money", "evaded"),
            number("charge", _("Tiền xử lý"), "money", "charge", 3),
            number("newly_owing", _("Mới nợ"), "int", "newly", 3),
            number("cleared", _("Hết nợ"), "int", "cleared", 3),
            number("recovered", _("Thu hồi"), "money", "recovered", 3),
        ),
    )
