"""Long lists going out as XLSX, at the speed of the compression. Text stays text: no formula, no link, nothing to run.

Cells are made a column at a time over a thousand rows, so that the work per cell is a few C calls. The same rows give
the same bytes. For forms with styles and merged cells use openpyxl; this is for lists."""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from typing import BinaryIO

from portal.core.workbooks import package
from portal.core.workbooks.text import column_letter

KINDS = ("text", "code", "money", "int", "decimal", "month", "date", "datetime", "badge", "link", "bool")
SIMULATED = "Dữ liệu mô phỏng"
LAST_ROW = 1_048_576
_CHUNK = 1000
_LONGEST = 32_767
_EXACT = 10**15  # Excel keeps fifteen digits
_VIETNAM = timezone(timedelta(hours=7))
_DAY_0 = date(1899, 12, 30).toordinal()
_ILLEGAL = re.compile("[\x01-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Target = str | BinaryIO


def write_rows(
    target: Target,
    sheet_name: str,
    header: Sequence[str],
    rows: Iterable[Sequence],
    kinds: Sequence[str],
    notes: Sequence[tuple[str, str]] = (),
    *,
    top: Sequence[str] = (),
    totals: Sequence | None = None,
    simulated: bool = False,
    widths: Sequence[int | None] | None = None,
) -> int:
    """Write one list to a path or a binary file; answers how many rows were written.

    `kinds`: one of KINDS per column; money, int, decimal, date and datetime become numbers and dates, the rest text.
    `notes`: (label, value) pairs for a second sheet (source, month, computed at, version). `top`: lines above it."""
    top = [*([SIMULATED] if simulated else ()), *map(str, top)]
    notes = [*([(SIMULATED, "")] if simulated else ()), *notes]
    makers = [_MAKERS.get(kind, _text_cells) for kind in kinds]
    supply = iter(rows)
    first = list(islice(supply, _CHUNK))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with _part(archive, "xl/worksheets/sheet1.xml") as part:
            part.write(package.sheet_head(_widths(header, kinds, first, widths), len(top) + 1, simulated).encode())
            part.write(_lines(top, header).encode())
            number = len(top) + 1
            for chunk in _chunks(first, supply):
                part.write(_rows_xml(chunk, makers, number + 1).encode())
                number += len(chunk)
            written = number - len(top) - 1
            if number + 1 > LAST_ROW:
                raise ValueError("more rows than a sheet holds")
            if totals is not None:
                part.write(_rows_xml([totals], makers, number + 1, bold=True).encode())
            part.write(package.sheet_tail(len(header), len(top) + 1, number, simulated).encode())
        sheets = [sheet_name] + (["Nguồn số liệu"] if notes else [])
        if notes:
            with _part(archive, "xl/worksheets/sheet2.xml") as part:
                part.write(_notes_sheet(notes).encode())
        for name, content in package.parts([_sheet_name(name) for name in sheets], len(top) + 1):
            with _part(archive, name) as part:
                part.write(content.encode())
    return written


@contextmanager
def _part(archive: zipfile.ZipFile, name: str) -> Iterator:
    info = zipfile.ZipInfo(name)  # dated 1980: the same rows, the same bytes
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = 1  # type: ignore[attr-defined]  # ZipInfo has no public way before Python 3.13
    with archive.open(info, "w") as part:
        yield part


def _chunks(first: list, supply: Iterator) -> Iterator[list]:
    while first:
        yield first
        first = list(islice(supply, _CHUNK))


def _rows_xml(rows: list[Sequence], makers: list[Callable], number: int, *, bold: bool = False) -> str:
    numbers = [str(row) for row in range(number, number + len(rows))]
    columns = [
        make(values, column_letter(place), numbers, bold)
        for place, (make, values) in enumerate(zip(makers, zip(*rows, strict=True), strict=True))
    ]
    heads = [f'<row r="{row}">' for row in numbers]
    return "</row>".join(["".join(cells) for cells in zip(heads, *columns, strict=True)]) + "</row>"


def _number_cells(style: int) -> Callable:
    def make(values: Sequence, letter: str, numbers: list[str], bold: bool) -> list[str]:
        look = style + package.BOLD if bold else style
        if any(value is not None and not -_EXACT < value < _EXACT for value in values):
            return _text_cells([None if value is None else str(value) for value in values], letter, numbers, bold)
        return [
            f'<c r="{letter}{row}" s="{look}"><v>{value}</v></c>' if value is not None else ""
            for row, value in zip(numbers, values, strict=True)
        ]

    return make


def _date_cells(values: Sequence, letter: str, numbers: list[str], bold: bool) -> list[str]:
    days = [value and value.toordinal() - _DAY_0 for value in values]
    return _number_cells(package.DATE)(days, letter, numbers, bold)


def _moment_cells(values: Sequence, letter: str, numbers: list[str], bold: bool) -> list[str]:
    return _number_cells(package.MOMENT)([value and _moment(value) for value in values], letter, numbers, bold)


def _moment(value: datetime) -> float:
    local = value.astimezone(_VIETNAM) if value.tzinfo else value
    return local.toordinal() - _DAY_0 + round((local.hour * 3600 + local.minute * 60 + local.second) / 86400, 9)


def _text_cells(values: Sequence, letter: str, numbers: list[str], bold: bool) -> list[str]:
    texts = escaped(values)
    look = package.TEXT + package.BOLD if bold else package.TEXT
    head, tail = f'" s="{look}" t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    return [f'<c r="{letter}{row}{head}{text}{tail}' if text else "" for row, text in zip(numbers, texts, strict=True)]


def escaped(values: Sequence) -> list[str]:
    """Texts as XML holds them, a column at once; characters that XML forbids are dropped, None is empty."""
    if not values:
        return []
    texts = ["" if value is None else value if type(value) is str else str(value) for value in values]
    if max(map(len, texts), default=0) > _LONGEST:
        texts = [text[:_LONGEST] for text in texts]
    joined = "\0".join(texts)
    if joined.count("\0") != len(texts) - 1:
        joined = "\0".join([text.replace("\0", "") for text in texts])
    if "&" in joined or "<" in joined or ">" in joined:
        joined = joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in joined:
        joined = _LOOKS_ESCAPED.sub("_x005F_", joined)
    if _ILLEGAL.search(joined):
        joined = _ILLEGAL.sub("", joined)
    return joined.split("\0")


_MAKERS: dict[str, Callable] = {
    "money": _number_cells(package.WHOLE),
    "int": _number_cells(package.WHOLE),
    "decimal": _number_cells(package.FRACTION),
    "date": _date_cells,
    "datetime": _moment_cells,
}


def _lines(top: Sequence[str], header: Sequence[str]) -> str:
    lines = [
        f'<row r="{row}">{_styled(f"A{row}", text, package.TOP)}</row>' for row, text in enumerate(escaped(top), 1)
    ]
    row = len(top) + 1
    cells = [
        _styled(f"{column_letter(place)}{row}", text, package.HEADER)
        for place, text in enumerate(escaped([str(title) for title in header]))
    ]
    return "".join(lines) + f'<row r="{row}">' + "".join(cells) + "</row>"


def _styled(address: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _notes_sheet(notes: Sequence[tuple[str, str]]) -> str:
    rows = []
    for row, (label, value) in enumerate(notes, 1):
        name, said = escaped([str(label), str(value)])
        cells = _styled(f"A{row}", name, package.TOP) + _styled(f"B{row}", said, package.TEXT)
        rows.append(f'<row r="{row}">{cells}</row>')
    return package.sheet_head([28, 90], 0, False) + "".join(rows) + package.sheet_tail(0, 0, 0, False)


_DEFAULT_WIDTHS = {"money": 18, "int": 11, "decimal": 11, "date": 12, "datetime": 17, "month": 10, "bool": 9}


def _widths(header: Sequence[str], kinds: Sequence[str], first: list[Sequence], asked) -> list[int]:
    """Wide enough for the first rows, at most 60; the header wraps."""
    widths = []
    for place, (title, kind) in enumerate(zip(header, kinds, strict=True)):
        if asked and asked[place]:
            widths.append(asked[place])
            continue
        longest = max((len(str(row[place])) for row in first[:300] if row[place] is not None), default=0)
        known = _DEFAULT_WIDTHS.get(kind, 0) or longest + 2
        widths.append(min(60, max(known, 9, min(len(str(title)) + 2, 24))))
    return widths


def _sheet_name(name: str) -> str:
    return escaped([re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "Danh sách"])[0].replace('"', "&quot;")
