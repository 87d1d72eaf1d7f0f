"""An edition as files, without the lines that have left it: PDF, workbook, CSV, JSON and, for evasion, form D15-TS."""

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from arrears.models import Edition, EditionFile, EditionLine, Publication
from arrears.queries.editions import HEAD, LINE, left_places, lines_now
from portal.core.workbooks.csv_writer import write_csv
from portal.core.workbooks.writer import write_rows
from reports.queries.documents import SUPERIOR
from reports.renderers import edition_list
from reports.renderers.decree30 import Letterhead, Signature
from reports.renderers.official.d15 import D15Form, D15Row, write_d15
from reports.renderers.pdf import DEMO_MARK, PdfDocument, Progress, render_pdf
from reports.renderers.qr import qr_picture
from reports.renderers.signing import sign_pdf

Kind = EditionFile.Kind
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {Kind.PDF: "application/pdf", Kind.XLSX: XLSX, Kind.CSV: "text/csv; charset=utf-8", Kind.D15: XLSX}
TYPES[Kind.JSON] = "application/json; charset=utf-8"
COLUMNS = (
    ("STT", "place", "int"),
    ("Tên đơn vị", "name", "text"),
    ("Mã đơn vị", "unit_code", "code"),
    ("Mã số thuế", "tax_code", "code"),
    ("Địa chỉ", "address", "text"),
    ("Số lao động", "workers", "int"),
    ("Số tháng", "months", "decimal"),
    ("Chậm đóng", "late", "money"),
    ("Trốn đóng", "evaded", "money"),
    ("Tổng", "owed", "money"),
    ("Phân loại", "class_word", "text"),
    ("Ghi chú", "note", "text"),
)
OF_DEBT = {"months", "late", "evaded", "owed", "class_word"}


@dataclass(frozen=True)
class EditionDocument:
    """The edition as it stands: `left` lines have gone."""

    edition: Edition
    lines: list[EditionLine]
    left: int
    is_demo: bool
    progress: Progress | None = field(default=None, compare=False)

    @property
    def is_praise(self) -> bool:
        return self.edition.what == Publication.What.PRAISE

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        return [column for column in COLUMNS if not (self.is_praise and column[1] in OF_DEBT)]

    def rows(self) -> list[list[Any]]:
        return [[getattr(line, name) for _label, name, _kind in self.columns] for line in self.lines]

    @property
    def top(self) -> list[str]:
        edition = self.edition
        said = [edition.title, f"Số {edition.full_number}, {edition.publisher}"]
        said.append(edition_list.basis(edition, self.left))
        return [*said, f"Kiểm chứng: {verify_address(edition)} (mã {edition.verify_code})"]


def edition_document(edition: Edition, progress: Progress | None = None) -> EditionDocument:
    left = len(left_places(edition))
    return EditionDocument(edition, list(lines_now(edition)), left, edition.publication.province.is_demo, progress)


def verify_address(edition: Edition) -> str:
    """Whole where the settings know the portal's address, else the way on whatever address it has."""
    return settings.PUBLIC_URL + reverse("public-verified", args=[edition.verify_code])


def made_files(document: EditionDocument) -> list[EditionFile]:
    """Every file of the edition, not saved."""
    makers: dict[str, Callable[[EditionDocument, Path], bool]] = {
        Kind.PDF: _pdf,
        Kind.XLSX: _xlsx,
        Kind.CSV: _csv,
        Kind.JSON: _json,
    }
    if document.edition.what == Publication.What.EVASION:
        makers[Kind.D15] = _d15
    with tempfile.TemporaryDirectory(prefix="edition-") as folder:
        return [_file(document, kind, make, Path(folder) / kind) for kind, make in makers.items()]


def _file(document: EditionDocument, kind: str, make: Callable, path: Path) -> EditionFile:
    is_signed = make(document, path)
    content = path.read_bytes()
    ending = "D15-TS.xlsx" if kind == Kind.D15 else f"danh-sach.{kind}"
    return EditionFile(
        kind=kind,
        name=f"{document.edition.code}-{ending}",
        content_type=TYPES[kind],
        sha256=hashlib.sha256(content).hexdigest(),
        is_signed=is_signed,
        content=content,
    )


def _pdf(document: EditionDocument, path: Path) -> bool:
    edition, address = document.edition, verify_address(document.edition)
    proof = edition_list.Proof(edition.verify_code, address, qr_picture(address), edition.content_hash)
    table = edition_list.table(edition, document.lines, _head(edition), _signature(edition), proof, left=document.left)
    drawn = PdfDocument(edition.title, edition.publisher, annex=table, is_demo=document.is_demo)
    render_pdf(drawn, to=path, fonts=settings.FONTS_ROOT, progress=document.progress)
    return sign_pdf(path, reason=f"{edition.title}, số {edition.full_number}", place=edition.province_name)


def _head(edition: Edition) -> Letterhead:
    """Number and day as published; the superior body is BHXH's, or the agency above a committee."""
    agency = edition.publication.agency
    above = SUPERIOR if agency.kind_id == "social_insurance" else (agency.parent.name if agency.parent else "")
    place = edition.province_name.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    symbol = edition.full_number.partition("/")[2]
    return Letterhead(
        above, edition.publisher, symbol, place, str(edition.number), localtime(edition.published_at).date()
    )


def _signature(edition: Edition) -> Signature:
    is_committee = edition.publication.agency.kind_id.endswith("committee")
    return Signature(("TM. Ủy ban nhân dân", "Chủ tịch") if is_committee else ("Giám đốc",))


def _xlsx(document: EditionDocument, path: Path) -> bool:
    labels, _names, kinds = zip(*document.columns, strict=True)
    notes = [("SHA-256 nội dung", document.edition.content_hash), ("Mã kiểm chứng", document.edition.verify_code)]
    facts = {"top": document.top, "simulated": document.is_demo}
    write_rows(str(path), "Danh sách", labels, document.rows(), kinds, notes, **facts)
    return False


def _csv(document: EditionDocument, path: Path) -> bool:
    labels, _names, kinds = zip(*document.columns, strict=True)
    write_csv(str(path), labels, document.rows(), kinds, top=document.top, simulated=document.is_demo)
    return False


def _json(document: EditionDocument, path: Path) -> bool:
    edition = document.edition
    told = {
        "simulated": document.is_demo,
        "edition": {name: _plain(getattr(edition, name)) for name in HEAD},
        "content_sha256": edition.content_hash,
        "verify": verify_address(edition),
        "lines_left": document.left,
        "lines": [{name: _plain(getattr(line, name)) for name in LINE} for line in document.lines],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return False


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _d15(document: EditionDocument, path: Path) -> bool:
    edition, head = document.edition, _head(document.edition)
    form = D15Form(
        superior=head.superior,
        issuer=head.issuer,
        month=edition.period,
        place_and_day=head.date_line,
        signer=_signature(edition).offices[-1],
        mark=DEMO_MARK if document.is_demo else "",
    )
    rows = (
        D15Row(line.name, line.unit_code, line.address, line.workers, line.owed, line.note) for line in document.lines
    )
    write_d15(form, rows, to=path)
    return False
