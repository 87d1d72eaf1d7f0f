"""What may be lodged as evidence is told by the file's content, and telling it costs little whatever is sent."""

import io
import time
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook

from agencies.rules.evidence_files import SHEET, WORD, NotEvidence, content_type_of


def told(file: io.BytesIO, name: str) -> str:
    return content_type_of(file, name, file.seek(0, io.SEEK_END))


def packed(parts: int) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", b"<x/>")
        for number in range(parts):
            package.writestr(f"{number:x}", b"")
    return file


def test_documents_and_workbooks_are_told():
    document, workbook = io.BytesIO(), io.BytesIO()
    Document().save(document)
    Workbook().save(workbook)
    assert told(document, "bao-cao.docx") == WORD
    assert told(workbook, "so-lieu.xlsx") == SHEET


def test_a_package_of_very_many_parts_is_refused_before_its_list_is_read():
    file = packed(40_000)
    began = time.process_time()
    with pytest.raises(NotEvidence):
        told(file, "bao-cao.docx")
    assert time.process_time() - began < 0.2


def test_a_package_that_hides_a_larger_list_is_refused():
    file = packed(70_000)  # more parts than a plain list can count: a zip64 record is written
    shorter = bytearray(file.getvalue())
    place = shorter.rfind(b"PK\x05\x06")
    shorter[place + 12 : place + 16] = (1000).to_bytes(4, "little")
    with pytest.raises(NotEvidence):
        told(io.BytesIO(bytes(shorter)), "bao-cao.docx")
