"""An official letter as DOCX, for officials who go on in Word: the frame of Decree 30/2020, paragraphs and one table."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from reports.renderers.decree30 import OfficialDocument
from reports.renderers.letters import LetterContent, LetterTable
from reports.renderers.workbook import ILLEGAL

FONT = "Times New Roman"
CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
TEXT_WIDTH = 165  # millimetres between the margins of A4


def write_docx(letter: OfficialDocument, *, to: Path, is_demo: bool) -> None:
    """Write the letter; its content is a LetterContent."""
    document = Document()
    _page(document)
    if is_demo:
        _say(document.add_paragraph(), "Dữ liệu mô phỏng", italic=True, size=11, align=CENTRE)
    _letterhead(document, letter)
    _name(document, letter)
    _addressees(document, letter)
    content: LetterContent = letter.content  # type: ignore[assignment]
    for text in content.opening:
        _body(document, text)
    _table(document, content.table)
    for caption, table in content.more:
        _body(document, caption)
        _table(document, table)
    for text in (*content.notes, *content.closing):
        _body(document, text)
    _foot(document, letter)
    properties = document.core_properties
    names = (letter.title, letter.letterhead.issuer)
    properties.title, properties.author = (ILLEGAL.sub("", name)[:255] for name in names)
    document.save(str(to))


def _page(document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _say(paragraph, text: str, *, bold=False, italic=False, size=14, align=LEFT, caps=False, rule=False):
    run = paragraph.add_run(ILLEGAL.sub("", text))
    run.bold, run.italic, run.font.size, run.font.all_caps = bold, italic, Pt(size), caps
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    if rule:
        _underline(paragraph)
    return paragraph


def _underline(paragraph) -> None:
    """A rule under the paragraph, as under the motto and the issuing body."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _indented(paragraph, millimetres: int) -> None:
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(millimetres)


def _letterhead(document, letter: OfficialDocument) -> None:
    head = letter.letterhead
    left, right = _two_columns(document, 68)
    if head.superior:
        _say(left.paragraphs[0], head.superior, size=12, align=CENTRE, caps=True)
    issuer = left.add_paragraph() if head.superior else left.paragraphs[0]
    _indented(_say(issuer, head.issuer_lines, bold=True, size=12, align=CENTRE, caps=True, rule=True), 4)
    _say(left.add_paragraph(), head.number_line, size=13, align=CENTRE)
    if letter.is_letter:
        _say(left.add_paragraph(), f"V/v {letter.abstract}", size=12, align=CENTRE)
    _say(right.paragraphs[0], "Cộng hòa xã hội chủ nghĩa Việt Nam", bold=True, size=12, align=CENTRE, caps=True)
    motto = _say(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", bold=True, size=13, align=CENTRE, rule=True)
    _indented(motto, 16)
    _say(right.add_paragraph(), head.date_line, italic=True, size=13, align=CENTRE)


def _two_columns(document, first: int) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(first), Mm(TEXT_WIDTH - first)
    return left, right


def _name(document, letter: OfficialDocument) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    if letter.is_draft:
        _say(document.add_paragraph(), "DỰ THẢO", bold=True, size=12)
    if not letter.is_letter:
        _say(document.add_paragraph(), letter.kind, bold=True, align=CENTRE, caps=True)
        _indented(_say(document.add_paragraph(), letter.abstract, bold=True, align=CENTRE, rule=True), 20)


def _addressees(document, letter: OfficialDocument) -> None:
    if len(letter.addressees) == 1:
        _say(document.add_paragraph(), f"Kính gửi: {letter.addressees[0]}", align=CENTRE)
        return
    if letter.addressees:
        _say(document.add_paragraph(), "Kính gửi:", align=CENTRE)
    for name in letter.addressees:
        last = name == letter.addressees[-1]
        _indented(_say(document.add_paragraph(), f"- {name}{'.' if last else ';'}"), 40)


def _body(document, text: str) -> None:
    paragraph = _say(document.add_paragraph(), text, align=JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_before = Pt(6)


def _table(document, content: LetterTable) -> None:
    table = document.add_table(rows=1, cols=len(content.headers))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Mm(TEXT_WIDTH * part // 100) for part in content.widths]
    for cell, header in zip(table.rows[0].cells, content.headers, strict=True):
        _say(cell.paragraphs[0], header, bold=True, size=11, align=CENTRE)
    _repeated(table.rows[0])
    for row in content.cells:
        for cell, (text, is_number) in zip(table.add_row().cells, row, strict=True):
            _say(cell.paragraphs[0], text, size=11, align=RIGHT if is_number else LEFT)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _repeated(row) -> None:
    """The heading stands on every page the table takes."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _foot(document, letter: OfficialDocument) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    left, right = _two_columns(document, 80)
    _say(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12)
    for name in letter.recipients:
        last = name == letter.recipients[-1]
        _say(left.add_paragraph(), f"- {name}{'.' if last else ';'}", size=11)
    for place, office in enumerate(letter.signature.offices):
        paragraph = right.paragraphs[0] if place == 0 else right.add_paragraph()
        _say(paragraph, office, bold=True, align=CENTRE, caps=True)
    for _line in range(4):
        right.add_paragraph().paragraph_format.space_after = Pt(0)
    _say(right.add_paragraph(), letter.signature.name, bold=True, align=CENTRE)
