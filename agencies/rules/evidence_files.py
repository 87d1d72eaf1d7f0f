"""Which files may be lodged as evidence, told by their content and not by their name; nothing is unpacked or rendered.

Scans, documents and workbooks without anything that runs: a macro, an embedded program, a script in a PDF are refused.
"""

import os
import re
import zipfile
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

MEGABYTE = 1 << 20
MOST_BYTES = 30 * MEGABYTE
MOST_PARTS = 5_000
MOST_OF_LIST = MEGABYTE  # bytes of a package's list of parts; it is read whole before anything can be counted
ACCEPT = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BY_START = (
    (b"%PDF-", ".pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", ".png", "image/png"),
    (b"\xff\xd8\xff", ".jpg", "image/jpeg"),
)
_OFFICE = {"word/document.xml": (".docx", WORD), "xl/workbook.xml": (".xlsx", SHEET)}
_ACTIVE = re.compile(
    r"vba|macrosheets/|activex|(?:^|/)embeddings/|oleobject|\.(?:exe|dll|js|vbs|hta|lnk|jar|ps1|bat|cmd)$", re.I
)
_LONGEST_END = 22 + 0xFFFF + 20  # the end record, its comment, and the sign of a larger list before it
_RUNS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")


class NotEvidence(ValueError):
    """The file cannot be taken; the text says why and what to do."""


def content_type_of(file: BinaryIO, name: str, size: int) -> str:
    """The kind of the file, or NotEvidence with a sentence."""
    if not size:
        raise NotEvidence(_("Tệp rỗng."))
    if size > MOST_BYTES:
        raise NotEvidence(
            _("Tệp lớn hơn %(limit)d MB. Hãy nén ảnh hoặc chia thành nhiều tệp.") % {"limit": MOST_BYTES // MEGABYTE}
        )
    file.seek(0)
    head = file.read(8)
    suffix, kind = _told_by(head, file)
    given = PurePath(name).suffix.lower().replace(".jpeg", ".jpg")
    if given != suffix:
        raise NotEvidence(
            _("Đuôi tệp là “%(given)s” nhưng nội dung là “%(suffix)s”. Hãy lưu lại tệp cho đúng loại.")
            % {"given": given, "suffix": suffix}
        )
    if suffix == ".pdf":
        _refuse_running_pdf(file)
    file.seek(0)
    return kind


def _told_by(head: bytes, file: BinaryIO) -> tuple[str, str]:
    for start, suffix, kind in _BY_START:
        if head.startswith(start):
            return suffix, kind
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    raise NotEvidence(_("Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx) hoặc ảnh (.jpg, .png)."))


def _office_kind(file: BinaryIO) -> tuple[str, str]:
    _refuse_long_list(file)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise NotEvidence(_("Tệp hỏng hoặc tải lên chưa trọn.")) from None
    found = [kind for part, kind in _OFFICE.items() if part in names]
    if len(found) != 1 or len(names) > MOST_PARTS:
        raise NotEvidence(_("Tệp nén không phải là văn bản Word hay bảng tính Excel."))
    if any(_ACTIVE.search(name) for name in names):
        raise NotEvidence(_("Tệp có macro hoặc đối tượng nhúng. Hãy lưu lại thành tệp không có macro, hoặc thành PDF."))
    return found[0]


def _refuse_long_list(file: BinaryIO) -> None:
    """How long the list of parts is stands at the end of the file; a second, larger one (zip64) no document needs."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _LONGEST_END))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    told = tail[place + 12 : place + 16]
    if place >= 0 and (b"PK\x06\x07" in tail or int.from_bytes(told, "little") > MOST_OF_LIST):
        raise NotEvidence(_("Tệp nén không phải là văn bản Word hay bảng tính Excel."))


def _refuse_running_pdf(file: BinaryIO) -> None:
    file.seek(0)
    content = file.read(MOST_BYTES)
    if any(sign in content for sign in _RUNS):
        raise NotEvidence(_("Tệp PDF có mã chạy hoặc tệp nhúng. Hãy in lại thành PDF thường rồi nộp."))
