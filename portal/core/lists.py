"""The list page: filters, accent-free search, sorting, keyset pages, totals and the same rows as a file.

A view hands over rows already visible to the asker; a click refreshes the list alone (htmx), a plain link the page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext as _

from portal.core import exports
from portal.core.figures import Stamp, grouped
from portal.core.filters import Chip, chips_of
from portal.core.folding import clean, fold
from portal.core.marks import icon
from portal.core.paging import END, Page, ordered, page_of
from portal.core.tables import Table, head

PAGE_SIZES = (50, 100, 200)
COUNTED_UP_TO = 10_000
SHOWN_FILTERS = 4
PLACE = ("after", "before")
KEPT_COUNTS = 500
_known: dict[str, tuple[int | None, dict]] = {}
Search = tuple[str, ...] | Callable[[QuerySet, str], QuerySet]


@dataclass
class Listing:
    """All that the template of a list needs."""

    table: Table
    request: HttpRequest
    title: str
    stamp: Stamp | None
    form: Any
    chips: list[Chip]
    has_search: bool
    sort: str
    size: int
    page: Page
    count: int | None
    totals: dict = field(default_factory=dict)

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "")

    @property
    def html(self) -> SafeString:
        return self.table.render(
            self.page.rows,
            heads=self._heads(),
            totals=self.totals,
            caption=self.title,
            grouped=self.sort == self.table.default_sort,
        )

    @property
    def is_empty(self) -> bool:
        return not self.page.rows

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips or self.query)

    @property
    def count_text(self) -> str:
        if self.count is None or self.count > COUNTED_UP_TO and not self.totals:
            return _("hơn %(number)s dòng") % {"number": grouped(COUNTED_UP_TO)}
        return _("%(number)s dòng") % {"number": grouped(self.count)}

    def _heads(self) -> str:
        cells = []
        for column in self.table.page_columns:
            label = escape(str(column.label))
            if not column.order:
                cells.append(head(column, label))
                continue
            state = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
            sign = {"ascending": "arrow-narrow-up", "descending": "arrow-narrow-down"}.get(state, "arrows-sort")
            url = escape(self.address(sort=self._next_sort(column, state)))
            words = f"{icon(sign)}&nbsp;{label}" if column.is_numeric else f"{label}&nbsp;{icon(sign)}"
            link = f'<a class="sort" id="sort-{column.key}" hx-boost="true" href="{url}">{words}</a>'
            cells.append(head(column, link, state))
        return "".join(cells)

    @staticmethod
    def _next_sort(column, state: str) -> str:
        """Numbers begin with the largest, words with A."""
        if state:
            return column.key if state == "descending" else f"-{column.key}"
        return f"-{column.key}" if column.is_numeric else column.key

    def address(self, **changes) -> str:
        """The address of this list with some parameters changed, at its first page unless the place is changed."""
        asked = self.request.GET.copy()
        for name in (*PLACE, "format"):
            asked.pop(name, None)
        for name, value in changes.items():
            asked.pop(name, None)
            if value:
                asked[name] = value
        return f"?{asked.urlencode()}"

    @cached_property
    def links(self) -> dict[str, str]:
        """Of the pager: only those that lead somewhere."""
        links: dict[str, str] = {}
        if self.page.before:
            links |= {"first": self.address(), "previous": self.address(before=self.page.before)}
        if self.page.after:
            links |= {"next": self.address(after=self.page.after), "last": self.address(before=END)}
        return links

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        return [(size, self.address(size=str(size)), size == self.size) for size in PAGE_SIZES]

    @property
    def may_export(self) -> bool:
        return _may_export(self.request, self.table)

    @property
    def files(self) -> dict[str, str]:
        return {kind: self.address(format=kind) for kind in exports.KINDS}

    @cached_property
    def fields(self) -> list[BoundField]:
        return [] if self.form is None else list(self.form)

    @property
    def first_fields(self) -> list[BoundField]:
        return self.fields[:SHOWN_FILTERS]

    @property
    def more_fields(self) -> list[BoundField]:
        return self.fields[SHOWN_FILTERS:]

    @property
    def more_in_force(self) -> bool:
        return any(self.request.GET.get(bound.html_name) for bound in self.more_fields)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the filter form carries along unseen."""
        return [(name, self.request.GET[name]) for name in ("sort", "size", "version") if name in self.request.GET]

    @property
    def unfiltered(self) -> str:
        """The address of the same list, in the same version, without a condition."""
        asked = {name: self.request.GET[name] for name in ("version",) if name in self.request.GET}
        return f"{self.request.path}?{urlencode(asked)}" if asked else self.request.path


def list_page(
    request: HttpRequest,
    *,
    table: Table,
    rows: QuerySet,
    title: str,
    stamp: Stamp | None = None,
    filterset=None,
    search: Search | None = None,
    template: str = "skeletons/list.html",
    extra: dict | None = None,
    export_name: str = "danh-sach",
    on_export: Callable | None = None,
    on_view: Callable | None = None,
    settled: bool = False,
) -> HttpResponseBase:
    """Answer a GET of a list. `rows` must be visible_to the asker already; `filterset` is a django-filter class.

    `search` is a tuple of folded columns, or a function (rows, text) -> rows. `on_export(filters=, count=, format=)`
    and `on_view(filters=, count=)` are told what was read, so that the view can log it. `settled`: the rows never change
    (those of a closed version), so that they are counted and added up once."""
    narrowed, form, chips = _narrow(request, rows, filterset, search)
    sort, order = table.ordering(request.GET.get("sort", ""))
    filters = _asked(request, chips, sort)
    kind = request.GET.get("format", "")
    if kind in exports.KINDS:
        if not _may_export(request, table):
            raise Http404
        if asked_first := exports.second_look(request, narrowed):
            return asked_first
        heading = exports.Heading(title, stamp, [chip.text for chip in chips], request.user, now())
        rows = ordered(narrowed, order, table.tie_break)
        return exports.respond(kind, table, rows, heading, name=export_name, filters=filters, on_export=on_export)
    size = _size(request)
    place = {name: request.GET.get(name, "") for name in PLACE}
    page = page_of(narrowed, order=order, tie_break=table.tie_break, size=size, **place)
    count, totals = _measure(narrowed, table, page, settled=settled and not request.GET.get("q"))
    listing = Listing(table, request, title, stamp, form, chips, search is not None, sort, size, page, count, totals)
    if on_view is not None:
        on_view(filters=filters, count=len(page.rows))
    return _answer(request, template, {"listing": listing, "title": title, "stamp": stamp, **(extra or {})})


def _may_export(request: HttpRequest, table: Table) -> bool:
    return not table.export_power or request.user.may(table.export_power)  # type: ignore[union-attr]


def _answer(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    partial = request.headers.get("HX-Target") == "listing" and "HX-History-Restore-Request" not in request.headers
    response = render(request, "ui/listing.html" if partial else template, context)
    patch_vary_headers(response, ["HX-Target"])
    return response


def _narrow(request: HttpRequest, rows: QuerySet, filterset, search: Search | None):
    """Rows after filters and search, the form, and what is being filtered, in words."""
    form, chips = None, []
    text = clean(request.GET.get("q", "").replace("\x00", ""))[:200] if search is not None else ""
    if filterset is not None:
        bound = filterset(request.GET, queryset=rows, request=request)
        form = bound.form
        rows = bound.qs if bound.is_valid() else rows.none()
        chips = chips_of(request, form)
    if text and search is not None:
        chips.insert(0, Chip.of(request, "q", _("Tìm"), f"“{text}”"))
        rows = search(rows, text) if callable(search) else searched(rows, search, text)
    return rows, form, chips


def searched(rows: QuerySet, columns: tuple[str, ...], text: str) -> QuerySet:
    """Every word of the text must be found in one of the folded columns."""
    for word in fold(text).split():
        condition = Q()
        for column in columns:
            how = "contains" if column.endswith("folded") else "icontains"  # codes keep their capitals
            condition |= Q(**{f"{column}__{how}": word})
        rows = rows.filter(condition)
    return rows


def _asked(request: HttpRequest, chips: list[Chip], sort: str) -> dict:
    """The filters as the log keeps them."""
    kept = {name: request.GET.getlist(name) for name in request.GET if name not in (*PLACE, "format", "size", "sort")}
    said = {name: values[0] if len(values) == 1 else values for name, values in kept.items() if any(values)}
    return {**said, **({"sort": sort} if sort else {})}


def _size(request: HttpRequest) -> int:
    asked = request.GET.get("size", "")
    return int(asked) if asked in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[0]


def _measure(rows: QuerySet, table: Table, page: Page, *, settled: bool) -> tuple[int | None, dict]:
    """How many rows and their totals, kept by what was asked where the rows never change."""
    if page.is_whole and not table.total_columns:
        return len(page.rows), {}
    if not settled:
        return _count(rows, table)
    try:
        asked = f"{connection.settings_dict['NAME']}: {table.name}: {rows.order_by().query.sql_with_params()}"
    except EmptyResultSet:  # a condition that no row can meet
        return 0, {}
    if asked not in _known:
        while len(_known) >= KEPT_COUNTS:
            _known.pop(next(iter(_known)), None)
        _known[asked] = _count(rows, table)
    return _known[asked]


def _count(rows: QuerySet, table: Table) -> tuple[int | None, dict]:
    """Without totals the counting stops beyond COUNTED_UP_TO."""
    plain = rows.order_by()
    if not table.total_columns:
        return plain[: COUNTED_UP_TO + 1].count(), {}
    sums = plain.aggregate(listed=Count("*"), **table.total_expressions())
    return sums["listed"], {column.key: sums[f"total_{column.key}"] or 0 for column in table.total_columns}
