"""Where things stand on a form B03-TS of Decision 595/QĐ-BHXH: the header by its words, in one row or in several, with or
without the row that numbers the columns; the month and the office of the letterhead; the four sections."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from arrears.imports.b03_layout import month_told, office_named
from portal.core.folding import fold
from portal.core.workbooks import text

LOOKED_AT = 60
DEEP = 4
"""A header has at most so many rows."""

MONEY = ("owed", "bhxh", "bhyt", "bhtn", "tnld_bnn", "interest")
PARTS = MONEY[1:]
NEEDED = ("name", "unit_code", "months", *MONEY)
TITLES = {
    "stt": "STT",
    "name": "Tên đơn vị",
    "unit_code": "Mã đơn vị",
    "workers": "Số lao động",
    "address": "Địa chỉ",
    "months": "Số tháng nợ BHXH",
    "owed": "Tổng số tiền nợ",
    "bhxh": "BHXH",
    "bhyt": "BHYT",
    "bhtn": "BHTN",
    "tnld_bnn": "BHTNLĐ, BNN",
    "interest": "Lãi",
    "measures": "Biện pháp",
    "document_no": "Số văn bản",
    "document_on": "Ngày văn bản",
    "note": "Ghi chú",
}
_LEAVES = (
    ("stt", r"stt|tt|so tt|so thu tu"),
    ("name", r"ten (?:don vi|dv|doanh nghiep|co quan).*|don vi|ten"),
    ("unit_code", r"(?:ma|mdv).*"),
    ("workers", r"(?:tong )?(?:so )?(?:lao dong|ld)\b.*"),
    ("address", r"dia chi.*"),
    ("months", r".*\bso thang\b.*|.*\bthoi gian no\b.*|thang no.*"),
    ("interest", r".*\blai\b.*"),
    ("tnld_bnn", r".*(?:\bbnn\b|tnld|tai nan lao dong).*"),
    ("bhyt", r".*(?:bhyt|bao hiem y te).*"),
    ("bhtn", r".*(?:bhtn|that nghiep).*"),
    ("measures", r".*bien phap.*"),
    ("document_on", r"ngay.*|.*ngay (?:thang|van ban|cong van|ban hanh).*"),
    ("document_no", r"so (?:van ban|cong van|vb|cv|hieu|ky hieu|quyet dinh).*|(?:van ban|cong van)(?: don doc)?"),
    ("note", r"ghi chu.*"),
    ("bhxh", r".*(?:bhxh|bao hiem xa hoi).*"),
    ("owed", r"tong.*|cong|tong so.*|so tien no"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _LEAVES)
_PAPER = re.compile(r".*(?:van ban|cong van|quyet dinh|chung tu|ho so|bien ban).*")
_LABEL = re.compile(r"[(\[]?\d{1,2}[)\]]?(?: ?= ?[\d+ ]+)?")
_ROMAN = re.compile(r"(iv|iii|ii|i)\b[ .)\-:]*")
_SECTION = re.compile(
    r"(?:tong )?(?:so )?(?:cac )?(?:don vi )?(?:so tien )?(?:no )?(phat sinh|cham dong|keo dai|kho thu|dong)\b.*"
)
_BY_WORDS = {"phat sinh": "I", "dong": "II", "keo dai": "III", "kho thu": "IV"}


@dataclass
class Layout:
    """A sheet with the form, and its rows below the header."""

    sheet: str
    visible: bool
    at: int
    columns: dict[str, int]
    twice: dict[str, list[int]]
    heading: list[tuple[int, list]]
    rows: Iterator[tuple[int, list]] = field(repr=False)
    month: str | None = None
    office: str | None = None

    @property
    def missing(self) -> list[str]:
        return [name for name in NEEDED if name not in self.columns]


def find_layout(name: str, visible: bool, rows: Iterable[tuple[int, list]]) -> Layout | None:
    """The layout of a sheet, or None where no row reads like this form's header."""
    following = iter(rows)
    heading: list[tuple[int, list]] = []
    for number, row in following:
        if _begins(row):
            return _whole(name, visible, number, row, heading, following)
        heading.append((number, row))
        if number >= LOOKED_AT:
            break
    return None


def _begins(row: list) -> bool:
    """A row that names the unit and two more columns, and holds no figures."""
    found = {column_named(cell) for cell in row if isinstance(cell, str)} - {None}
    return "name" in found and len(found & {"stt", "unit_code", "workers", "address", "months", "note"}) >= 2


def _whole(name: str, visible: bool, number: int, row: list, heading: list, following: Iterator) -> Layout:
    header, rest = [row], []
    place = next(at for at, cell in enumerate(row) if isinstance(cell, str) and column_named(cell) == "name")
    for below_number, below in following:
        if is_numbering(below):
            break
        if len(header) >= DEEP or not _goes_on(below, place):
            rest = [(below_number, below)]
            break
        header.append(below)
    columns, twice = _columns(header)
    layout = Layout(name, visible, number, columns, twice, heading, _chained(rest, following))
    for _, line in heading:
        _read_letterhead(layout, line)
    return layout


def _chained(first: list, following: Iterator) -> Iterator:
    yield from first
    yield from following


def _goes_on(row: list, name_at: int) -> bool:
    """A second row of the header: words only, nothing under the unit's name, at least one column known by its words."""
    given = [cell for cell in row if cell not in ("", None)]
    if not given or not all(isinstance(cell, str) for cell in given):
        return not given
    under_name = row[name_at] if name_at < len(row) else ""
    return under_name in ("", None) and any(column_named(cell) for cell in given)


def is_numbering(row: list) -> bool:
    """A, B, C, 1, 2, 3, 4=5+6…: the row that numbers the columns."""
    told = [text.clean(cell) for cell in row if cell not in ("", None)]
    labels = [one for one in told if one.upper() in ("A", "B", "C", "D") or _LABEL.fullmatch(fold(one)) or "=" in one]
    return len(labels) >= 6 and len(labels) == len(told)


def _columns(header: list[list]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Column -> its place, by the lowest words above it; and the columns that two places claim."""
    found: dict[str, list[int]] = {}
    width = max(map(len, header))
    over = ""
    for place in range(width):
        told = [_words(row, place) for row in header]
        if told[0]:
            over = told[0]
        leaf = next((words for words in reversed(told) if words), "")
        name = _name(leaf, over) if leaf else None
        if name:
            found.setdefault(name, []).append(place)
    twice = {name: places for name, places in found.items() if len(places) > 1}
    return {name: places[0] for name, places in found.items()}, twice


def _words(row: list, place: int) -> str:
    value = row[place] if place < len(row) else ""
    return fold(text.clean(value)) if isinstance(value, str) else ""


def _name(leaf: str, over: str) -> str | None:
    if _PAPER.fullmatch(over) and over != leaf and re.fullmatch(r"so\b.*", leaf):
        return "document_no"
    return column_named(leaf)


def column_named(value: str) -> str | None:
    """The column that a header's words mean.

    >>> column_named("Số tháng nợ BHXH"), column_named("BHTNLĐ, BNN"), column_named("Mã số BHXH đơn vị")
    ('months', 'tnld_bnn', 'unit_code')
    """
    told = fold(text.clean(value))
    return next((name for name, pattern in _PATTERNS if told and pattern.fullmatch(told)), None)


def _read_letterhead(layout: Layout, row: list) -> None:
    line = " ".join(text.clean(value) for value in row if value not in ("", None))
    layout.month = layout.month or month_told(fold(line))
    for value in row:
        name = office_named(value) if isinstance(value, str) else None
        layout.office = name or layout.office


def section_named(stt: str, name: str, *, has_newly: bool = False) -> tuple[str, bool] | None:
    """The section a row without a unit opens, and whether its number and its words say the same. Words that can mean but
    one section win over its number; «nợ chậm đóng» is section I of the form but the second class of Article 36.

    >>> section_named("II", "Nợ đọng"), section_named("", "III. Nợ kéo dài"), section_named("I", "Nợ khó thu")
    (('II', True), ('III', True), ('IV', False))
    >>> section_named("II", "Nợ chậm đóng"), section_named("", "Nợ chậm đóng"), section_named("1", "Công ty Kéo Dài")
    (('II', True), ('I', True), None)
    """
    told, numeral = fold(name), ""
    if match := _ROMAN.fullmatch(f"{fold(stt)} ".lstrip()) if stt else None:
        numeral = match[1].upper()
    elif match := _ROMAN.match(told):
        numeral, told = match[1].upper(), told[match.end() :]
    words = _SECTION.fullmatch(told)
    if words is None:
        return (numeral, True) if numeral and (not told or numeral and stt and len(told) < 40) else None
    if words[1] == "cham dong":
        return numeral or ("II" if has_newly else "I"), numeral in ("", "I", "II")
    meant = _BY_WORDS[words[1]]
    return meant, numeral in ("", meant)
