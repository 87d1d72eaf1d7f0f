"""What a workbook says of itself in its small parts: sheets and their names, links outward, content types, relations.

Parsed with expat, in full, because these parts are small; anything that would run or fetch something is refused."""

import re
from dataclasses import dataclass, field
from posixpath import basename, dirname, join, normpath
from xml.parsers import expat

from portal.core.workbooks.refusals import Refused
from portal.core.workbooks.sheet_scan import SheetSeen

_BOOK, _BOOK_RELATIONS, _TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[content_types].xml"
_LINK = re.compile(r"xl/externallinks/[^/]+\.xml")
_DEEPEST = 100
_REFUSED_RELATIONS = {
    "vbaproject": "macros",
    "wordvbadata": "macros",
    "xlmacrosheet": "macros",
    "xlintlmacrosheet": "macros",
    "ui/extensibility": "macros",
    "control": "active_content",
    "activexcontrolbinary": "active_content",
    "oleobject": "active_content",
    "package": "active_content",
    "attachedtemplate": "live_link",
    "connections": "connection",
    "querytable": "connection",
}
_REFUSED_TYPES = (
    (b"macroEnabled", "macros"),
    (b"vbaProject", "macros"),
    (b"ms-office.activeX", "active_content"),
    (b"oleObject", "active_content"),
    (b"spreadsheetml.connections", "connection"),
    (b"spreadsheetml.queryTable", "connection"),
)
_DDE_NAME = re.compile(r"[A-Za-z0-9_]\|'")


@dataclass
class Book:
    """The workbook part and what hangs on it."""

    sheets: list[tuple[str, str, str]] = field(default_factory=list)  # name, visibility, relation
    relations: dict[str, str] = field(default_factory=dict)
    external_links: list[str] = field(default_factory=list)
    date1904: bool = False


def is_structural(name: str) -> bool:
    """Parts that are read whole; `name` in lower case."""
    return name in (_BOOK, _TYPES) or name.endswith(".rels") or bool(_LINK.fullmatch(name))


def check_content_types(content: bytes) -> None:
    if b"sheet.binary" in content:
        raise Refused("binary_xlsb")
    for mark, code in _REFUSED_TYPES:
        if mark in content:
            raise Refused(code, part="[Content_Types].xml")
    if b"spreadsheetml.sheet.main+xml" not in content:
        raise Refused("not_workbook")


def read(parts: dict[str, bytes]) -> Book:
    book = Book()
    _parse(parts[_BOOK], _BOOK, _book_reader(book))
    for name, content in parts.items():
        if name.endswith(".rels"):
            _parse(content, name, _relation_reader(book, name))
        elif _LINK.fullmatch(name) and (b"ddeLink" in content or b"oleLink" in content):
            raise Refused("live_link", part=name)
    if not book.sheets:
        raise Refused("no_sheets")
    return book


def placed(book: Book, scans: dict[str, SheetSeen]) -> list[SheetSeen]:
    """The scanned sheets under the names the workbook gives them; a sheet nobody names is not read and not kept."""
    sheets = []
    for name, visibility, relation in book.sheets:
        seen = scans.get(book.relations.get(relation, ""))
        if seen is not None:
            seen.name, seen.visibility = name, visibility
            sheets.append(seen)
    if not sheets:
        raise Refused("no_sheets")
    return sheets


def _book_reader(book: Book):
    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            book.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), relation))
        elif tag == "workbookPr":
            book.date1904 = attributes.get("date1904", "0").lower() in ("1", "true")

    return start


def _relation_reader(book: Book, name: str):
    folder = dirname(dirname(name))
    inside_book = name == _BOOK_RELATIONS
    of_link = "/externallinks/_rels/" in name

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship":
            return
        kind, target = attributes.get("Type", "").lower(), attributes.get("Target", "")
        for ending, code in _REFUSED_RELATIONS.items():
            if kind.endswith(f"/{ending}"):
                raise Refused(code, part=basename(name))
        if of_link and attributes.get("TargetMode") == "External":
            book.external_links.append(target[:200])
        elif inside_book:
            path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            book.relations[attributes.get("Id", "")] = path.casefold()

    return start


def _parse(content: bytes, name: str, start) -> None:
    """Run expat over one part with namespaces' prefixes cut off, refusing nesting and document types."""
    parser = expat.ParserCreate()
    depth = 0
    heard: list[str] = []

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise Refused("too_deep", part=name)
        tag = tag.rpartition(":")[2]
        heard[:] = [tag]
        start(tag, attributes)

    def closed(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def said(words: str) -> None:
        if heard == ["definedName"] and _DDE_NAME.search(words):
            raise Refused("live_link", part=name)

    def doctype(*_anything) -> None:
        raise Refused("doctype", part=name)

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = said, doctype
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Refused("damaged_part", part=name) from None
