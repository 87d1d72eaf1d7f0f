"""One reader for the six kinds of register file: a flat table, one row a thing -> staged rows.

`parse(book, options, out)` runs in the capped child. Options: kind, batch_id, listed, vsic_version, and the places of the
province (queries/row_places)."""

from collections.abc import Iterator
from itertools import islice

from employers.imports.flat_rows import RowReader
from employers.imports.headers import Found, find
from employers.imports.problems import Problems
from employers.rules.file_kinds import KINDS, Kind
from portal.core.folding import fold
from portal.core.tabular.problems import LISTED
from portal.core.tabular.staged import CHUNK, Staging, unusual
from portal.core.workbooks.text import clean

_TOTALS = frozenset(("tong", "cong", "tong so", "tong cong", "toan tinh", "tong cong toan tinh"))
_ASKED = ("kind", "communes", "communes_known", "zones", "vsic_version")


def parse(book, options: dict, out) -> dict:
    """Check a register file and write its rows as COPY text (file_columns.COPY_COLUMNS)."""
    kind = KINDS[options["kind"]]
    problems = Problems(listed=options.get("listed", LISTED))
    table = find(book, kind, problems)
    if table is None:
        return _outcome(kind, problems, options, book)
    places = {name: found[0] for name, found in table.places.items()}
    reader = RowReader(kind, places, table.sheet, problems, options)
    staging = Staging(out, options.get("batch_id", 0), problems, reader.code_place)
    for numbers, rows in _chunks(table, kind, places, problems):
        chunk = reader.chunk(numbers, rows)
        repeated = staging.put(chunk.numbers, chunk.keys, chunk.tails, chunk.bad)
        reader.count(chunk, repeated)
        out.progress(staging.rows)
    if not staging.rows:
        problems.error("no_rows")
    return _outcome(kind, problems, options, book, staging, table, reader)


def _outcome(kind: Kind, problems: Problems, options: dict, book, staging=None, table=None, reader=None) -> dict:
    answer = {
        "form": kind.code,
        "sheet": problems.sheet,
        "header_row": table.at if table else 0,
        "rows": staging.rows if staging else 0,
        "accepted": staging.accepted if staging else 0,
        "refused": len(staging.refused) if staging else 0,
        "columns_known": list(table.places) if table else [],
        "totals": reader.totals if reader else {},
        "asked": {name: options[name] for name in _ASKED if name in options},
    }
    return answer | problems.outcome() | unusual(book)


def _chunks(table: Found, kind: Kind, places: dict[str, int], problems: Problems) -> Iterator[tuple[list[int], list]]:
    """The rows, some thousands at a time; blank rows, totals and the lines where somebody signs are left out."""
    width = max(places.values()) + 1
    known = sorted(places.values())
    telling = [
        places[name] for name in (*kind.identity, "tax_code", "unit_code", "commune", "commune_code") if name in places
    ]
    while read := list(islice(table.rows, CHUNK)):
        if not _are_plain(read, telling, width):
            full = [(number, row if len(row) >= width else [*row, *[""] * (width - len(row))]) for number, row in read]
            read = [one for one in full if _is_told(one[1], one[0], telling, known, problems)]
        if read:
            yield [number for number, _row in read], [row[:width] for _number, row in read]


def _are_plain(read: list, telling: list[int], width: int) -> bool:
    """Whether every row is as long as it should be, begins with a digit (no line of totals does) and has a code."""
    rows = [row for _number, row in read]
    if not telling or min(map(len, rows)) < width:
        return False
    first = [row[0] for row in rows]
    try:
        return "".join([cell[:1] for cell in first]).isdigit() and all(first) and all(row[telling[0]] for row in rows)
    except TypeError:  # some cell holds a number
        return False


def _is_told(row: list, number: int, telling: list[int], known: list[int], problems: Problems) -> bool:
    """Whether it is a row of the table."""
    if any(row[place] != "" for place in telling) or _is_row(row, number, known, problems):
        return not _is_total(row, telling)
    return False


def _is_row(row: list, number: int, known: list[int], problems: Problems) -> bool:
    """A row without any code: something whose code is missing, or a line to pass over."""
    said = [clean(row[place]) for place in known if clean(row[place])]
    if len(said) > 1:
        return True
    if said:
        problems.warning("row_ignored", number, None, text=said[0][:60])
    return False


def _is_total(row: list, telling: list[int]) -> bool:
    """A line of sums: one of its first words says so."""
    first = next((cell for cell in row if cell != ""), "")
    if not isinstance(first, str) or len(first) > 30 or first[:1].isdigit():
        return False
    return fold(first) in _TOTALS and all(row[place] == "" or fold(str(row[place])) in _TOTALS for place in telling)
