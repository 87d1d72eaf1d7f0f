"""A list as a file: exactly the rows, the order and the columns that the screen shows, as XLSX or CSV.

Rows flow from a server-side cursor into a temporary file; they are counted and logged before the first byte leaves."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.core.figures import Stamp, moment_text
from portal.core.tables import Table
from portal.core.workbooks.csv_writer import write_csv
from portal.core.workbooks.writer import write_rows

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
CHUNK = 2000
LARGE = 1000
"""Beyond so many rows whoever takes them away is looked at again."""


@dataclass(frozen=True)
class Heading:
    """What stands above the rows: title, what they rest on, the filters in words, who took them away and when."""

    title: str
    stamp: Stamp | None
    filters: list[str]
    by: Any
    at: datetime

    def lines(self) -> list[str]:
        said = [str(self.title)]
        if self.stamp:
            said.append(str(self.stamp))
        said.append(_("Điều kiện lọc: %(filters)s") % {"filters": "; ".join(self.filters) or _("không")})
        taken = {"person": self.by, "moment": moment_text(self.at)}
        return [*said, _("Người xuất: %(person)s, lúc %(moment)s") % taken]


class Tally:
    """Passes rows on, counts them and adds up the columns that have a total."""

    def __init__(self, table: Table, rows: Iterable[Sequence]):
        self.rows = rows
        self.number = 0
        self.summed = [place for place, column in enumerate(table.file_columns) if column.total]
        self.totals: list = [0 if place in self.summed else None for place in range(len(table.file_columns))]

    def __iter__(self) -> Iterator[Sequence]:
        for row in self.rows:
            self.number += 1
            for place in self.summed:
                self.totals[place] += row[place] or 0
            yield row


def second_look(request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
    """For a large file the answer that asks again who is there, unless that was proved just now. How it is proved is
    the business of the storey that knows people: settings.SECOND_LOOK names its function."""
    if rows.order_by()[: LARGE + 1].count() <= LARGE:
        return None
    ask: Callable[[HttpRequest], HttpResponse | None] = import_string(settings.SECOND_LOOK)
    return ask(request)


def respond(
    kind: str,
    table: Table,
    rows: QuerySet | Sequence,
    heading: Heading,
    *,
    name: str,
    filters: dict,
    on_export: Callable | None,
) -> FileResponse:
    """The file of `rows`, already filtered and ordered."""
    tally = Tally(table, file_rows(table, rows))
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write(kind, target, table, tally, heading)
    if on_export is not None:
        on_export(filters=filters, count=tally.number, format=kind)
    target.seek(0)
    response = FileResponse(target, content_type=KINDS[kind])
    file_name = f"{name}-{localtime(heading.at):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def file_rows(table: Table, rows: QuerySet | Sequence) -> Iterator[Sequence]:
    """By values_list where every column is a field, by instances where a function makes one; of few lines that were put
    together in memory as they are."""
    if not isinstance(rows, QuerySet):
        return (table.file_row(row) for row in rows)
    paths = table.file_paths()
    if paths is None:
        return (table.file_row(row) for row in rows.iterator(chunk_size=CHUNK))
    return table.file_values(rows.values_list(*paths).iterator(chunk_size=CHUNK))


def write(kind: str, target, table: Table, tally: Tally, heading: Heading) -> None:
    columns = table.file_columns
    labels, kinds = [str(column.label) for column in columns], [column.kind for column in columns]
    if kind == "csv":
        write_csv(target, labels, tally, kinds, top=heading.lines(), simulated=settings.DEMO)
        return
    if tally.summed:
        place = next((at for at, column in enumerate(columns) if not column.is_numeric), 0)
        tally.totals[place] = _("Tổng cộng")
    write_rows(
        target,
        str(heading.title),
        labels,
        tally,
        kinds,
        top=heading.lines(),
        totals=tally.totals if tally.summed else None,
        simulated=settings.DEMO,
        widths=[column.width for column in columns],
    )
