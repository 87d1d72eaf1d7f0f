"""One description of a list for its page, its workbook and its CSV: columns, their order, their totals.

Rows become HTML by plain strings: a template loop over 500 x 5 cells costs sixteen times as much."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Model, Sum
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.core import figures
from portal.core.marks import Badge, icon

KINDS = ("text", "code", "money", "int", "decimal", "month", "date", "datetime", "badge", "link", "bool")
DENSE = 8
NUMERIC = ("money", "int", "decimal")
WORDED = ("month", "badge", "bool")


@dataclass(frozen=True)
class Column:
    """`value`: a field path ("employer__name") or a function of the row (default: the key). `sort`: as order_by.

    `priority` 1 shows everywhere, 2 from tablets up, 3 on wide screens; `sub` is a second line in small type, on pages.
    `total` sums the field path in SQL. `link` makes the cell a link of its own. `badges` maps values to Badges."""

    key: str
    label: str
    kind: str = "text"
    value: str | Callable[[Any], Any] | None = None
    sort: str | tuple[str, ...] | None = None
    total: bool = False
    priority: int = 1
    badges: Mapping[Any, Badge] | None = None
    link: Callable[[Any], str | None] | None = None
    sub: str | Callable[[Any], Any] | None = None
    on_page: bool = True
    in_files: bool = True
    places: int | None = 1
    width: int | None = None
    help: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of column: {self.kind}")
        if self.total and not self.path:
            raise ValueError(f"a total needs a field path: {self.key}")

    @property
    def path(self) -> str | None:
        """The field path, or None where a function makes the value."""
        return None if callable(self.value) else self.value or self.key

    @property
    def source(self) -> str | Callable[[Any], Any]:
        return self.value or self.key

    @property
    def order(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else tuple(self.sort or ())

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    def text(self, value) -> str:
        """The value as words: what a page, a CSV or a screen reader says."""
        return _TEXTS[self.kind](self, value)

    def cell(self, value):
        """The value as a file keeps it: numbers and dates stay themselves, the rest is text."""
        if value is None or self.is_numeric or self.kind in ("date", "datetime"):
            return value
        return self.text(value)


@dataclass(frozen=True)
class Table:
    """`row_url`: a function of the row, the link of its first cell. `default_sort`: a column's key, "-" for descending.

    `name` is the caption; `row_tone` gives a row's class: "", "tone-danger" or "tone-warning". `group` names the part of the
    list in which a row stands: on pages in the table's own order each part has a heading. `export_power`: the power without
    which the list is read but not taken away."""

    columns: tuple[Column, ...]
    default_sort: str = ""
    row_url: Callable[[Any], str | None] | None = None
    empty_text: str = ""
    name: str = ""
    tie_break: str = "pk"
    row_tone: Callable[[Any], str] | None = None
    group: Callable[[Any], Any] | None = None
    export_power: str = ""
    _by_key: dict = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "columns", tuple(self.columns))
        self._by_key.update({column.key: column for column in self.columns})

    def column(self, key: str) -> Column | None:
        return self._by_key.get(key)

    @cached_property
    def page_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.on_page)

    @cached_property
    def lead(self) -> int:
        """The place of the column that names the row: the first that is not a number."""
        return next((place for place, column in enumerate(self.page_columns) if not column.is_numeric), 0)

    @cached_property
    def file_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.in_files)

    @cached_property
    def total_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.total)

    def total_expressions(self) -> dict[str, Sum]:
        return {f"total_{column.key}": Sum(column.path) for column in self.total_columns}

    def ordering(self, sort: str) -> tuple[str, tuple[str, ...]]:
        """The sort that holds (the asked one, or the table's own) and its field paths, without the tie-break."""
        for asked in (sort, self.default_sort):
            column = self._by_key.get(asked.lstrip("-"))
            if column is not None and column.order:
                paths = tuple(reversed_path(path) for path in column.order) if asked.startswith("-") else column.order
                return asked, paths
        return "", ()

    def file_paths(self) -> list[str] | None:
        """Field paths of the file's columns for values_list, or None where a function makes one of them."""
        paths = [column.path for column in self.file_columns if column.path]
        return paths if len(paths) == len(self.file_columns) else None

    def file_row(self, row) -> list:
        return [column.cell(read(row)) for column, read in self._file_readers]

    def file_values(self, tuples: Iterable[Sequence]) -> Iterator[Sequence]:
        """The same for tuples that values_list(*file_paths()) gave; states and months are put into words once each."""
        worded: list[tuple[int, Column, dict]]
        worded = [(at, column, {}) for at, column in enumerate(self.file_columns) if column.kind in WORDED]
        for values in tuples:
            row = list(values)
            for place, column, known in worded:
                value = row[place]
                if value not in known:
                    known[value] = column.text(value)
                row[place] = known[value]
            yield row

    @cached_property
    def _file_readers(self):
        return [(column, reader(column.source)) for column in self.file_columns]

    def html_rows(self, rows: Iterable) -> str:
        """The <tr> of a page, as one string."""
        rows = list(rows)
        keyed = bool(rows) and isinstance(rows[0], Mapping)
        writers = [_writer(self, place, column, keyed) for place, column in enumerate(self.page_columns)]
        tone = self.row_tone
        if tone is None:
            return "".join(["<tr>" + "".join([write(row) for write in writers]) + "</tr>" for row in rows])
        return "".join(
            [f'<tr class="{tone(row)}">' + "".join([write(row) for write in writers]) + "</tr>" for row in rows]
        )

    def html_groups(self, rows: Iterable) -> str:
        """The same with a <tbody> and a heading for each run of rows of one group."""
        if self.group is None:
            return self.html_rows(rows)
        parts = []
        for label, run in groupby(rows, key=self.group):
            cell = f'<th scope="rowgroup" colspan="{len(self.page_columns)}">{_safe(label)}</th>'
            parts.append(f'<tr class="group">{cell}</tr>{self.html_rows(run)}')
        return "</tbody><tbody>".join(parts)

    def render(
        self,
        rows: Iterable,
        *,
        heads: str | None = None,
        totals: Mapping | None = None,
        caption: str = "",
        grouped: bool = False,
    ) -> SafeString:
        """The whole <table>. `heads` are ready <th> cells (a sortable list brings its own); `totals` by column key."""
        heads = (
            heads
            if heads is not None
            else "".join(head(column, escape(str(column.label))) for column in self.page_columns)
        )
        name = escape(str(caption or self.name))
        dense = " dense" if len(self.page_columns) > DENSE else ""
        body = self.html_groups(rows) if grouped else self.html_rows(rows)
        if not body:
            body = f'<tr class="is-empty"><td colspan="{len(self.page_columns)}">{escape(self.emptiness)}</td></tr>'
            totals = None
        return mark_safe(
            f'<table class="table data-table{dense}"><caption class="visually-hidden">{name}</caption>'
            f"<thead><tr>{heads}</tr></thead>{self.html_totals(totals)}<tbody>{body}</tbody></table>"
        )

    @property
    def emptiness(self) -> str:
        return str(self.empty_text) or _("Không có dòng nào.")

    def html_totals(self, totals: Mapping | None) -> str:
        if not totals:
            return ""
        cells = []
        for place, column in enumerate(self.page_columns):
            text = _("Tổng cộng") if place == self.lead else ""
            if column.key in totals:
                text = column.text(totals[column.key])
            tag = '<th scope="row"' if place == self.lead else "<td"
            label = f' data-label="{escape(str(column.label))}"' if text and place != self.lead else ""
            cells.append(f'{tag} class="{classes(column)}"{label}>{escape(text)}</{tag[1:3]}>')
        return f'<tbody class="is-totals"><tr>{"".join(cells)}</tr></tbody>'


def reversed_path(path: str) -> str:
    return path[1:] if path.startswith("-") else f"-{path}"


def classes(column: Column) -> str:
    side = "n" if column.is_numeric else "c" if column.kind in ("month", "date", "datetime", "bool") else "t"
    return side if column.priority == 1 else f"{side} p{column.priority}"


def head(column: Column, inner: str, sorted_as: str = "") -> str:
    """One header cell; `inner` is safe HTML."""
    state = f' aria-sort="{sorted_as}"' if sorted_as else ""
    hint = f' title="{escape(str(column.help))}"' if column.help else ""
    return f'<th scope="col" class="{classes(column)}"{state}{hint}>{inner}</th>'


def reader(source: str | Callable, keyed: bool = False) -> Callable[[Any], Any]:
    """How a value is got from a row: a model instance, a dataclass, or a dict of values()."""
    if callable(source):
        return source
    if keyed:
        return lambda row: row.get(source)
    steps = source.split("__")
    if len(steps) == 1:
        return attrgetter(source)
    return lambda row: _walk(row, steps)


def _walk(row, steps: list[str]):
    if not isinstance(row, Model) and hasattr(row, "__".join(steps)):
        return getattr(row, "__".join(steps))
    for step in steps:
        if row is None:
            return None
        row = getattr(row, step)
    return row


def _writer(table: Table, place: int, column: Column, keyed: bool) -> Callable[[Any], str]:
    """A function row -> <td>…</td> with everything that does not depend on the row worked out beforehand."""
    read = reader(column.source, keyed)
    open_tag = f'<td class="{classes(column)}" data-label="{escape(str(column.label))}">'
    close_tag = "</td>"
    if place == table.lead:
        open_tag, close_tag = f'<th scope="row" class="{classes(column)}">', "</th>"
    body = _BODIES.get(column.kind, _plain_body)
    link = column.link or (table.row_url if place == table.lead else None)
    sub = reader(column.sub, keyed) if column.sub else None

    def write(row) -> str:
        inner = body(column, read(row))
        if link is not None and (url := link(row)):
            inner = f'<a href="{escape(url)}">{inner}</a>'
        if sub is not None and (below := sub(row)):
            inner += f'<small class="sub">{_safe(below)}</small>'
        return open_tag + inner + close_tag

    return write


def _safe(value) -> str:
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def _plain_body(column: Column, value) -> str:
    if value is None or value == "":
        return '<span class="nil">–</span>'
    if hasattr(value, "__html__"):
        return value.__html__()
    return escape(column.text(value))


def _money_body(column: Column, value) -> str:
    if value is None:
        return '<span class="nil">–</span>'
    return f"{value:,}".replace(",", ".")


def _badge_body(column: Column, value) -> str:
    badge = value if isinstance(value, Badge) else (column.badges or {}).get(value)
    return badge.__html__() if badge else _plain_body(column, value)


def _bool_body(column: Column, value) -> str:
    if value is None:
        return '<span class="nil">–</span>'
    return f"{icon('check' if value else 'minus')} {escape(column.text(value))}"


def _badge_text(column: Column, value) -> str:
    badge = value if isinstance(value, Badge) else (column.badges or {}).get(value)
    return str(badge.text) if badge else str(value if value is not None else "")


_TEXTS: dict[str, Callable[[Column, Any], str]] = {
    "text": lambda column, value: "" if value is None else str(value),
    "code": lambda column, value: "" if value is None else str(value),
    "link": lambda column, value: "" if value is None else str(value),
    "money": lambda column, value: figures.grouped(value),
    "int": lambda column, value: figures.grouped(value),
    "decimal": lambda column, value: figures.decimal_text(value, column.places),
    "month": lambda column, value: figures.month_text(value),
    "date": lambda column, value: figures.date_text(value),
    "datetime": lambda column, value: figures.moment_text(value),
    "badge": _badge_text,
    "bool": lambda column, value: "" if value is None else _("Có") if value else _("Không"),
}
_BODIES: dict[str, Callable[[Column, Any], str]] = {
    "money": _money_body,
    "int": _money_body,
    "badge": _badge_body,
    "bool": _bool_body,
}
