"""The boards: what each kind of reader sees first. Figures carry their stamp and open their rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.models import DebtorEntry, DebtorList
from arrears.queries import boards
from arrears.queries.shown import Shown, months_for, shown
from portal.core.charts import Chart, Series
from portal.core.periods import Month

FUND_SERIES = (
    ("bhxh", ("odts", "httt"), gettext_lazy("BHXH")),
    ("bhyt", ("bhyt",), gettext_lazy("BHYT")),
    ("bhtn", ("bhtn",), gettext_lazy("BHTN")),
    ("tnld_bnn", ("tnld_bnn",), gettext_lazy("TNLĐ-BNN")),
    ("unsplit", ("unsplit",), gettext_lazy("Chưa tách quỹ")),
)


NOBODY_OF = {
    "province": gettext_lazy("Không có đơn vị nào của tỉnh nợ từ 3 tháng"),
    "office": gettext_lazy("Không có đơn vị nào của BHXH cơ sở nợ từ 3 tháng"),
    "zone": gettext_lazy("Không có đơn vị nào trong khu, cụm công nghiệp nợ từ 3 tháng"),
    "commune": gettext_lazy("Không có đơn vị nào trên địa bàn nợ từ 3 tháng"),
}


@dataclass(frozen=True)
class Nobody:
    """The month is closed, its list is made, and nobody of the reader's part is on it."""

    title: str
    text: str


def nobody_listed(seen: Shown, part: boards.Part, listed: DebtorList | None) -> Nobody | None:
    """What to say in the place of the list's rows; None where there is no list yet."""
    if listed is None:
        return None
    said = _("Tháng %(month)s đã khóa sổ, danh sách của tháng đã lập và không có đơn vị nào thuộc phạm vi của cơ quan.")
    return Nobody(str(NOBODY_OF[part.dimension]), said % {"month": seen.month.label})


@dataclass(frozen=True)
class Figure:
    """One card: the number, what it rests on, the rows it opens, and last month's for comparison."""

    label: str
    value: int | None
    href: str
    kind: str = "int"
    previous: int | None = None
    worse: str = "up"
    icon: str = ""
    tone: str = ""


def ledger_address(seen: Shown, **filters: Any) -> str:
    asked = ({"version": seen.version} if seen.version else {}) | filters
    query = f"?{urlencode(asked)}" if asked else ""
    return reverse("ledger", args=[seen.month]) + query


def sums_of(user, seen: Shown, part: boards.Part) -> tuple[dict[str, int], dict[str, int]]:
    """The month's sums, and those of the month before if it is closed."""
    last = shown(user, seen.month.plus(-1))
    if last is None or last.closed is None:
        return boards.headlines(user, part, seen)[0], {}
    now, before = boards.headlines(user, part, seen, last)
    return now, before


def figures_of(
    user, seen: Shown, part: boards.Part, sums: tuple[dict[str, int], dict[str, int]], listed: DebtorList | None
) -> list[Figure]:
    """The five headline figures of a month."""
    now, before = sums
    count = _listed_count(user, listed, part) if listed else None
    list_url = reverse("debtor-list", args=[listed.pk]) if listed else ""
    owing = ledger_address(seen, group="owing")
    return [
        Figure(_("Tiền chậm đóng, trốn đóng"), now["owed"], owing, "money", before.get("owed"), icon="coins"),
        Figure(_("Đơn vị đang nợ"), now["owing"], owing, "int", before.get("owing"), icon="building"),
        Figure(_("Lao động bị nợ"), now["workers"], owing, "int", before.get("workers"), icon="users"),
        Figure(_("Đơn vị nợ từ 3 tháng"), count, list_url, "int", icon="alert-triangle", tone="danger"),
        Figure(
            _("Thu hồi trong tháng"),
            now["recovered"],
            ledger_address(seen, group="recovered"),
            "money",
            before.get("recovered"),
            worse="down",
            icon="trending-down",
        ),
    ]


def _listed_count(user, listed, part: boards.Part) -> int:
    if part.dimension == "province":
        return listed.entries_count
    return DebtorEntry.objects.visible_to(user).filter(debtor_list=listed).count()


def trend_chart(user, seen: Shown, part: boards.Part, closed: dict[date, int]) -> Chart:
    """Late + evaded by month and fund; a month that is not closed is a gap, not a zero."""
    lines = boards.by_month_and_fund(user, part, closed, until=seen.month)
    series = []
    for color, funds, label in FUND_SERIES:
        values = [None if line["version"] is None else sum(line[fund] or 0 for fund in funds) for line in lines]
        if color != "unsplit" or any(values):
            series.append(Series(label, values, color))
    links = [f"{reverse('ledger', args=[line['month']])}?group=owing" if line["version"] else "" for line in lines]
    labels = [line["month"] for line in lines]
    return Chart(
        "stacked", _("Tiền chậm đóng, trốn đóng theo tháng"), labels, series, stamp=seen.stamp, links=links,
        label_head=_("Tháng"), note=_("Tháng chưa khóa sổ để trống."), size="tall",
    )  # fmt: skip


def class_chart(seen: Shown, sums: dict[str, int]) -> Chart:
    """Open money by the class it is in: it sums to what is open."""
    classes = ("not_due", "late", "evaded")
    labels = [_("Chưa đến hạn"), _("Chậm đóng"), _("Trốn đóng")]
    links = [ledger_address(seen, group=group) for group in classes]
    return Chart(
        "donut",
        _("Theo phân loại"),
        labels,
        [Series(_("Số tiền"), [sums[name] for name in classes], links=links)],
        stamp=seen.stamp,
        links=links,
        colors=("not_due", "late", "evasion"),
        label_head=_("Phân loại"),
    )


def commune_chart(user, seen: Shown) -> Chart:
    """The ten communes that owe most."""
    rows = boards.by_commune(user, seen)
    links = [ledger_address(seen, commune=row["key"], group="owing") for row in rows]
    series = [
        Series(_("Chậm đóng"), [row["late"] for row in rows], "late"),
        Series(_("Trốn đóng"), [row["evaded"] for row in rows], "evasion"),
    ]
    return Chart(
        "hbar",
        _("Mười xã, phường nợ nhiều nhất"),
        [row["name"] for row in rows],
        series,
        stamp=seen.stamp,
        links=links,
        label_head=_("Xã, phường"),
        size="tall",
        more=reverse("rollup", args=[seen.month, "commune"]),
    )


def month_choices(user, current: Month, closed: dict[date, int], rebuilt: set[date]) -> list[tuple[str, str, bool]]:
    return [(str(month), month.label, month == current) for month in months_for(user, closed, rebuilt)]
