"""Finds the table in a workbook: the one sheet, the row among the first thirty that names columns, whatever their order,
case, accents and spaces; the mark of the template above it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice

from employers.imports.problems import Problems
from employers.rules.file_columns import Column
from employers.rules.file_kinds import KINDS, Kind
from portal.core.folding import fold
from portal.core.workbooks.text import clean, column_letter

HEADER_WITHIN = 30
TEMPLATE_VERSION = 1
_MARK = re.compile(r"Mẫu ([a-z]+-[a-z]+|[a-z]+) v([0-9]{1,3})")
_IGNORED = frozenset(("stt", "tt", "sott", "sothutu", "no"))
_FEWEST = 2
_MANY, _TIMES = (
    25,
    3,
)  # so many strange columns, so many times the known ones: BHXH's monthly books, not a list with notes


def mark(kind: Kind) -> str:
    """The line of a template that says which it is.

    >>> mark(KINDS["coverage"])
    'Mẫu coverage v1'
    """
    return f"Mẫu {kind.code} v{TEMPLATE_VERSION}"


def key(header: object) -> str:
    """A header with everything that makes no difference taken out.

    >>> key("Mã số thuế") == key("ma_so_thue") == key(" MÃ SỐ  THUẾ (*)")
    True
    """
    return fold(str(header)).replace(" ", "")


@lru_cache
def names(kind: Kind) -> dict[str, Column]:
    """What a header may be called -> its column; a title is stronger than another column's alias."""
    known: dict[str, Column] = {}
    for column in kind.columns:
        known.setdefault(key(column.title), column)
    for column in kind.columns:
        for name in (column.field, *column.aliases):
            known.setdefault(key(name), column)
    return known


@dataclass
class Found:
    """A sheet with a header row we know: where its columns stand, and the rows below."""

    sheet: object
    at: int
    places: dict[str, list[int]]
    unknown: dict[int, str]
    rows: Iterator
    marks: list[tuple[str, int]] = field(default_factory=list)

    def has_data(self) -> bool:
        """Whether a row below the header holds something; what was read is put back."""
        looked_at: list = []
        rows, self.rows = self.rows, chain(looked_at, self.rows)
        for number, row in rows:
            looked_at.append((number, row))
            if any(clean(cell) for cell in row):
                return True
        return False


def find(book, kind: Kind, problems: Problems) -> Found | None:
    """The one table of the workbook, or None with the reasons told."""
    found = [table for sheet in book.sheets() if (table := _in_sheet(sheet, kind)) is not None]
    filled = [table for table in found if table.has_data()]
    filled = [table for table in filled if table.sheet.visible] or filled
    if len(filled) > 1:
        most = max(len(table.places) for table in filled)
        filled = [table for table in filled if len(table.places) * 2 > most]
    if len(filled) > 1:
        problems.error("two_sheets", sheets=", ".join(table.sheet.name for table in filled))
        return None
    table = (filled or sorted(found, key=lambda table: -len(table.places)) or [None])[0]
    if table is None:
        problems.error("no_header", found=", ".join(sheet.name for sheet in book.sheets()))
        return None
    problems.sheet = table.sheet.name
    if not table.sheet.visible:
        problems.warning("hidden_sheet", sheet=table.sheet.name)
    return table if _is_fit(table, kind, problems) else None


def _in_sheet(sheet, kind: Kind) -> Found | None:
    rows = iter(sheet.rows())
    above = list(islice(rows, HEADER_WITHIN))
    best, at = None, -1
    for place, (_, row) in enumerate(above):
        candidate = _recognised(row, kind)
        if len(candidate[0]) >= _FEWEST and (best is None or len(candidate[0]) > len(best[0])):
            best, at = candidate, place
    if best is None:
        return None
    marks = [(m[1], int(m[2])) for _, row in above[:at] for cell in row if (m := _MARK.search(clean(cell)))]
    return Found(sheet, above[at][0], *best, chain(above[at + 1 :], rows), marks)


def _recognised(row: list, kind: Kind) -> tuple[dict[str, list[int]], dict[int, str]]:
    known, places, unknown = names(kind), {}, {}
    for place, cell in enumerate(row):
        told = clean(cell) if isinstance(cell, str) else ""
        if not told:
            continue
        column = known.get(key(told))
        if column is not None:
            places.setdefault(column.field, []).append(place)
        elif key(told) not in _IGNORED:
            unknown[place] = told
    return places, unknown


def _is_fit(table: Found, kind: Kind, problems: Problems) -> bool:
    """Whether it is this kind's table: its mark, the needed columns, each once, none about people."""
    for code, version in table.marks[:1]:
        if code != kind.code and code in KINDS:
            problems.error("wrong_template", table.at, None, found=KINDS[code].title, expected=kind.title)
        elif version != TEMPLATE_VERSION:
            problems.warning("old_template", table.at, None, found=version, expected=TEMPLATE_VERSION)
    missing = [column.title for column in kind.columns if column.needed and not _has(table, column.field)]
    if missing:
        told = ", ".join(column.title for column in kind.columns if column.field in table.places)
        problems.error("columns_missing", table.at, None, missing=", ".join(missing), found=told or "không có cột nào")
    for name, places in table.places.items():
        if len(places) > 1:
            told = ", ".join(map(column_letter, places))
            problems.error("column_twice", table.at, places[1], title=kind.column(name).title, columns=told)
    _tell_unknown(table, kind, problems)
    return not problems.error_count


def _has(table: Found, name: str) -> bool:
    return name in table.places or (name == "commune" and "commune_code" in table.places)


def _tell_unknown(table: Found, kind: Kind, problems: Problems) -> None:
    persons = {key(name) for name in kind.persons}
    theirs = [told for told in table.unknown.values() if key(told) in persons]
    unknown, known = len(table.unknown), len(table.places)
    if unknown > max(_MANY, known * _TIMES):
        problems.error("other_file", table.at, None, unknown=unknown, known=known, expected=kind.title)
    if theirs:
        problems.error("persons", table.at, None, columns=", ".join(theirs))
    others = [f"{told} ({column_letter(place)})" for place, told in list(table.unknown.items())[:40]]
    if others and not theirs:
        problems.warning("unknown_columns", table.at, None, columns=", ".join(others))
