"""The parts of an .xlsx that are the same for every list: styles, relations, the frame of a sheet."""

from collections.abc import Sequence

from portal.core.workbooks.text import column_letter

# Places in _CELL_LOOKS below; + BOLD gives the same look in bold, for totals.
TEXT, WHOLE, FRACTION, DATE, MOMENT = range(1, 6)
BOLD = 5
HEADER, TOP = 11, 12

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_FORMATS = (49, 3, 165, 166, 167)  # @ and #,##0 are built in; Excel shows #,##0 as 1.234.567 in a Vietnamese locale
_CELL_LOOKS = (
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    + "".join(
        f'<xf numFmtId="{code}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
        for font in (0, 1)
        for code in _FORMATS
    )
    + '<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"'
    ' applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="3"><numFmt numFmtId="165" formatCode="#,##0.0"/><numFmt numFmtId="166" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="167" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Times New Roman"/><family val="1"/></font>'
    '<font><b/><sz val="11"/><name val="Times New Roman"/><family val="1"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF7"/><bgColor indexed="64"/>'
    "</patternFill></fill></fills>"
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color rgb="FF8A9BB0"/></bottom><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="13">{_CELL_LOOKS}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def sheet_head(widths: Sequence[int], header_row: int, simulated: bool) -> str:
    """All before the rows; what stands above and in `header_row` stays in view (0: nothing does)."""
    pane = (
        f'<pane ySplit="{header_row}" topLeftCell="A{header_row + 1}" activePane="bottomLeft" state="frozen"/>'
        if header_row
        else ""
    )
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, width in enumerate(widths, 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )


def sheet_tail(columns: int, header_row: int, last_row: int, simulated: bool) -> str:
    """All after the rows: filter, paper, and no green corners on codes kept as text."""
    area = f"A{header_row}:{column_letter(columns - 1)}{last_row}" if columns else ""
    mark = "<oddHeader>&amp;C&amp;BDữ liệu mô phỏng</oddHeader>" if simulated else ""
    return (
        "</sheetData>"
        + (f'<autoFilter ref="{area}"/>' if area else "")
        + '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter>{mark}<oddFooter>&amp;R&amp;P/&amp;N</oddFooter></headerFooter>"
        + (f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>' if area else "")
        + "</worksheet>"
    )


def parts(sheets: Sequence[str], header_row: int) -> list[tuple[str, str]]:
    """Name and content of every part but the sheets themselves; `sheets` are names safe for an attribute."""
    numbers = range(1, len(sheets) + 1)
    named = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEETML}.worksheet+xml"/>' for n in numbers
    )
    book = (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets><definedNames>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{_quoted(sheets[0])}!${header_row}:${header_row}'
        "</definedName></definedNames></workbook>"
    )
    of_book = (
        f'{_XML}<Relationships xmlns="{_RELATIONS}">{related}'
        f'<Relationship Id="rIdStyles" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )
    of_package = (
        f'{_XML}<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    types = (
        f'{_XML}<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETML}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETML}.styles+xml"/>{typed}</Types>'
    )
    return [
        ("xl/workbook.xml", book),
        ("xl/styles.xml", _STYLES),
        ("xl/_rels/workbook.xml.rels", of_book),
        ("_rels/.rels", of_package),
        ("[Content_Types].xml", types),
    ]


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
