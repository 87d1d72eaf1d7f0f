"""Form C12-TS laid flat, one row a unit, one file one month -> staged rows.

`parse(book, options, out)` runs in the capped child. Options: month "2026-10", batch_id, listed."""

from collections.abc import Iterator
from itertools import chain, compress, islice

from arrears.imports.b03_layout import month_told
from arrears.imports.c12_headers import CORE, HEADER_WITHIN, TITLES, recognise
from arrears.imports.c12_rows import Chunk, RowReader
from arrears.imports.c12_sums import CLASSES
from arrears.imports.columns import FUNDS, UNSPLIT
from arrears.imports.kinds import KINDS
from arrears.imports.outcome import asked, outcome
from arrears.imports.problems import Problems
from portal.core.folding import fold
from portal.core.tabular.cells import is_figure
from portal.core.tabular.problems import LISTED
from portal.core.tabular.staged import CHUNK, Staging
from portal.core.workbooks.text import clean, column_letter

_NEEDED = ("unit_code", "name", "workers")
_TOTALS = frozenset(("tong", "cong", "tong so", "tong cong", "toan tinh", "tong cong toan tinh"))


class Table:
    """A sheet with a header row we know: where its columns stand, and the rows below."""

    def __init__(self, sheet, at: int, found: dict, unknown: dict, month: str | None, rows: Iterator):
        self.sheet, self.at, self.found, self.unknown, self.month, self.rows = sheet, at, found, unknown, month, rows
        self.places = {name: places[0] for name, places in found.items()}

    @property
    def width(self) -> int:
        return max(self.places.values()) + 1

    def has_data(self) -> bool:
        """Whether a row below the header holds something; what was read is put back."""
        looked_at: list = []
        rows, self.rows = self.rows, chain(looked_at, self.rows)
        for number, row in rows:
            looked_at.append((number, row))
            if any(clean(cell) for cell in row):
                return True
        return False


def parse(book, options: dict, out) -> dict:
    """Check a flat C12 file and write its rows as COPY text (columns.C12_COPY)."""
    problems = Problems(listed=options.get("listed", LISTED))
    table = _choose(book, problems)
    if table is None or not _has_columns(table, problems):
        return outcome("c12", problems, book=book)
    month = options.get("month")
    if table.month and month and table.month != month:
        problems.error("wrong_month", found=_told(table.month), expected=_told(month))
    reader = RowReader(table.places, table.sheet, problems, month)
    staging = Staging(out, options.get("batch_id", 0), problems, table.places["unit_code"])
    sums = Sums(table.places, reader.funds)
    for numbers, rows in _chunks(table):
        chunk = reader.chunk(numbers, rows)
        repeated = staging.put(chunk.numbers, chunk.codes, chunk.tails, chunk.bad)
        sums.add(chunk, repeated)
        out.progress(staging.rows)
    if not staging.rows and not reader.people:
        problems.error("no_rows")
    months = {*reader.months, *filter(None, [table.month])}
    if not months:
        problems.warning("month_absent", expected=_told(month))
    return outcome(
        "c12",
        problems,
        staging,
        book=book,
        month=min(months) if len(months) == 1 else None,
        totals=sums.totals,
        control={"groups": sums.groups, "people": _people(reader)},
        columns_known=list(table.places),
        split=reader.funds != (UNSPLIT,),
        header_row=table.at,
        asked=asked(options),
    )


def _choose(book, problems: Problems) -> Table | None:
    """The one sheet with a header we know and with rows."""
    tables, best = [], None
    for sheet in book.sheets():
        table = _find_header(sheet)
        if table is None:
            continue
        best = table if best is None or len(table.found) > len(best.found) else best
        if "unit_code" in table.places and table.has_data():
            tables.append(table)
    tables = [table for table in tables if table.sheet.visible] or tables
    if len(tables) > 1:
        problems.error("two_sheets", sheets=", ".join(table.sheet.name for table in tables))
        return None
    table = tables[0] if tables else best
    if table is None:
        problems.error("no_header", found=", ".join(sheet.name for sheet in book.sheets()))
        return None
    problems.sheet = table.sheet.name
    if not table.sheet.visible:
        problems.warning("hidden_sheet", sheet=table.sheet.name)
    return table


def _find_header(sheet) -> Table | None:
    """The row among the first thirty that names most columns; a header of two rows counts as one."""
    rows = iter(sheet.rows())
    above = list(islice(rows, HEADER_WITHIN))
    best, at = None, -1
    for place, (_, row) in enumerate(above):
        over = above[place - 1][1] if place else None
        for candidate in (recognise(row), recognise(row, over)):
            if len(candidate[0]) >= 3 and (best is None or len(candidate[0]) > len(best[0])):
                best, at = candidate, place
    if best is None:
        return None
    month = None
    for _, row in above[:at]:
        month = month or month_told(fold(" ".join(clean(cell) for cell in row)))
    return Table(sheet, above[at][0], *best, month, chain(above[at + 1 :], rows))


def _has_columns(table: Table, problems: Problems) -> bool:
    """Whether the needed columns are there, each once; totals only are enough where no fund is split off."""
    split = any(f"{what}_{fund}" in table.places for what in CORE for fund in FUNDS)
    funds = FUNDS if split else (UNSPLIT,)
    needed = [*_NEEDED, *(f"{what}_{fund}" for fund in funds for what in CORE)]
    missing = [TITLES[name] for name in needed if name not in table.places]
    if missing:
        found = ", ".join(TITLES[name] for name in table.places) or "không có cột nào"
        problems.error("columns_missing", table.at, None, missing=", ".join(missing), found=found)
    for name, places in table.found.items():
        if len(places) > 1:
            columns = ", ".join(map(column_letter, places))
            problems.error("column_twice", table.at, places[1], title=TITLES[name], columns=columns)
    if table.unknown:
        told = ", ".join(f"{name} ({column_letter(place)})" for place, name in list(table.unknown.items())[:40])
        problems.warning("unknown_columns", table.at, None, columns=told)
    return not problems.error_count


def _chunks(table: Table) -> Iterator[tuple[list[int], list]]:
    """The rows of units, some thousands at a time; blank rows, total rows and notes are left out."""
    code, width = table.places["unit_code"], table.width
    numbers: list[int] = []
    rows: list = []
    for number, row in table.rows:
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        value = row[code]
        if (value and (type(value) is not str or not value.isspace())) or _is_unit(table, row):
            numbers.append(number)
            rows.append(row)
            if len(rows) >= CHUNK:
                yield numbers, _even(rows)
                numbers, rows = [], []
    if rows:
        yield numbers, _even(rows)


def _even(rows: list) -> list:
    """Rows of a CSV file may differ in length."""
    longest = max(map(len, rows))
    return rows if min(map(len, rows)) == longest else [[*row, *[""] * (longest - len(row))] for row in rows]


def _is_unit(table: Table, row: list) -> bool:
    """A row without a code: a unit whose code is missing (people have none), or something to pass over."""
    words = [fold(clean(cell)) for cell in row if isinstance(cell, str) and cell]
    if any(word in _TOTALS for word in words):
        return False
    name = clean(row[table.places["name"]])
    return bool(name) and any(is_figure(row[place]) for key, place in table.places.items() if key != "name")


class Sums:
    """Control totals: by fund, and by kind of unit."""

    def __init__(self, places: dict[str, int], funds: tuple[str, ...]):
        self.funds = funds
        self.has_kind = "kind" in places
        self.kept = {
            fund: [what for what in (*CORE, *CLASSES, "charge") if f"{what}_{fund}" in places] for fund in funds
        }
        self.totals = {fund: dict.fromkeys(kept, 0) for fund, kept in self.kept.items()}
        self.groups: dict[str, dict] = {}

    def add(self, chunk: Chunk, repeated: set[int]) -> None:
        if not chunk.codes:
            return
        left_out = chunk.bad | repeated
        keep = [place not in left_out for place in range(len(chunk.codes))] if left_out else None
        for fund in self.funds:
            for what in self.kept[fund]:
                self.totals[fund][what] += _sum(chunk.values[f"{what}_{fund}"], keep)
        if self.has_kind:
            self._by_kind(chunk, keep)

    def _by_kind(self, chunk: Chunk, keep: list[bool] | None) -> None:
        """Units, workers and money of each kind; the funds of a row are summed once, whatever its kind."""
        kinds = chunk.values["kind"]
        money = {what: _rows_summed([chunk.values[f"{what}_{fund}"] for fund in self.funds]) for what in CORE}
        for kind in sorted({kind for kind in kinds if kind}):
            ours = [its == kind for its in kinds]
            if keep:
                ours = [mine and kept for mine, kept in zip(ours, keep, strict=True)]
            group = self.groups.setdefault(
                str(kind), {"name": KINDS[kind - 1], "units": 0, "workers": 0} | dict.fromkeys(CORE, 0)
            )
            group["units"] += sum(ours)
            group["workers"] += _sum(chunk.values["workers"], ours)
            for what in CORE:
                group[what] += sum(compress(money[what], ours))


def _rows_summed(columns: list[list]) -> list[int]:
    """The columns added up row by row; what is not told counts for nothing."""
    if any(None in column for column in columns):
        columns = [[value or 0 for value in column] for column in columns]
    return list(map(sum, zip(*columns, strict=True)))


def _sum(values: list, keep: list[bool] | None) -> int:
    return sum(filter(None, compress(values, keep) if keep else values))


def _people(reader: RowReader) -> dict:
    return {str(kind): {"name": KINDS[kind - 1], **counted} for kind, counted in sorted(reader.people.items())}


def _told(month: str | None) -> str:
    return f"{month[5:]}/{month[:4]}" if month else "cần nhập"
