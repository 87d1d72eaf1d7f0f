"""The look at a file before any parser touches it: by content, not by name; by counting, not by believing.

`inspect` answers an Inspection or raises Refused. It runs inside the capped child, for a zip is hostile by itself."""

import codecs
import os
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import BinaryIO

from portal.core.workbooks import structure
from portal.core.workbooks.archive import Archive, Part
from portal.core.workbooks.limits import MEGABYTE, Limits
from portal.core.workbooks.refusals import Refused
from portal.core.workbooks.sheet_scan import SheetScan, SheetSeen, check_depth

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|script|style)\b", re.I | re.S)
_XML = re.compile(rb"\s*<\?xml", re.I)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ACTIVE = re.compile(r"activex|(?:^|/)embeddings/|oleobject|\.(?:exe|dll|js|vbs|hta|lnk|jar|ps1|bat|cmd)$", re.I)
_MACROS = re.compile(r"vba|macrosheets/|intlmacrosheets/|customui|userform", re.I)
_CONNECTIONS = re.compile(r"(?:^|/)(?:connections\d*\.(?:xml|bin)|querytables/|webextensions/|model/)", re.I)
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:([\w.-]+):)?([\w.-]+)[\s/>]", re.S)
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY|doctype)")
_STRUCTURE_BYTES = 32 * MEGABYTE
_LONGEST_LINE = MEGABYTE


@dataclass
class Inspection:
    """What a file is and holds, as far as it can be told without believing it."""

    kind: str
    size: int
    sheets: list[SheetSeen] = field(default_factory=list)
    external_links: list[str] = field(default_factory=list)
    date1904: bool = False
    delimiter: str = ""
    lines: int = 0

    def sheet(self, name: str) -> SheetSeen | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def summary(self) -> dict:
        """As JSON, for the batch's page: hidden sheets, links that are not followed, formulas."""
        return {
            "kind": self.kind,
            "size": self.size,
            "date1904": self.date1904,
            "external_links": self.external_links[:50],
            "sheets": [sheet.summary() for sheet in self.sheets[:100]],
        }


def inspect(path: str | os.PathLike, limits: Limits | None = None, name: str = "") -> Inspection:
    """Look at the file at `path`; `name` is what its sender called it (files lie under random names here)."""
    limits = limits or Limits()
    size = os.stat(path).st_size
    if size == 0:
        raise Refused("empty")
    if size > limits.file_bytes:
        raise Refused("too_large", size=-(-size // MEGABYTE), limit=limits.file_bytes // MEGABYTE)
    suffix = PurePath(name or str(path)).suffix.lower()
    with open(path, "rb") as file:
        kind = _kind(file.read(4096), file)
        _check_suffix(suffix, kind, required=bool(name))
        return _workbook(file, size, limits) if kind == "xlsx" else _text_file(file, size, limits)


def _kind(head: bytes, file: BinaryIO) -> str:
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(_OLE):
        _refuse_ole(file)
    if head.startswith(b"PK"):
        raise Refused("truncated")
    for magic, kind in _OTHER_KINDS:
        if head.startswith(magic):
            raise Refused("other_kind", kind=kind)
    if head.startswith(_UTF_16):
        raise Refused("csv_utf16")
    _refuse_markup(head)
    return "csv"


def _refuse_markup(head: bytes) -> None:
    start = head.removeprefix(codecs.BOM_UTF8)
    if _HTML.match(start) or (_XML.match(start) and b"<html" in head.lower()):
        raise Refused("html")
    if _XML.match(start):
        raise Refused("other_kind", kind="XML")


def _refuse_ole(file: BinaryIO) -> None:
    """An OLE container: an encrypted .xlsx names its package in it, anything else is Excel of before 2007."""
    file.seek(0)
    content = file.read(64 * MEGABYTE)
    raise Refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "old_xls")


def _check_suffix(suffix: str, kind: str, *, required: bool) -> None:
    if suffix == ".xlsb":
        raise Refused("binary_xlsb")
    if suffix == ".xls":
        raise Refused("old_xls" if kind != "xlsx" else "renamed", suffix=suffix, kind=".xlsx")
    if suffix == ".xlsm":
        raise Refused("macros", part=suffix)
    if suffix in (".xlsx", ".csv"):
        if suffix != f".{kind}":
            raise Refused("renamed", suffix=suffix, kind=f".{kind}" if kind == "xlsx" else "văn bản")
    elif required:
        raise Refused("suffix", suffix=suffix or "(không có)")


# workbooks ----------------------------------------------------------------------------------------------------------


def _workbook(file: BinaryIO, size: int, limits: Limits) -> Inspection:
    archive = Archive(file, size, limits)
    for part in archive.parts:
        _check_part_name(part.name)
    parts = {part.name.casefold(): part for part in archive.parts}
    _check_kind_of_package(archive, parts)
    structural: dict[str, bytes] = {}
    scans: dict[str, SheetSeen] = {}
    spent = 0
    for part in archive.parts:
        seen = _look_at(archive, part, structural, limits, limits.cells - spent)
        if seen is not None:
            scans[part.name.casefold()] = seen
            spent += seen.cells
    book = structure.read(structural)
    sheets = structure.placed(book, scans)
    for sheet in sheets:
        _check_sheet(sheet, limits)
    return Inspection("xlsx", size, sheets, book.external_links, book.date1904)


def _check_part_name(name: str) -> None:
    for pattern, code in ((_MACROS, "macros"), (_ACTIVE, "active_content"), (_CONNECTIONS, "connection")):
        if pattern.search(name):
            raise Refused(code, part=name[:80])


def _check_kind_of_package(archive: Archive, parts: dict[str, Part]) -> None:
    """The package must be a plain .xlsx, said by its parts and by its content types alike."""
    if "xl/workbook.bin" in parts:
        raise Refused("binary_xlsb")
    if "xl/workbook.xml" not in parts or "[content_types].xml" not in parts:
        raise Refused("not_workbook")
    types = _whole(archive, parts["[content_types].xml"])
    _check_head(types[:4096], "[Content_Types].xml")
    structure.check_content_types(types)


def _whole(archive: Archive, part: Part) -> bytes:
    if part.unpacked > _STRUCTURE_BYTES:
        raise Refused("unpacked_too_large", limit=_STRUCTURE_BYTES // MEGABYTE)
    return b"".join(archive.blocks(part))


def _look_at(
    archive: Archive, part: Part, structural: dict[str, bytes], limits: Limits, cells_left: int
) -> SheetSeen | None:
    name = part.name.casefold()
    if structure.is_structural(name):
        content = _whole(archive, part)
        _check_head(content[:MEGABYTE], part.name)
        _check_text(content, part.name)
        structural[name] = content
        return None
    if not name.endswith((".xml", ".vml", ".rels")):
        for _block in archive.blocks(part):  # pictures, printer settings: only the archive's word is checked
            pass
        return None
    return _look_at_xml(archive, part, limits, cells_left)


def _look_at_xml(archive: Archive, part: Part, limits: Limits, cells_left: int) -> SheetSeen | None:
    scan: SheetScan | None = None
    first = True
    for block in archive.blocks(part):
        if first and block:
            first = False
            prefix, root = _check_head(block, part.name)
            if root == b"macrosheet":
                raise Refused("macros", part=part.name)
            if root == b"worksheet":
                scan = SheetScan(part.name, part.unpacked, prefix, limits)
        if scan is None:
            _check_text(block, part.name)
            continue
        scan.feed(block)
        if scan.seen.cells > cells_left:
            raise Refused("too_many_cells", limit=_grouped(limits.cells))
    return scan.done() if scan else None


def _check_head(head: bytes, name: str) -> tuple[bytes, bytes]:
    """Prefix ("x:") and name of the root element; UTF-8 and no document type."""
    declared = _DECLARED.search(head)
    if head.startswith(_UTF_16) or b"\0" in head[:4] or (declared and not _is_utf_8(declared[1])):
        raise Refused("encoding", part=name)
    if _DOCTYPE.search(head):
        raise Refused("doctype", part=name)
    found = _HEAD.match(head)
    if not found:
        raise Refused("damaged_part", part=name)
    return (found[1] + b":" if found[1] else b""), found[2]


def _is_utf_8(declared: bytes) -> bool:
    return declared.lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii")


def _check_text(block: bytes, name: str) -> None:
    if _DOCTYPE.search(block):
        raise Refused("doctype", part=name)
    check_depth(block, name)


def _check_sheet(sheet: SheetSeen, limits: Limits) -> None:
    if sheet.far:
        raise Refused("far_cell", sheet=sheet.name, cell=sheet.far, rows=_grouped(limits.rows), columns=limits.columns)
    rows, columns = sheet.last_row, sheet.last_column + 1
    if rows * columns > limits.cells:
        raise Refused("sparse", sheet=sheet.name, rows=_grouped(rows), columns=columns)
    if len(sheet.formulas) > limits.formulas:
        raise Refused("too_many_formulas", sheet=sheet.name)
    if sheet.unplaced_formulas > 0:
        raise Refused("formula_unplaced", sheet=sheet.name)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


# text files ---------------------------------------------------------------------------------------------------------


def _text_file(file: BinaryIO, size: int, limits: Limits) -> Inspection:
    """UTF-8 throughout, no NUL, no endless line; the delimiter is what the first lines use most."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    lines, open_line = 0, 0
    first = ""
    while block := file.read(MEGABYTE):
        _check_nul(block, lines)
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            raise Refused("csv_encoding", row=lines + block[: error.start].count(b"\n") + 1) from None
        first = first or text[:8192]
        lines += block.count(b"\n")
        open_line = len(block) - block.rfind(b"\n") if b"\n" in block else open_line + len(block)
        if open_line > _LONGEST_LINE + 1 and b"\r" not in block:
            raise Refused("csv_line", row=lines + 1)
        if lines > limits.rows:
            raise Refused("csv_rows", limit=_grouped(limits.rows))
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Refused("csv_encoding", row=lines + 1) from None
    return Inspection("csv", size, delimiter=_delimiter(first), lines=lines + 1)


def _check_nul(block: bytes, lines: int) -> None:
    place = block.find(b"\0")
    if place < 0:
        return
    if block.count(b"\0") * 4 > len(block):
        raise Refused("csv_utf16")
    raise Refused("csv_nul", row=lines + block[:place].count(b"\n") + 1)


def _delimiter(first: str) -> str:
    """The separator that splits the first lines into most columns: ; , or a tab. "sep=;" says it outright."""
    lines = first.splitlines()[:20]
    if lines and re.fullmatch(r"sep=[;,\t]", lines[0]):
        return lines[0][4]
    unquoted = [re.sub(r'"[^"]*"', "", line) for line in lines]
    return max(";,\t", key=lambda mark: max((line.count(mark) for line in unquoted), default=0))
