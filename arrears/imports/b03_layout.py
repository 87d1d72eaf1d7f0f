"""Where things stand on a printed form B03-TS: the numbered columns, the month, the office, which form (a, b, c) it is.

The row that numbers the columns (A, B, C, 1, 2, 3=5+12+19 … 49) is the anchor: rows and columns may be inserted or
hidden around it, the sheet may have any name. The words above it must agree with the numbers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from arrears.imports.kinds import STATE_TITLES
from arrears.imports.problems import Problems
from portal.core.folding import fold
from portal.core.workbooks import text

LOOKED_AT = 200
STATE_COLUMNS = range(38, 49)
MONEY_COLUMNS = (*range(3, 11), *range(12, 18), *range(19, 38))
NEEDED = ("B", "C", 1, *range(3, 38))
SUMS = (
    (5, (6, 7, 8, 9, 10)),
    (12, (13, 14, 15, 16, 17)),
    (19, (20, 21, 22, 23, 24)),
    (26, (27, 28, 29, 30, 31)),
    (32, (33, 34, 35, 36, 37)),
    (3, (5, 12, 19)),
    (4, (12, 19)),
    (25, (26, 32)),
)
"""Column and the columns it must be the sum of, as the guide of the form says."""

_LABEL = re.compile(r"[(\[]?0?(\d{1,2})[)\]]?\s*(?:=.*)?", re.DOTALL)
_MONTH = re.compile(r"\bthang 0?(\d{1,2}) (?:nam )?(\d{4})\b")
_DATED = re.compile(r"ngay \d{0,2} ?thang")

_FUND_WORDS = {
    0: ("ÔĐTS", r"odts|omdau"),
    1: ("HTTT", r"httt|huutri"),
    2: ("BHYT", r"bhyt"),
    3: ("BHTN", r"bhtn(?!ld)|thatnghiep"),
    4: ("BHTNLĐBNN", r"bnn|tnld|tainan"),
}
WORDS: dict[int | str, tuple[str, str]] = {
    "B": ("Tên đơn vị", r"ten"),
    "C": ("Mã đơn vị", r"^ma|madonvi|mdv"),
    1: ("Số lao động", r"laodong"),
    11: ("Số ngày chậm đóng", r"ngay.*cham"),
    18: ("Số ngày trốn đóng", r"ngay.*tron"),
}
WORDS |= {first + place: word for first in (6, 13, 20, 27, 33) for place, word in _FUND_WORDS.items()}
_STATE_WORDS = (
    r"danghoatdong",
    r"tamngung",
    r"tamdung",
    r"khongbicoi",
    r"^phasan",
    r"thutucphasan",
    r"thutucgiaithe",
    r"diachi",
    r"thuhoi",
    r"daidien",
    r"^giaithe",
)
WORDS |= {38 + place: (STATE_TITLES[place], word) for place, word in enumerate(_STATE_WORDS)}
TITLES = {number: title for number, (title, _) in WORDS.items()} | {
    "A": "STT",
    2: "Địa chỉ liên hệ",
    3: "Tổng cộng phải đóng",
    4: "Tổng số tiền chậm đóng, trốn đóng",
    5: "Tổng tiền chưa đến hạn",
    12: "Tổng tiền chậm đóng",
    19: "Tổng tiền trốn đóng",
    25: "Tổng tiền xử lý hành vi",
    26: "Tiền xử lý chậm đóng",
    32: "Tiền xử lý trốn đóng",
    49: "Ghi chú",
}


@dataclass
class Layout:
    """A sheet that carries the numbering row, and its rows from there on."""

    sheet: str
    visible: bool
    at: int
    columns: dict[int | str, int]
    heading: list[tuple[int, list]]
    rows: Iterator[tuple[int, list]] = field(repr=False)
    month: str | None = None
    offices: list[str] = field(default_factory=list)
    """The lines of the letterhead that name an office: its superior first, itself last."""
    ministry: bool = False

    @property
    def office(self) -> str | None:
        return self.offices[-1] if self.offices else None

    @property
    def form_in_name(self) -> str | None:
        match = re.search(r"b ?03 ?([abc])\b", fold(self.sheet))
        return f"b03{match[1]}" if match else None


def find_layout(name: str, visible: bool, rows: Iterable[tuple[int, list]]) -> Layout | None:
    """The layout of a sheet, or None where no row numbers the columns."""
    following = iter(rows)
    heading: list[tuple[int, list]] = []
    for number, row in following:
        columns = numbering(row)
        if columns:
            layout = Layout(name, visible, number, columns, heading, following)
            _read_letterhead(layout)
            return layout
        heading.append((number, row))
        if number >= LOOKED_AT:
            break
    return None


def numbering(row: list) -> dict[int | str, int] | None:
    """Label of a column -> its place, when the row numbers the columns."""
    found: dict[int | str, int] = {}
    last = 0
    for place, value in enumerate(row):
        label = _label(value)
        if label is None or label in found:
            continue
        if isinstance(label, int):
            if label < last:
                return None
            last = label
        found[label] = place
    return found if sum(isinstance(label, int) for label in found) >= 30 else None


def _label(value: object) -> int | str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) if 1 <= value <= 49 and value == int(value) else None
    if not isinstance(value, str):
        return None
    told = text.clean(value)
    if told.upper() in ("A", "B", "C"):
        return told.upper()
    match = _LABEL.fullmatch(told)
    return int(match[1]) if match and 1 <= int(match[1]) <= 49 else None


def _read_letterhead(layout: Layout) -> None:
    for _, row in layout.heading:
        line = " ".join(text.clean(value) for value in row if value != "" and value is not None)
        folded = fold(line)
        layout.month = layout.month or month_told(folded)
        layout.ministry = layout.ministry or folded.startswith("bo tai chinh")
        for value in row:
            name = office_named(value) if isinstance(value, str) else None
            if name:
                layout.offices.append(name)


def month_told(folded: str) -> str | None:
    """The month a heading line speaks of; the day somebody signed is not it.

    >>> month_told(fold("Tháng 10 năm 2026")), month_told(fold("Bắc Ninh, ngày 05 tháng 11 năm 2026"))
    ('2026-10', None)
    """
    match = None if _DATED.search(folded) else _MONTH.search(folded)
    return f"{match[2]}-{int(match[1]):02d}" if match and 1 <= int(match[1]) <= 12 else None


def office_named(value: str) -> str | None:
    """The office a letterhead line or sub-row names; None where it is only dots to fill in or not an office.

    >>> office_named("BHXH cơ sở Từ Sơn"), office_named("BẢO HIỂM XÃ HỘI ….."), office_named("BHXH cơ sở…")
    ('BHXH cơ sở Từ Sơn', None, None)
    """
    told = text.clean(value).strip(" .…:-")
    folded = fold(told)
    if not folded.startswith(("bhxh", "bao hiem xa hoi")) or folded in _UNNAMED or len(told) > 200:
        return None
    return told


_UNNAMED = frozenset(("bhxh", "bao hiem xa hoi", "bhxh co so", "bao hiem xa hoi co so", "bhxh tinh tp", "bhxh tinh"))


def check_headers(layout: Layout, problems: Problems) -> bool:
    """Whether every needed column is numbered and the words above the numbers agree with them."""
    missing = [label for label in NEEDED if label not in layout.columns]
    if missing:
        told = ", ".join(f"{label} ({TITLES[label]})" if label in TITLES else str(label) for label in missing)
        found = ", ".join(str(label) for label in layout.columns)
        problems.error("columns_missing", layout.at, None, missing=told, found=found)
        return False
    absent = [str(label) for label in (*STATE_COLUMNS, 2, 49) if label not in layout.columns]
    if absent:
        problems.warning("column_absent", layout.at, None, columns=", ".join(absent))
    words = {label: _words_above(layout, label) for label in WORDS if label in layout.columns}
    if not any(words.values()):
        problems.warning("header_words_missing", layout.at, None)
        return True
    disagreeing = [label for label, told in words.items() if not _agrees(layout, label, told, problems)]
    return not disagreeing


def _agrees(layout: Layout, label: int | str, told: str, problems: Problems) -> bool:
    expected, pattern = WORDS[label]
    if not told or re.search(pattern, fold(told).replace(" ", "")):
        return True
    problems.error(
        "header_mismatch", layout.at, layout.columns[label], number=label, found=told[:80], expected=expected
    )
    return False


def _words_above(layout: Layout, label: int | str) -> str:
    """The nearest words above a column's number: the leaf of its header."""
    place = layout.columns[label]
    for _, row in reversed(layout.heading):
        value = row[place] if place < len(row) else ""
        if isinstance(value, str) and any(letter.isalpha() for letter in value):
            return text.clean(value)
    return ""


def form_of(layout: Layout, signatures: str, sub_offices: bool) -> set[str]:
    """The signs of which form it is: the sheet's name, sub-rows per office, who signs, the letterhead."""
    signs = {layout.form_in_name} if layout.form_in_name else set()
    folded = fold(signatures)
    if sub_offices or re.search(r"giam doc (?:bhxh|bao hiem xa hoi) (?:tinh|tp|thanh pho)\b", folded):
        signs.add("b03b")
    if re.search(r"giam doc (?:bhxh|bao hiem xa hoi) co so\b", folded):
        signs.add("b03a")
    if "ban quan ly thu" in folded:
        signs.add("b03c")
    office = fold(layout.office or "")
    if not signs and re.search(r"\bco so\b", office):
        signs.add("b03a")
    if not signs and re.search(r"\b(?:tinh|thanh pho)\b", office):
        signs.add("b03b")
    return signs
