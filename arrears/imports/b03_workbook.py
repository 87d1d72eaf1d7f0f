"""Form B03a/B03b-TS going out: BHXH's own workbook (reference/forms) filled in, for the demo, templates and tests.

The form's head and foot are kept as they are; the rows between are written as XML, so that a file of 50,000 units takes
seconds. Group rows, sub-rows per office and the total are added up here."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from arrears.imports.b03_layout import MONEY_COLUMNS, SUMS
from arrears.imports.b03_rows import FIRST_OF_FUNDS
from arrears.imports.columns import FUNDS, STATES
from arrears.imports.kinds import KINDS, PEOPLE
from portal.core.workbooks.text import column_letter

OFFICIAL = Path(__file__).resolve().parents[1] / "reference" / "forms" / "B03-TS.xlsx"
LETTERS = [column_letter(place) for place in range(52)]
_PLACE = {label: label + 2 for label in range(1, 50)}
_SUMMED = (1, *MONEY_COLUMNS)
_SHEET = {"b03a": 1, "b03b": 2}
_TOTAL_ROW = {"b03a": 34, "b03b": 36}
_UNIT_ROW = {"b03a": 14, "b03b": 15}
_GROUP_ROW = 13
_WIDTHS = ((1, 1, 6), (2, 2, 34), (3, 3, 12), (4, 4, 8), (5, 5, 34), (6, 40, 15), (41, 51, 8), (52, 52, 16))


def write_b03(
    path,
    form: str,
    month: str,
    province_name: str,
    offices: Sequence[str],
    rows: Iterable[dict],
    people: dict[int, dict[int, int]] | None = None,
    *,
    mark: str = "",
    notes: dict[int, str] | None = None,
    total_note: str = "",
) -> None:
    """Write form "b03a" (of the one office in `offices`) or "b03b" (of the province, sub-rows in their order).

    A row is a dict named as columns.B03_COLUMNS: unit_code, name, address, workers, kind, office_name, days_late,
    days_evaded, state (1-11 or its name), note, and per fund not_due_, late_, evaded_, charge_late_, charge_evaded_.
    A row of kind None stands above the groups; days of None stay blank. `people` holds figures of groups 12 to 15 by column
    of the form; `notes` stand in the note column of groups, `total_note` in that of the total, `mark` beside the month.
    """
    province = province_name if re.match(r"(?i)tỉnh|thành phố|tp", province_name) else f"tỉnh {province_name}"
    above = ("BẢO HIỂM XÃ HỘI VIỆT NAM", f"BHXH {province}")
    heading = above if form == "b03b" else (above[1], offices[0] if offices else "")
    with (
        zipfile.ZipFile(OFFICIAL) as official,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as new,
    ):
        part = f"xl/worksheets/sheet{_SHEET[form]}.xml"
        sheet = _Sheet(official.read(part).decode(), form)
        sheet.head(*heading, f"Tháng {int(month[5:])} năm {month[:4]}{mark and ' – '}{mark}")
        body = _body(sheet, form, offices, list(rows), people or {}, (notes or {}) | {0: total_note})
        for name in official.namelist():
            content = official.read(name)
            if name == part:
                content = sheet.with_rows(body).encode()
            elif name == "xl/workbook.xml":
                content = _moved_print_area(content.decode(), form, sheet.grown(body)).encode()
            new.writestr(name, content)


class _Sheet:
    """The XML of one form, cut into head, rows to be replaced, and foot."""

    def __init__(self, xml: str, form: str):
        self.total_row = _TOTAL_ROW[form]
        self.before, rest = xml.split(f'<row r="{_GROUP_ROW}"', 1)
        lines, self.after = rest.split(f'<row r="{self.total_row}"', 1)
        lines, self.after = f'<row r="{_GROUP_ROW}"{lines}', f'<row r="{self.total_row}"{self.after}'
        self.styles = {
            name: self._styles(lines, row) for name, row in (("group", _GROUP_ROW), ("unit", _UNIT_ROW[form]))
        }
        self.styles["total"] = self._styles(self.after, self.total_row)
        self.before = re.sub(r"<cols>.*?</cols>", self._wide, self.before, flags=re.DOTALL)
        self.before = self.before.replace('tabSelected="0"', 'tabSelected="1"')

    def _styles(self, xml: str, row: int) -> list[str]:
        found = dict(re.findall(rf'<c r="([A-Z]+){row}" s="(\d+)"', xml))
        return [found.get(letter, "0") for letter in LETTERS]

    @staticmethod
    def _wide(match: re.Match) -> str:
        """Columns wide enough for figures: the printed blank leaves room for six digits."""
        column = '<col min="{}" max="{}" width="{}" customWidth="1"/>'
        return "<cols>" + "".join(column.format(*width) for width in _WIDTHS) + "</cols>"

    def head(self, *lines: str) -> None:
        for row, line in zip((1, 2, 4), lines, strict=True):
            pattern = rf'(<c r="A{row}" s="\d+" t="inlineStr"><is><t)>[^<]*(</t>)'
            self.before = re.sub(pattern, lambda m, line=line: f"{m[1]}>{escape(line)}{m[2]}", self.before)

    def line(self, number: int, kind: str, cells: dict[int, object]) -> str:
        styles = self.styles[kind]
        parts = [f'<row r="{number}">']
        for place, letter in enumerate(LETTERS):
            value = cells.get(place)
            start = f'<c r="{letter}{number}" s="{styles[place]}"'
            if value is None or value == "":
                parts.append(f"{start}/>")
            elif isinstance(value, int):
                parts.append(f"{start}><v>{value}</v></c>")
            else:
                parts.append(f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>')
        parts.append("</row>")
        return "".join(parts)

    def grown(self, body: list[str]) -> int:
        return _GROUP_ROW + len(body) - 1 - self.total_row

    def with_rows(self, body: list[str]) -> str:
        """The last line of the body is the total row; what stood below it moves down."""
        by = self.grown(body)
        foot, merges = self.after.split("</sheetData>", 1)
        foot = foot.split("</row>", 1)[1]
        foot = re.sub(r'r="([A-Z]*)(\d+)"', lambda m: f'r="{m[1]}{int(m[2]) + by}"', foot)
        merges = re.sub(r'ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', lambda m: self._moved(m, by), merges)
        before = re.sub(r"<dimension[^>]*/>", "", self.before)
        return "".join((before, *body, foot, "</sheetData>", merges))

    def _moved(self, match: re.Match, by: int) -> str:
        first, last = int(match[2]), int(match[4])
        if first < _GROUP_ROW:
            return match[0]
        return f'ref="{match[1]}{first + by}:{match[3]}{last + by}"'


def _body(
    sheet: _Sheet, form: str, offices: Sequence[str], rows: list[dict], people: dict, notes: dict[int, str]
) -> list[str]:
    """Group rows, office rows, unit rows, and the total row last; `notes` by group, the total's under 0."""
    order = {name: place for place, name in enumerate(offices)}
    by_kind: dict[int | None, list[dict]] = {}
    for row in rows:
        by_kind.setdefault(row.get("kind", 3), []).append(row)
    lines = _Lines(sheet)
    totals = dict.fromkeys(_SUMMED, 0)
    loners = [(row, _unit(row)) for row in by_kind.get(None, ())]
    _add(totals, _added([cells for _, cells in loners]))
    lines.units(loners)
    for kind, name in enumerate(KINDS, 1):
        units = [(row, _unit(row)) for row in by_kind.get(kind, ())]
        figures = people.get(kind, {}) if kind in PEOPLE else _added([cells for _, cells in units])
        _add(totals, figures)
        lines.put("group", {0: kind, 1: name, _PLACE[49]: notes.get(kind)} | _placed(figures))
        if form == "b03b" and kind not in PEOPLE:
            _offices(lines, kind, sorted(units, key=lambda unit: _place_of(unit[0].get("office_name"), order)))
        else:
            lines.units(units)
    lines.put("total", {0: "Tổng số", _PLACE[49]: notes.get(0)} | _placed(totals))
    return lines.written


def _place_of(office: str | None, order: dict[str, int]) -> int:
    """Units of no office come before the first office's row: below it they would be read as its own."""
    return order.get(office, len(order)) if office else -1


def _offices(lines: "_Lines", kind: int, units: list) -> None:
    by_office: dict[str, list] = {}
    for row, cells in units:
        by_office.setdefault(row.get("office_name") or "", []).append((row, cells))
    for place, (name, members) in enumerate(by_office.items(), 1):
        if name:
            lines.put("group", {0: f"{kind}.{place}", 1: name} | _placed(_added([cells for _, cells in members])))
        lines.units(members)


class _Lines:
    def __init__(self, sheet: _Sheet):
        self.sheet = sheet
        self.written: list[str] = []

    def put(self, kind: str, cells: dict[int, object]) -> None:
        self.written.append(self.sheet.line(_GROUP_ROW + len(self.written), kind, cells))

    def units(self, units: list) -> None:
        for place, (_, cells) in enumerate(units, 1):
            self.put("unit", {0: place} | cells)


def _unit(row: dict) -> dict[int, object]:
    """The cells of a unit, sums included, by place in the sheet."""
    values: dict[int, object] = {1: row.get("workers") or 0, 2: row.get("address"), 49: row.get("note")}
    values |= {11: row.get("days_late", 0), 18: row.get("days_evaded", 0)}
    for what, first in FIRST_OF_FUNDS.items():
        for place, fund in enumerate(FUNDS):
            values[first + place] = row.get(f"{what}_{fund}") or 0
    for target, parts in SUMS:
        values[target] = sum(values[part] for part in parts)
    state = row.get("state")
    if state:
        values[37 + (state if isinstance(state, int) else STATES.index(state) + 1)] = "x"
    cells: dict[int, object] = {_PLACE[label]: value for label, value in values.items()}
    return cells | {1: row["name"], 2: row["unit_code"]}


def _added(units: list[dict[int, object]]) -> dict[int, int]:
    return {label: sum(cells[_PLACE[label]] for cells in units) for label in _SUMMED}


def _add(totals: dict[int, int], figures: dict[int, int]) -> None:
    for label, value in figures.items():
        totals[label] = totals.get(label, 0) + value


def _placed(figures: dict[int, int]) -> dict[int, object]:
    return {_PLACE[label]: value for label, value in figures.items()}


def _moved_print_area(workbook: str, form: str, by: int) -> str:
    place = _SHEET[form] - 1
    workbook = workbook.replace('activeTab="0"', f'activeTab="{place}"')
    pattern = rf'("_xlnm.Print_Area" localSheetId="{place}">[^<]*\$AZ\$)(\d+)'
    return re.sub(pattern, lambda match: f"{match[1]}{int(match[2]) + by}", workbook)
