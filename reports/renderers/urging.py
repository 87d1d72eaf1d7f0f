"""Form 01-ĐĐ (văn bản đôn đốc): its words filled in once, for the page, the PDF and the DOCX made from the official form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from portal.core.money import dong
from reports.renderers.decree30 import OfficialDocument
from reports.renderers.pdf import DEMO_MARK, PdfDocument
from reports.renderers.workbook import ILLEGAL

FORM = Path(__file__).resolve().parents[1] / "reference" / "forms" / "01-DD.docx"
TO, BASIS, ITEM, SUM, TEXT = "to", "basis", "item", "sum", "text"
TO_INDENT = Mm(50)
DOTS = "…………"
BASES = (
    "Căn cứ Điều 35, 38, 39, 40, 41 Luật Bảo hiểm xã hội 2024;",
    "Căn cứ Luật Bảo hiểm y tế;",
    (
        "Căn cứ quy định của Nghị định số 274/2025/NĐ-CP ngày 16/10/2025 quy định chi tiết một số điều của Luật Bảo hiểm xã "
        "hội về chậm đóng, trốn đóng bảo hiểm xã hội bắt buộc, bảo hiểm thất nghiệp; khiếu nại, tố cáo về bảo hiểm xã hội."
    ),
)
MEASURES = (
    "4. Quy định của pháp luật về các biện pháp xử lý hành vi chậm đóng, trốn đóng: Điều 40, 41 Luật Bảo hiểm xã hội 2024; "
    "Điều 49 Luật Bảo hiểm y tế."
)
TURNS = (
    "5. Thời hạn chuyển từ hành vi chậm đóng sang hành vi trốn đóng: Điều 39 Luật Bảo hiểm xã hội 2024; Điều 48b Luật Bảo hiểm "
    "y tế."
)


@dataclass(frozen=True)
class UrgingFigures:
    """What one notice says. `charge`: the sum where nobody parted it into late and evaded."""

    name: str
    unit_code: str
    address: str
    month: str
    agency: str
    late: int
    evaded: int
    days_late: int | None
    days_evaded: int | None
    charge_late: int | None
    charge_evaded: int | None
    charge: int | None = None

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """(kind, how the line of the form begins, its words), in the order of the form."""
        yield TO, "Mã số", f"Mã số: {self.unit_code or DOTS}"
        yield TO, "Địa chỉ", f"Địa chỉ: {self.address or DOTS}"
        yield TO, "Số điện thoại", f"Số điện thoại: {DOTS}"
        for words in BASES:
            yield BASIS, words[:26], words
        yield (
            BASIS,
            "Căn cứ Thông báo",
            (
                f"Căn cứ Thông báo kết quả đóng Mẫu C12-TS tháng {self.month}, đơn vị phát sinh số tiền chậm đóng, trốn đóng "
                "BHXH, BHTN, BHYT cụ thể như sau:"
            ),
        )
        yield ITEM, "Số tiền chậm đóng, trốn đóng", "1. Số tiền chậm đóng, trốn đóng:"
        yield SUM, "- Số tiền chậm đóng:", f"- Số tiền chậm đóng: {dong(self.late)} đồng;"
        yield SUM, "- Số tiền trốn đóng:", f"- Số tiền trốn đóng: {dong(self.evaded)} đồng."
        yield ITEM, "2. Số ngày", "2. Số ngày chậm đóng, trốn đóng:"
        yield SUM, "- Số ngày chậm đóng:", f"- Số ngày chậm đóng: {_days(self.days_late)} ngày;"
        yield SUM, "- Số ngày trốn đóng:", f"- Số ngày trốn đóng: {_days(self.days_evaded)} ngày."
        yield ITEM, "3. Số tiền xử lý", "3. Số tiền xử lý hành vi chậm đóng, trốn đóng (0,03%/ngày):"
        yield from self._charges()
        yield ITEM, "4. Quy định", MEASURES
        yield ITEM, "5. Thời hạn", TURNS
        yield ITEM, "6. Đề nghị", f"6. Đề nghị {self.name} báo cáo nguyên nhân chậm đóng, trốn đóng."
        yield (
            TEXT,
            "Cơ quan BHXH",
            (
                f"{self.agency} thông báo để Quý đơn vị thực hiện trách nhiệm đóng BHXH, BHTN, BHYT nhằm đảm bảo quyền và "
                "lợi ích hợp pháp của người lao động./."
            ),
        )

    def _charges(self) -> Iterator[tuple[str, str, str]]:
        late, evaded = "- Số tiền xử lý hành vi chậm đóng:", "- Số tiền xử lý hành vi trốn đóng:"
        if self.charge_late is None or self.charge_evaded is None:
            yield SUM, late, f"- Số tiền xử lý hành vi chậm đóng, trốn đóng: {dong(self.charge or 0)} đồng;"
            yield SUM, evaded, ""
            return
        yield SUM, late, f"{late} {dong(self.charge_late)} đồng;"
        yield SUM, evaded, f"{evaded} {dong(self.charge_evaded)} đồng;"

    @property
    def shown(self) -> list[tuple[str, str]]:
        """(kind, words) for the page and the PDF."""
        return [(kind, words) for kind, _begins, words in self.lines() if words]


def _days(days: int | None) -> str:
    return DOTS if days is None else str(days)


@dataclass(frozen=True)
class UrgingDocument:
    """A notice ready to be drawn: in its frame as a page and a PDF, and into the official form as DOCX."""

    letter: OfficialDocument
    figures: UrgingFigures
    is_demo: bool

    def pdf(self) -> PdfDocument:
        return PdfDocument(self.letter.title, self.letter.letterhead.issuer, self.letter.html(), None, self.is_demo)

    def write_docx(self, to: Path) -> None:
        """Fill in the form; a line that the form does not have would be a mistake of ours and is refused."""
        document = Document(str(FORM))
        _fill_head(document.tables[0], self.letter)
        paragraphs = list(document.paragraphs)
        _say(_beginning(paragraphs, "Kính gửi"), f"Kính gửi: {self.figures.name}", indent=True)
        for kind, begins, words in self.figures.lines():
            line = _beginning(paragraphs, begins)
            if not words:
                line._p.getparent().remove(line._p)
            elif kind != BASIS or begins == "Căn cứ Thông báo":
                _say(line, words.removeprefix("1. ") if _is_numbered(line) else words, indent=kind == TO)
        _fill_foot(document.tables[1], self.letter)
        if self.is_demo:
            _mark(document)
        properties = document.core_properties
        properties.title, properties.author = (
            _plain(self.letter.title)[:255],
            _plain(self.letter.letterhead.issuer)[:255],
        )
        document.save(str(to))


def _beginning(paragraphs: list[Paragraph], words: str) -> Paragraph:
    wanted = _plain(words).replace("\N{NO-BREAK SPACE}", " ")
    for paragraph in paragraphs:
        if paragraph.text.replace("\N{NO-BREAK SPACE}", " ").strip().startswith(wanted):
            return paragraph
    raise LookupError(f"form 01-ĐĐ has no line that begins: {words}")


def _is_numbered(paragraph: Paragraph) -> bool:
    """Whether Word itself writes the number before the line."""
    return paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None


def _plain(words: str) -> str:
    return ILLEGAL.sub("", words)


def _say(paragraph: Paragraph, words: str, *, indent: bool = False) -> None:
    """Other words in the face of the first run that has any; tabs before them stay, or become an indent."""
    runs = [run for run in paragraph.runs if run.text.strip()] or paragraph.runs
    tabs = "" if indent else "\t" * (len(paragraph.text) - len(paragraph.text.lstrip("\t")))
    kept = runs[0]
    for run in paragraph.runs:
        if run is not kept and run._r is not kept._r:
            run._r.getparent().remove(run._r)
    kept.text = tabs + _plain(words)
    if indent:
        paragraph.paragraph_format.left_indent = TO_INDENT


def _fill_head(table, letter: OfficialDocument) -> None:
    head = letter.letterhead
    left, right = (cell.paragraphs for cell in table.rows[0].cells)
    for paragraph, words in zip(left, (head.superior.upper(), head.issuer.upper(), head.number_line), strict=False):
        _say(paragraph, words)
    left[2].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(right[2], head.date_line)


def _fill_foot(table, letter: OfficialDocument) -> None:
    cell = table.rows[0].cells[1]
    first, *others = cell.paragraphs
    offices = letter.signature.offices
    _say(first, offices[0].upper())
    for office in reversed(offices[1:]):
        second = first.insert_paragraph_before(first.text, first.style)
        second.alignment = first.alignment
        second.runs[0].bold = True
        _say(first, office.upper())
    if letter.signature.name and others:
        run = others[-1].add_run(_plain(letter.signature.name))
        run.bold, others[-1].alignment = True, WD_ALIGN_PARAGRAPH.CENTER


def _mark(document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    run = paragraph.add_run(DEMO_MARK)
    run.italic, run.font.size, paragraph.alignment = True, Pt(11), WD_ALIGN_PARAGRAPH.CENTER
