"""Hostile, broken, mistaken files: each is refused in a sentence that says what to do, quickly, in little memory."""

import os
import resource
import zipfile

import pytest

from portal.core.workbooks import child
from portal.core.workbooks.limits import Caps
from portal.core.workbooks.refusals import SENTENCES, Refused
from tests.portal.workbooks import zoo
from tests.portal.workbooks.zoo import OFFICE, book_relations, book_xml, lying, relation, sheet_xml, workbook

GOOD = workbook()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
CORNER = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{column}{row}"><v>2</v></c></row>'
LINK = f'<externalLink xmlns="{zoo.MAIN}"><{{kind}} ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
BILLION = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def with_type(content_type: str) -> str:
    return zoo.TYPES.replace("</Types>", f'<Override PartName="/xl/x.bin" ContentType="{content_type}"/></Types>')


def ods() -> bytes:
    return zoo.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"})


def overlapping() -> bytes:
    content = [(name, str(data).encode(), {}) for name, data in zoo.parts().items()]
    sheet = content[-1]
    return zoo.raw_zip([*content, ("xl/worksheets/sheet2.xml", sheet[1], {"offset": 0})])


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    # what kind of file
    "an empty file": ("C12.xlsx", b"", "empty"),
    "a few bytes": ("C12.xlsx", b"PK", "truncated"),
    "an old .xls": ("C12.xls", OLE, "old_xls"),
    "an old .xls renamed .xlsx": ("C12.xlsx", OLE, "old_xls"),
    "a workbook renamed .xls": ("C12.xls", GOOD, "renamed"),
    "an encrypted workbook": ("C12.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(99), "encrypted"),
    "a macro workbook by name": ("C12.xlsm", GOOD, "macros"),
    "a binary workbook by name": ("C12.xlsb", GOOD, "binary_xlsb"),
    "a binary workbook renamed": (
        "C12.xlsx",
        zoo.packed({"[Content_Types].xml": zoo.TYPES, "xl/workbook.bin": b"\x83\x01"}),
        "binary_xlsb",
    ),
    "a web page renamed .xlsx": ("C12.xlsx", b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table>", "html"),
    "a web page renamed .csv": ("C12.csv", b"<!DOCTYPE html><p>", "html"),
    "Excel 2003 XML": ("C12.xlsx", b'<?xml version="1.0"?><Workbook/>', "other_kind"),
    "a PDF renamed .xlsx": ("C12.xlsx", b"%PDF-1.7 ...", "other_kind"),
    "a program renamed .csv": ("C12.csv", b"MZ\x90\x00" + bytes(200), "other_kind"),
    "a CSV renamed .xlsx": ("C12.xlsx", b"a;b\n1;2\n", "renamed"),
    "a workbook renamed .csv": ("C12.csv", GOOD, "renamed"),
    "a file of another name": ("C12.docx", GOOD, "suffix"),
    "an OpenDocument sheet renamed": ("C12.xlsx", ods(), "not_workbook"),
    "any zip renamed": ("C12.xlsx", zoo.packed({"a.txt": "a"}), "not_workbook"),
    "a Word document renamed": (
        "C12.xlsx",
        workbook(types=zoo.TYPES.replace("spreadsheetml.sheet.main", "wordprocessingml.document.main")),
        "not_workbook",
    ),
    # how it is packed
    "cut in half": ("C12.xlsx", GOOD[: len(GOOD) // 2], "truncated"),
    "cut by one byte": ("C12.xlsx", GOOD[:-1], "truncated"),
    "without its directory": ("C12.xlsx", GOOD[: GOOD.index(b"PK\1\2")], "truncated"),
    "with something in front": ("C12.xlsx", b"PK\3\4" + bytes(26) + GOOD, "truncated"),
    "with something behind": ("C12.xlsx", GOOD + b"x" * 30, "truncated"),
    "two archives in one": ("C12.xlsx", GOOD + GOOD, "truncated"),
    "a thousand parts": ("C12.xlsx", workbook({f"xl/media/{n}.png": b"" for n in range(1000)}), "too_many_parts"),
    "a bomb of zeros": (
        "C12.xlsx",
        lying(packed=zoo.zeros(300), size=300 * 1024 * 1024, crc=0),
        "bomb",
    ),
    "a bomb that says it is small": ("C12.xlsx", lying(packed=zoo.zeros(300), size=1000, crc=0), "size_lies"),
    "many bombs": (
        "C12.xlsx",
        zoo.raw_zip([(f"xl/{n}.xml", b"", {"packed": zoo.zeros(1), "size": 2**28, "crc": 0}) for n in range(5)]),
        "unpacked_too_large",
    ),
    "a part larger than it says": ("C12.xlsx", lying(size=20), "size_lies"),
    "a part smaller than it says": ("C12.xlsx", lying(size=100_000), "size_lies"),
    "a wrong checksum": ("C12.xlsx", lying(crc=12345), "damaged_part"),
    "garbage instead of deflate": ("C12.xlsx", lying(packed=b"\xff" * 50), "damaged_part"),
    "a stream cut short": ("C12.xlsx", lying(packed=b"\x78"), "damaged_part"),
    "an unknown compression": ("C12.xlsx", lying(method=14), "packing"),
    "an encrypted part": ("C12.xlsx", lying(flags=1), "encrypted"),
    "two names for one part": ("C12.xlsx", lying(local="xl/worksheets/sheet2.xml"), "damaged_part"),
    "parts that overlap": ("C12.xlsx", overlapping(), "damaged_part"),
    "a part twice": (
        "C12.xlsx",
        zoo.raw_zip([(n, str(d).encode(), {}) for n, d in zoo.parts().items()] + [("xl/workbook.xml", b"<a/>", {})]),
        "duplicate_part",
    ),
    "a part twice in other letters": ("C12.xlsx", workbook({"XL/Workbook.xml": "<a/>"}), "duplicate_part"),
    "a path upwards": ("C12.xlsx", workbook({"../../etc/cron.d/x": "x"}), "part_name"),
    "an absolute path": ("C12.xlsx", workbook({"/etc/passwd": "x"}), "part_name"),
    "a Windows path": ("C12.xlsx", workbook({"C:\\x.xml": "x"}), "part_name"),
    # what runs or fetches
    "macros": ("C12.xlsx", workbook({"xl/vbaProject.bin": b"x"}), "macros"),
    "macros by content type": (
        "C12.xlsx",
        workbook(types=with_type("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        "macros",
    ),
    "Excel 4 macros": ("C12.xlsx", workbook({"xl/macrosheets/sheet1.xml": "<a/>"}), "macros"),
    "an Excel 4 macro sheet under another name": (
        "C12.xlsx",
        workbook({"xl/worksheets/s2.xml": '<xm:macrosheet xmlns:xm="x"/>'}),
        "macros",
    ),
    "ActiveX": ("C12.xlsx", workbook({"xl/activeX/activeX1.xml": "<a/>"}), "active_content"),
    "an embedded object": ("C12.xlsx", workbook({"xl/embeddings/oleObject1.bin": OLE}), "active_content"),
    "an object by relation": (
        "C12.xlsx",
        workbook({"xl/worksheets/_rels/sheet1.xml.rels": book_relations(relation(f"{OFFICE}/oleObject", "../x.bin"))}),
        "active_content",
    ),
    "a DDE link": (
        "C12.xlsx",
        workbook({"xl/externalLinks/externalLink1.xml": LINK.format(kind="ddeLink")}),
        "live_link",
    ),
    "an OLE link": (
        "C12.xlsx",
        workbook({"xl/externalLinks/externalLink1.xml": LINK.format(kind="oleLink")}),
        "live_link",
    ),
    "a DDE call in a formula": (
        "C12.xlsx",
        workbook(sheet=sheet_xml('<row r="1"><c r="A1"><f>cmd|\'/C calc\'!A0</f><v>1</v></c></row>')),
        "live_link",
    ),
    "a DDE call in a name": (
        "C12.xlsx",
        workbook(book=book_xml("<definedNames><definedName name=\"a\">cmd|'/C calc'!A0</definedName></definedNames>")),
        "live_link",
    ),
    "a data connection": ("C12.xlsx", workbook({"xl/connections.xml": "<connections/>"}), "connection"),
    "a query table": ("C12.xlsx", workbook({"xl/queryTables/queryTable1.xml": "<queryTable/>"}), "connection"),
    "a query by relation": (
        "C12.xlsx",
        workbook(book_rels=book_relations(relation(f"{OFFICE}/connections", "c.xml"))),
        "connection",
    ),
    # what is written in it
    "entities in a sheet": ("C12.xlsx", workbook(sheet=BILLION + sheet_xml()), "doctype"),
    "entities in the workbook": ("C12.xlsx", workbook(book=BILLION + book_xml()), "doctype"),
    "entities in the strings": (
        "C12.xlsx",
        workbook({"xl/sharedStrings.xml": BILLION + f'<sst xmlns="{zoo.MAIN}"/>'}),
        "doctype",
    ),
    "entities in the content types": ("C12.xlsx", workbook(types=BILLION + zoo.TYPES), "doctype"),
    "a sheet in UTF-16": ("C12.xlsx", workbook(sheet=sheet_xml().encode("utf-16")), "encoding"),
    "a sheet in UTF-7": (
        "C12.xlsx",
        workbook(sheet=sheet_xml().replace('encoding="UTF-8"', 'encoding="UTF-7"')),
        "encoding",
    ),
    "a workbook part that is no XML": ("C12.xlsx", workbook(book="not xml"), "damaged_part"),
    "a workbook part cut off": ("C12.xlsx", workbook(book=book_xml()[:-20]), "damaged_part"),
    "no sheets": ("C12.xlsx", workbook(book=book_xml(sheets="")), "no_sheets"),
    "a sheet that is not there": ("C12.xlsx", workbook(sheet=None), "no_sheets"),
    "a deeply nested workbook part": ("C12.xlsx", workbook(book=book_xml("<a>" * 500 + "</a>" * 500)), "too_deep"),
    "a deeply nested sheet": (
        "C12.xlsx",
        workbook(sheet=sheet_xml(ONE_CELL, after="".join(f"<a{number * 7919}>" for number in range(100_000)))),
        "too_deep",
    ),
    "a wall of one letter": (
        "C12.xlsx",
        workbook(sheet=sheet_xml(f"<row><c><v>{'ă' * 3_000_000}</v></c></row>")),
        "bomb",
    ),
    "a wall of text": (
        "C12.xlsx",
        workbook(sheet=sheet_xml(f"<row><c><v>{''.join(map(str, range(600_000)))}</v></c></row>")),
        "cell_too_long",
    ),
    "a cell in the farthest corner": (
        "C12.xlsx",
        workbook(sheet=sheet_xml(CORNER.format(column="XFD", row=1048576))),
        "far_cell",
    ),
    "a cell far down": ("C12.xlsx", workbook(sheet=sheet_xml(CORNER.format(column="B", row=900000))), "far_cell"),
    "a cell far right": ("C12.xlsx", workbook(sheet=sheet_xml(CORNER.format(column="ZZ", row=2))), "far_cell"),
    "a corner written in single quotes": (
        "C12.xlsx",
        workbook(sheet=sheet_xml(CORNER.format(column="XFD", row=1048576).replace('"', "'"))),
        "far_cell",
    ),
    "a corner under a prefix": (
        "C12.xlsx",
        workbook(
            sheet=f'<x:worksheet xmlns:x="{zoo.MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
            '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        ),
        "far_cell",
    ),
    "a wide and long sheet of two cells": (
        "C12.xlsx",
        workbook(sheet=sheet_xml(CORNER.format(column="OA", row=390000))),
        "sparse",
    ),
    "a formula nobody can place": (
        "C12.xlsx",
        workbook(sheet=sheet_xml('<row r="1"><c><f>1+1</f><v>999</v></c></row>')),
        "formula_unplaced",
    ),
    # text files
    "a CSV in UTF-16": ("C12.csv", "mã;tên\n1;2\n".encode("utf-16"), "csv_utf16"),
    "a CSV in UTF-16 without mark": ("C12.csv", "ma;ten\n1;2\n".encode("utf-16-le"), "csv_utf16"),
    "a CSV in a Vietnamese code page": ("C12.csv", "mã;tên\nHà Nội;2\n".encode("cp1258", "replace"), "csv_encoding"),
    "a CSV with NUL": ("C12.csv", b"ma;ten\n1;a\x00b\n" + b"1;2\n" * 50, "csv_nul"),
    "a CSV of one endless line": ("C12.csv", b"a;" * 3_000_000, "csv_line"),
    "a CSV with an open quote": ("C12.csv", b'ma;ten\n1;"Cong ty\n' + b"1;2\n" * 20000, "csv_line"),
    "a CSV of too many lines": ("C12.csv", b"1\n" * 500_000, "csv_rows"),
    "a CSV of too many columns": ("C12.csv", b"ma;ten\n" + b"1;" * 900 + b"\n", "csv_columns"),
}


def worked() -> float:
    """Seconds of processors, of this process and of its children that have ended: a busy machine lets nobody finish soon."""
    return sum(os.times()[:4])


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_in_a_sentence_quickly_and_no_worker_is_lost(what, tmp_path):
    name, content, code = HOSTILE[what]
    path = tmp_path / "upload"
    path.write_bytes(content)
    before = worked()
    with (
        pytest.raises(Refused) as refusal,
        child.stream("tests.portal.workbooks.parsers:count", path, name=name) as work,
    ):
        assert work.outcome
    assert refusal.value.code == code
    assert worked() - before < 20
    says = refusal.value.message_vi
    assert "%(" not in says
    assert says.count(".") >= 2, "what is wrong, and what to do"
    assert "Hãy" in says or "Chỉ nhận" in says


def test_there_are_more_than_forty():
    assert len(HOSTILE) >= 40
    assert {code for _name, _content, code in HOSTILE.values()} <= set(SENTENCES)


def test_looking_at_a_bomb_takes_little_memory(tmp_path):
    """The ceiling is far below what the bomb would unpack to, and the guard does not notice."""
    path = tmp_path / "upload"
    path.write_bytes(HOSTILE["a bomb of zeros"][1])
    with (
        pytest.raises(Refused, match="phình to bất thường"),
        child.stream("tests.portal.workbooks.parsers:count", path, caps=Caps(memory_bytes=120 * 2**20)) as work,
    ):
        assert work.outcome


def test_enormous_shared_strings_end_the_child_and_not_the_worker(tmp_path):
    text = "".join(f"<si><t>{number:040d}</t></si>" for number in range(800_000))
    path = tmp_path / "upload"
    path.write_bytes(
        workbook({"xl/sharedStrings.xml": f'<sst xmlns="{zoo.MAIN}">{text}</sst>'}, book_rels=with_strings())
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (
        pytest.raises(Refused) as refusal,
        child.stream("tests.portal.workbooks.parsers:count", path, caps=Caps(memory_bytes=60 * 2**20)) as work,
    ):
        assert work.outcome
    assert refusal.value.code in ("too_much_memory", "crashed")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def with_strings() -> str:
    return book_relations(relation(f"{OFFICE}/sharedStrings", "sharedStrings.xml"))


def test_a_comment_in_the_ending_is_no_hiding_place(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(zoo.packed(zoo.parts(), zipfile.ZIP_STORED, comment=b"PK\5\6" + bytes(18)))
    with pytest.raises(Refused), child.stream("tests.portal.workbooks.parsers:count", path) as work:
        assert work.outcome
