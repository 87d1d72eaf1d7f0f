"""Form B10a-TS as BHXH's software prints it -> staged rows: columns A, B, C, 1 to 7, a cross where something was done.

`parse(book, options, out)` runs in the capped child. Options: month "2026-10", batch_id, listed. The row that numbers the
columns is the anchor; the words above it must agree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from arrears.imports.b03_layout import month_told
from arrears.imports.outcome import asked, outcome
from arrears.imports.urging_problems import Problems
from portal.core.folding import fold
from portal.core.tabular.cells import Lines, code_column, shown, text_column
from portal.core.tabular.problems import LISTED
from portal.core.tabular.staged import CHUNK, Calculated, Staging
from portal.core.workbooks import text

COPY = (
    *("batch_id", "row_no", "sheet", "unit_code", "name"),
    *("urged", "is_late", "is_evading", "inspected", "referred", "prosecuted", "note"),
)
LOOKED_AT = 60
CROSSED = range(1, 7)
NEEDED = ("B", "C", *CROSSED)
WORDS: dict[int | str, tuple[str, str]] = {
    "B": ("Tên đơn vị", r"ten"),
    "C": ("Mã đơn vị", r"^ma|madonvi|mdv"),
    1: ("Đã gửi văn bản đôn đốc (mẫu 01-ĐĐ)", r"dondoc|01dd"),
    2: ("Chậm đóng", r"cham"),
    3: ("Trốn đóng", r"tron"),
    4: ("Kiểm tra", r"kiemtra"),
    5: ("Gửi hồ sơ kiến nghị khởi tố", r"kiennghi|hoso"),
    6: ("Đã khởi tố", r"khoito"),
    7: ("Ghi chú", r"ghichu"),
}
_MARKS = frozenset(("x", "v", "1", "co", "✓", "✔", "✗", "✘", "☑", "☒", "×"))
_NONE = frozenset(("", "0", "-", "false"))
_TOTAL = re.compile(r"(?:tong|cong|tong so|tong cong)")
_PLACEHOLDER = re.compile(r"(?:don vi [a-z0-9]?)?")


@dataclass
class Table:
    """A sheet with the numbering row, and its rows below."""

    sheet: str
    visible: bool
    formulas: set
    at: int
    places: dict[int | str, int]
    heading: list
    rows: Iterator
    month: str | None = None

    @property
    def width(self) -> int:
        return max(self.places.values()) + 1

    def has_data(self) -> bool:
        """Whether a row below has a unit code; what was read is put back."""
        looked_at: list = []
        rows, self.rows = self.rows, chain(looked_at, self.rows)
        for number, row in rows:
            looked_at.append((number, row))
            if _cell(row, self.places.get("C", 2)) and not numbering(row):
                return True
        return False


def parse(book, options: dict, out) -> dict:
    """Check a B10a workbook and write its rows as COPY text (COPY)."""
    problems = Problems(listed=options.get("listed", LISTED))
    table = _choose(book, problems)
    if table is None or not _check_words(table, problems):
        return outcome("b10", problems, book=book)
    _check_month(table, options.get("month"), problems)
    staging = Staging(out, options.get("batch_id", 0), problems, table.places["C"])
    counted = dict.fromkeys(COPY[5:11], 0)
    for numbers, rows in _chunks(table, staging, problems):
        _read(table, numbers, rows, staging, problems, counted)
        out.progress(staging.rows)
    if not staging.rows:
        problems.error("no_rows")
    facts = {"month": table.month, "header_row": table.at, "asked": asked(options), "crosses": counted}
    return outcome("b10", problems, staging, book=book, **facts)


def _choose(book, problems: Problems) -> Table | None:
    found = [table for sheet in book.sheets() if (table := _find(sheet))]
    ours = [table for table in found if "C" in table.places]
    filled = [table for table in ours if table.has_data()]
    filled = [table for table in filled if table.visible] or filled
    if len(filled) > 1:
        problems.error("two_sheets", sheets=", ".join(table.sheet for table in filled))
        return None
    if not ours:
        if found:
            problems.error("b10_of_province", sheet=found[0].sheet)
        else:
            problems.error("no_b10", found=", ".join(sheet.name for sheet in book.sheets()) or "—")
        return None
    table = (filled or ours)[0]
    problems.sheet = table.sheet
    if not table.visible:
        problems.warning("hidden_sheet", sheet=table.sheet)
    return table


def _find(sheet) -> Table | None:
    rows = iter(sheet.rows())
    heading: list = []
    for number, row in rows:
        places = numbering(row)
        if places:
            month = None
            for _, above in heading:
                month = month or month_told(
                    fold(" ".join(text.clean(cell) for cell in above if cell not in ("", None)))
                )
            return Table(sheet.name, sheet.visible, sheet.seen.formulas, number, places, heading, rows, month)
        heading.append((number, row))
        if number >= LOOKED_AT:
            break
    return None


def numbering(row: list) -> dict[int | str, int] | None:
    """Label of a column -> its place, where the row numbers the columns of a form B10: A, B, (C,) 1 to 7 and no more.

    >>> numbering(["A", "B", "C", 1, 2, 3, 4, 5, 6, 7])["C"], numbering(["A", "B", 1.0, 2, 3]), numbering([1, 2])
    (2, None, None)
    """
    found: dict[int | str, int] = {}
    for place, value in enumerate(row):
        told = text.clean(value).strip("()[]") if value not in ("", None) else ""
        label: int | str = int(float(told)) if re.fullmatch(r"\d{1,2}(?:\.0)?", told) else told.upper()
        if label == "":
            continue
        if label in found or label not in WORDS and label != "A":
            return None
        found[label] = place
    numbers = [label for label in found if isinstance(label, int)]
    return found if numbers == list(range(1, 8)) and "B" in found else None


def _check_words(table: Table, problems: Problems) -> bool:
    """The words above each number: the nearest ones."""
    missing = [label for label in NEEDED if label not in table.places]
    if missing:
        told = ", ".join(f"{label} ({WORDS[label][0]})" for label in missing)
        problems.error("columns_missing", table.at, None, missing=told, found=", ".join(map(str, table.places)))
        return False
    words = {label: _words_above(table, label) for label in WORDS if label in table.places}
    if not any(words.values()):
        problems.warning("header_words_missing", table.at, None)
        return True
    for label, told in words.items():
        expected, pattern = WORDS[label]
        if told and not re.search(pattern, fold(told).replace(" ", "")):
            facts = {"number": label, "found": told[:80], "expected": expected}
            problems.error("header_mismatch", table.at, table.places[label], **facts)
    return not problems.error_count


def _words_above(table: Table, label: int | str) -> str:
    for _, row in reversed(table.heading):
        value = _cell(row, table.places[label])
        if isinstance(value, str) and any(letter.isalpha() for letter in value):
            return text.clean(value)
    return ""


def _check_month(table: Table, month: str | None, problems: Problems) -> None:
    told = f"{month[5:]}/{month[:4]}" if month else "cần nhập"
    if table.month is None:
        problems.warning("month_absent", expected=told)
    elif month and table.month != month:
        problems.error("wrong_month", found=f"{table.month[5:]}/{table.month[:4]}", expected=told)


def _cell(row: list, place: int):
    return row[place] if place < len(row) else ""


def _chunks(table: Table, staging: Staging, problems: Problems) -> Iterator[tuple[list[int], list]]:
    """Rows of units; the header again, total rows, examples and the signature are left out."""
    numbers: list[int] = []
    rows: list = []
    for number, row in table.rows:
        row = [*row, *[""] * (table.width - len(row))]
        if _is_unit(table, number, row, staging, problems):
            numbers.append(number)
            rows.append(row[: table.width])
        if len(rows) >= CHUNK:
            yield numbers, rows
            numbers, rows = [], []
    if rows:
        yield numbers, rows


def _is_unit(table: Table, number: int, row: list, staging: Staging, problems: Problems) -> bool:
    code, name = text.clean(row[table.places["C"]]), text.clean(row[table.places["B"]])
    if code in ("C", "Mã đơn vị") or numbering(row):
        return False
    if code:
        return True
    first = text.clean(row[table.places["A"]]) if "A" in table.places else ""
    if _TOTAL.fullmatch(fold(name or first)):
        return False
    crossed = any(_is_mark(row[table.places[label]]) for label in CROSSED)
    if name and crossed:
        staging.rows += 1
        staging.refused.add(number)
        problems.error("missing_code", number, table.places["C"])
    elif name and not _PLACEHOLDER.fullmatch(fold(name)):
        problems.warning("row_ignored", number, table.places["B"], text=shown(name))
    return False


def _read(table: Table, numbers, rows, staging: Staging, problems: Problems, counted: dict[str, int]) -> None:
    columns = list(zip(*rows, strict=True))
    calculated = Calculated(table.formulas, [p for label, p in table.places.items() if label != "A"], problems)
    bad = calculated.told(numbers)
    codes, odd = code_column(columns[table.places["C"]])
    bad |= problems.cells(odd, numbers, table.places["C"], WORDS["C"][0])
    names, odd = text_column(columns[table.places["B"]], 300)
    bad |= problems.cells(odd, numbers, table.places["B"], WORDS["B"][0])
    bad |= _missing_names(names, numbers, table, problems)
    crosses = {label: _crosses(columns, label, table, numbers, problems, bad) for label in CROSSED}
    notes = columns[table.places[7]] if 7 in table.places else ("",) * len(numbers)
    notes, odd = text_column(notes, 500)
    bad |= problems.cells(odd, numbers, table.places.get(7, 0), WORDS[7][0])
    _look_at(crosses, numbers, table, problems)
    lines = Lines()
    lines.constant(table.sheet.replace("\\", "\\\\"))
    lines.text(codes)
    lines.text(names)
    for label in CROSSED:
        lines.ready(["t" if marked else "f" for marked in crosses[label]])
    lines.text(notes)
    repeated = staging.put(numbers, codes, lines.joined(), bad)
    for name, label in zip(counted, CROSSED, strict=True):
        counted[name] += sum(marked for place, marked in enumerate(crosses[label]) if place not in repeated)


def _missing_names(names: list[str], numbers, table: Table, problems: Problems) -> set[int]:
    missing = {place for place, name in enumerate(names) if not name}
    for place in sorted(missing):
        problems.error("missing_name", numbers[place], table.places["B"])
    return missing


def _crosses(columns, label: int, table: Table, numbers, problems: Problems, bad: set[int]) -> list[bool]:
    marked = []
    for place, value in enumerate(columns[table.places[label]]):
        is_mark = _is_mark(value)
        if is_mark is None:
            facts = {"value": shown(value), "title": WORDS[label][0]}
            problems.error("mark", numbers[place], table.places[label], **facts)
            bad.add(place)
        marked.append(bool(is_mark))
    return marked


def _is_mark(value) -> bool | None:
    """True for a cross, False for nothing, None for something else.

    >>> _is_mark("X "), _is_mark(1.0), _is_mark(""), _is_mark("chưa gửi")
    (True, True, False, None)
    """
    word = ("1" if value == 1 else "0") if value in (0, 1) and value != "" else text.clean(value).casefold()
    if word in _MARKS or fold(word) in _MARKS:
        return True
    return False if word in _NONE or fold(word) == "khong" else None


def _look_at(crosses: dict[int, list[bool]], numbers, table: Table, problems: Problems) -> None:
    """What does not refuse a row, but somebody should look at."""
    for place, number in enumerate(numbers):
        if not any(crosses[label][place] for label in CROSSED):
            problems.warning("no_crosses", number, table.places[1])
        elif crosses[2][place] and crosses[3][place]:
            problems.warning("two_standings", number, table.places[3])
        elif not crosses[2][place] and not crosses[3][place]:
            problems.warning("no_standing", number, table.places[2])
