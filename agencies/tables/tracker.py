"""The heat-map of the tracker: agencies down, months or duties across, each cell a state in icon, colour and words.

Rows become HTML by plain strings, as tables do; the same lines make the workbook.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.queries import tracking
from agencies.queries.tracking import Tally
from agencies.tables.obligations import OUTCOME_BADGES
from portal.core.marks import icon
from portal.core.tables import Column, Table

WORST_FIRST = (
    tracking.MISSING, tracking.RETURNED, tracking.DUE_SOON, tracking.LATE_DONE,
    tracking.NOT_YET, tracking.ON_TIME, tracking.NOTHING, tracking.EXCUSED,
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A column: its key (month number or duty id), a short head, and what it stands for."""

    key: int
    head: str
    name: str


@dataclass(frozen=True)
class Line:
    """An agency with its figures and its cells by column key."""

    agency: Agency
    tally: Tally
    cells: Mapping[int, Tally]


def worst(tally: Tally) -> str:
    return next(name for name in WORST_FIRST if tally.counts.get(name))


def words(tally: Tally | None) -> str:
    """ "2 đúng hạn, 1 quá hạn, chưa làm"."""
    if tally is None:
        return _("không có việc")
    return ", ".join(
        f"{tally.counts[name]} {str(OUTCOME_BADGES[name].text).lower()}"
        for name in WORST_FIRST
        if tally.counts.get(name)
    )


def heat_map(lines: Iterable[Line], places: list[Place], *, address: Callable[..., str], caption: str) -> SafeString:
    """The whole <table>; `address(agency, **more)` is that of the rows behind a cell or a figure."""
    heads = "".join(
        f'<th scope="col" class="heat-head" title="{escape(place.name)}">{escape(place.head)}'
        f'<span class="visually-hidden"> {escape(place.name)}</span></th>'
        for place in places
    )
    fixed = "".join(
        f'<th scope="col" class="n">{escape(word)}</th>' for word in (_("Phải xong"), _("Hoàn thành"), _("Đúng hạn"))
    )
    body = "".join(_row(line, places, address) for line in lines)
    return mark_safe(
        f'<table class="table data-table keep-grid heat"><caption class="visually-hidden">{escape(caption)}</caption>'
        f'<thead><tr><th scope="col" class="t">{escape(_("Cơ quan"))}</th>{fixed}{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row(line: Line, places: list[Place], address: Callable[..., str]) -> str:
    agency, tally = line.agency, line.tally
    figures = (
        (tally.expected, "expected", str(tally.expected)),
        (tally.complete, "complete", percent(tally.complete_permille)),
        (tally.timely, "timely", percent(tally.timely_permille)),
    )
    cells = "".join(_figure(number, text, address(agency.code, outcome=name)) for number, name, text in figures)
    cells += "".join(_cell(line.cells.get(place.key), place, agency, address) for place in places)
    name = f'<a href="/co-quan/{escape(agency.code)}/" title="{escape(agency.name)}">{escape(agency.short_name)}</a>'
    return f'<tr><th scope="row" class="t">{name}</th>{cells}</tr>'


def _figure(number: int, text: str, url: str) -> str:
    return (
        f'<td class="n"><a href="{escape(url)}">{escape(text)}</a></td>'
        if number
        else f'<td class="n">{escape(text)}</td>'
    )


def _cell(tally: Tally | None, place: Place, agency: Agency, address: Callable[..., str]) -> str:
    if tally is None or not tally.total:
        return '<td class="heat-cell"><span class="visually-hidden">' + escape(words(None)) + "</span></td>"
    state, said = worst(tally), escape(words(tally))
    here = tally.counts[state]
    number = "" if tally.total == 1 else f"<b>{here}</b>" if here == tally.total else f"<b>{here}/{tally.total}</b>"
    url = escape(address(agency.code, place=place.key))
    return (
        f'<td class="heat-cell"><a class="heat-{state}" href="{url}" title="{said}">{icon(OUTCOME_BADGES[state].icon)}{number}'
        f'<span class="visually-hidden">{said}</span></a></td>'
    )


def percent(permille: int | None) -> str:
    """985 -> "98,5%"."""
    return "–" if permille is None else "100%" if permille == 1000 else f"{permille // 10},{permille % 10}%"


def workbook_table(places: list[Place]) -> Table:
    """The same lines as a file."""
    columns = [
        Column("code", _("Mã cơ quan"), value=lambda line: line.agency.code),
        Column("agency", _("Cơ quan"), value=lambda line: line.agency.name, width=44),
        Column("expected", _("Phải xong"), "int", value=lambda line: line.tally.expected),
        Column("complete", _("Đã hoàn thành"), "int", value=lambda line: line.tally.complete),
        Column("timely", _("Đúng hạn"), "int", value=lambda line: line.tally.timely),
        Column("missing", _("Quá hạn, chưa làm"), "int", value=lambda line: line.tally.counts.get(tracking.MISSING, 0)),
        Column("completeness", _("Hoàn thành"), value=lambda line: percent(line.tally.complete_permille)),
        Column("timeliness", _("Đúng hạn (%)"), value=lambda line: percent(line.tally.timely_permille)),
    ]
    for place in places:
        columns.append(Column(f"p{place.key}", place.name, value=_reads(place.key), width=24))
    return Table(columns=tuple(columns), name=_("Theo dõi thực hiện"))


def _reads(key: int) -> Callable[[Any], str]:
    return lambda line: words(line.cells[key]) if key in line.cells else ""
