"""One worksheet's XML looked at as bytes while it inflates: how many cells, how far out, what is formula, what hidden.

Counting bytes costs a third of reading the cells; a full XML parse would cost more than the reading it protects. A
block is always cut in front of a cell, so that no tag is seen in halves."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from portal.core.workbooks.limits import MEGABYTE, Limits
from portal.core.workbooks.refusals import Refused
from portal.core.workbooks.text import column_letter, column_place

_CUT_WITHIN = 64 * 1024
_LONGEST_TAG = MEGABYTE
_DEEPEST = 200
_LOOK_CLOSELY = 4 * MEGABYTE
_KEPT_HIDDEN = 10_000

# Letters become A and digits 0, so that two plain searches find every address beyond ZZ or beyond row 99,999.
_SHAPE = bytes(65 if 65 <= byte <= 90 else 48 if 48 <= byte <= 57 else byte for byte in range(256))

_ADDRESS = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,9})["'][^>]*?(/?)>""")
_R = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,9})["']""")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c(\s[^>]*?\st=["']e["'][^>]*)>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r=["']([0-9]{1,9})["']""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s([^>]*?)hidden=["'](?:1|true)["']([^>]*)>""")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\s([^>]*?)hidden=["'](?:1|true)["']([^>]*)>""")
_NUMBER = {name: re.compile(rf"""(?:^|\s){name}=["']([0-9]{{1,9}})["']""".encode()) for name in ("r", "min", "max")}


@dataclass
class SheetSeen:
    """What was seen of one sheet. Rows count from 1 as Excel shows them, columns from 0 (text.column_letter)."""

    name: str = ""
    visibility: str = "visible"
    part: str = ""
    cells: int = 0
    last_row: int = 0
    last_column: int = -1
    far: str = ""  # the first cell beyond the limits
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    unplaced_formulas: int = 0

    def summary(self) -> dict:
        """The same, small enough for a page."""
        return {
            "name": self.name,
            "visibility": self.visibility,
            "cells": self.cells,
            "formulas": len(self.formulas),
            "first_formulas": [f"{column_letter(column)}{row}" for row, column in sorted(self.formulas)[:20]],
            "errors": len(self.errors),
            "hidden_rows": self.hidden_rows[:200],
            "hidden_columns": [column_letter(column) for column in self.hidden_columns[:200]],
        }


class SheetScan:
    """Feed it the blocks of one worksheet, then ask `.done()`."""

    def __init__(self, part: str, size: int, prefix: bytes, limits: Limits):
        self.seen = SheetSeen(part=part)
        self._limits, self._carry = limits, b""
        self._cell, self._f = b"<" + prefix + b"c ", b"<" + prefix + b"f"
        self._formula, self._with_formula, self._dde = _formula_patterns(prefix)
        self._close = size <= _LOOK_CLOSELY
        self._first = True

    def feed(self, block: bytes) -> None:
        block = self._carry + block
        cut = block.rfind(self._cell, max(0, len(block) - _CUT_WITHIN))
        if cut <= 0:
            cut = max(0, block.rfind(b"<"))
        self._carry = block[cut:]
        if len(self._carry) > _LONGEST_TAG:
            raise Refused("cell_too_long", part=self.seen.part)
        if cut:
            self._scan(block[:cut], closely=self._first or self._close)
            self._first = False

    def done(self) -> SheetSeen:
        self._scan(self._carry, closely=True)
        return self.seen

    def _scan(self, block: bytes, *, closely: bool) -> None:
        cells = block.count(self._cell)
        self.seen.cells += cells
        if not cells:
            check_depth(block, self.seen.part)
        quoted = b"'" in block  # one letter is looked for ten times as fast as a word, and mostly is not there
        if closely or quoted or _may_be_far(block):
            self._measure(block)
        elif cells:
            self._note_last_row(block)
        if b"f" in block and self._f in block:
            self._note_formulas(block)
        if b't="e"' in block or quoted:
            self._note_errors(block)
        if b"h" in block and b"hidden=" in block:
            self._note_hidden(block)

    def _measure(self, block: bytes) -> None:
        """Every address in the block, cells without content left out: whole formatted rows are common and harmless."""
        limits = self._limits
        for letters, digits, empty in _ADDRESS.findall(block):
            if empty:
                continue
            row, column = int(digits), column_place(letters.decode().upper())
            if row > limits.rows or column >= limits.columns:
                self.seen.far = self.seen.far or f"{column_letter(column)}{row}"
                return
            self.seen.last_row = max(self.seen.last_row, row)
            self.seen.last_column = max(self.seen.last_column, column)

    def _note_last_row(self, block: bytes) -> None:
        if found := _ROW.match(block, max(0, block.rfind(b"<row "))):
            self.seen.last_row = max(self.seen.last_row, int(found[1]))

    def _note_formulas(self, block: bytes) -> None:
        if self._dde.search(block):
            raise Refused("live_link", part=self.seen.part)
        found = self._with_formula.findall(block)
        placed = {address for address in map(_address, found) if address}
        self.seen.formulas |= placed
        self.seen.unplaced_formulas += len(self._formula.findall(block)) - len(placed)

    def _note_errors(self, block: bytes) -> None:
        self.seen.errors |= {address for address in map(_address, _ERROR_CELL.findall(block)) if address}

    def _note_hidden(self, block: bytes) -> None:
        for before, after in _HIDDEN_ROW.findall(block):
            if (found := _NUMBER["r"].search(before + b" " + after)) and len(self.seen.hidden_rows) < _KEPT_HIDDEN:
                self.seen.hidden_rows.append(int(found[1]))
        for before, after in _HIDDEN_COLUMN.findall(block):
            first, last = (_NUMBER[name].search(before + b" " + after) for name in ("min", "max"))
            if first and last:
                # Excel hides "all the rest" as one range to XFD
                places = range(int(first[1]) - 1, min(int(last[1]), self._limits.columns))
                self.seen.hidden_columns.extend(places)


@lru_cache(maxsize=8)
def _formula_patterns(prefix: bytes) -> tuple[re.Pattern[bytes], ...]:
    """A formula, a cell that holds one, a DDE call. Bound to the sheet's own prefix: a rule's <xm:f> is no cell."""
    p = re.escape(prefix)
    return (
        re.compile(rb"<%bf[\s/>]" % p),
        re.compile(rb"<%bc((?:\s[^>]*)?)>\s*(?:<%bv\b[^<]*</%bv>\s*)?(?=<%bf[\s/>])" % (p, p, p, p)),
        re.compile(rb"<%bf\b[^>]*>[^<]*[A-Za-z0-9_]\|(?:'|&apos;|&#39;)" % p),
    )


def _may_be_far(block: bytes) -> bool:
    shape = block.translate(_SHAPE)
    return b'r="AAA' in shape or b'000000"' in shape


def _address(attributes: bytes) -> tuple[int, int] | None:
    found = _R.search(attributes)
    return (int(found[2]), column_place(found[1].decode().upper())) if found else None


def check_depth(block: bytes, part: str) -> None:
    """Nesting and walls of text that no spreadsheet writes; asked only of blocks that hold no cells."""
    if len(block) < _CUT_WITHIN:
        return
    tags = block.count(b"<")
    if not tags:
        raise Refused("cell_too_long", part=part)
    open_tags = tags - 2 * block.count(b"</") - block.count(b"/>") - 2 * block.count(b"<!") - block.count(b"<?")
    if open_tags > _DEEPEST:
        raise Refused("too_deep", part=part)
