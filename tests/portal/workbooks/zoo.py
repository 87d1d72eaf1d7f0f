"""Builds small workbooks by hand, so that each can be wrong in exactly one way."""

import io
import struct
import zipfile
import zlib
from functools import lru_cache

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

TYPES = (
    f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEETML}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEETML}.worksheet+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'{XML}<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def book_xml(inside: str = "", sheets: str = '<sheet name="Tháng 10" sheetId="1" r:id="rId1"/>') -> str:
    return f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{inside}<sheets>{sheets}</sheets></workbook>'


def book_relations(more: str = "") -> str:
    return (
        f'{XML}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{more}</Relationships>'
    )


def sheet_xml(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', before: str = "", after: str = "") -> str:
    return f'{XML}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def relation(kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="rId9" Type="{kind}" Target="{target}" {more}/>'


def parts(**changed: str | bytes | None) -> dict[str, str | bytes]:
    """The parts of a good workbook; `sheet`, `book`, `book_rels`, `types`, `rels` replace one, None leaves it out."""
    known = {
        "types": ("[Content_Types].xml", TYPES),
        "rels": ("_rels/.rels", PACKAGE_RELATIONS),
        "book": ("xl/workbook.xml", book_xml()),
        "book_rels": ("xl/_rels/workbook.xml.rels", book_relations()),
        "sheet": ("xl/worksheets/sheet1.xml", sheet_xml()),
    }
    chosen = {name: changed.get(key, content) for key, (name, content) in known.items()}
    return {name: content for name, content in chosen.items() if content is not None}


def packed(content: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.comment = comment
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


def workbook(extra: dict[str, str | bytes] | None = None, **changed) -> bytes:
    return packed(parts(**changed) | (extra or {}))


def raw_zip(entries: list[tuple[str, bytes, dict]]) -> bytes:
    """A zip written byte by byte: each entry may lie about its size, crc, method, flags, offset or local name."""
    body, directory = b"", b""
    for name, data, lies in entries:
        squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed_data = lies.get("packed", squeezer.compress(data) + squeezer.flush())
        crc, size = lies.get("crc", zlib.crc32(data)), lies.get("size", len(data))
        method, flags = lies.get("method", 8), lies.get("flags", 0)
        offset = lies.get("offset", len(body))
        written, local = name.encode(), lies.get("local", name).encode()
        sizes = struct.pack("<LLL", crc, len(packed_data), size)
        body += b"PK\3\4" + struct.pack("<HHHHH", 20, flags, method, 0, 33) + sizes
        body += struct.pack("<HH", len(local), 0) + local + packed_data
        directory += b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, flags, method, 0, 33) + sizes
        directory += struct.pack("<HHHHHLL", len(written), 0, 0, 0, 0, 0, offset) + written
    count = len(entries)
    return body + directory + b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(body), 0)


def lying(part: str = "xl/worksheets/sheet1.xml", **lies) -> bytes:
    """A good workbook whose directory lies about one part."""
    entries = [
        (name, data.encode() if isinstance(data, str) else data, lies if name == part else {})
        for name, data in parts().items()
    ]
    return raw_zip(entries)


@lru_cache
def zeros(megabytes: int) -> bytes:
    """Deflated zeros: a thousand to one."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(squeezer.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + squeezer.flush()


def rows_xml(rows: int, columns: int, value: str = "<v>123456789</v>") -> str:
    """Plain rows of numbers."""
    letters = [chr(65 + place) for place in range(columns)]
    return "".join(
        f'<row r="{row}">' + "".join(f'<c r="{letter}{row}">{value}</c>' for letter in letters) + "</row>"
        for row in range(1, rows + 1)
    )
