"""Form B03-TS of Decision 595/QĐ-BHXH (months to 4/2026) -> staged rows: sections I to IV, units, printed sums.

`parse(book, options, out)` runs in the capped child. Options: month "2026-03", batch_id, listed. BHXH is not split there and
nothing is classed by days: every figure is stored as said."""

import re
from itertools import chain

from arrears.imports.b03_595_layout import MONEY, PARTS, TITLES, Layout, find_layout, section_named
from arrears.imports.b03_595_rows import RowReader
from arrears.imports.b03_layout import office_named
from arrears.imports.kinds import kind_named
from arrears.imports.outcome import asked, outcome
from arrears.imports.problems import Problems, dong
from portal.core.folding import fold
from portal.core.tabular.cells import is_figure, whole_column
from portal.core.tabular.problems import LISTED
from portal.core.tabular.staged import CHUNK, Staging
from portal.core.workbooks import text

FORM = "b03-595"
COPY = (
    *("batch_id", "row_no", "sheet", "section", "name", "unit_code", "workers", "address", "months", "owed"),
    *("measures", "document_no", "document_on", "note"),
    *(f"owed_{name}" for name in PARTS),
)
"""The columns of one COPY line."""
_TOTAL = re.compile(r"tong|cong|tong so|tong cong|tong so no|tong cong toan tinh|toan tinh|cong toan tinh")
_SUBTOTAL = re.compile(r"cong (?:nhom|muc|loai|khoi|bhxh|trang)\b.*|(?:so )?chuyen trang.*|mang sang.*|trong do\b.*")
_CASE = re.compile(r"[a-dđ]\)?")


def parse(book, options: dict, out) -> dict:
    """Check a workbook and write its rows as COPY text (COPY)."""
    sheet, layout, problems = _choose(book, options)
    if sheet is None:
        return outcome(FORM, problems, book=book)
    if not _check_columns(layout, problems):
        return outcome(FORM, problems, book=book, month=layout.month, office=layout.office)
    _check_month(layout, options.get("month"), problems)
    walk = Walk(layout, RowReader(layout, problems, sheet.seen.formulas, book.date1904), options, out, problems)
    walk.run()
    return walk.outcome(book)


def _choose(book, options: dict) -> tuple:
    """The one sheet with the form and with units; a sheet only printed comes after."""
    problems = Problems(listed=options.get("listed", LISTED))
    found = []
    for sheet in book.sheets():
        layout = find_layout(sheet.name, sheet.visible, sheet.rows())
        if layout and not layout.missing:
            found.append((sheet, layout, _has_units(layout)))
        elif layout and not found:
            found.append((sheet, layout, False))
    if not found:
        problems.error("no_old_form", found=", ".join(sheet.name for sheet in book.sheets()) or "—")
        return None, None, problems
    filled = [entry for entry in found if entry[2]]
    seen = [entry for entry in filled if entry[0].visible] or filled
    if len(seen) > 1:
        problems.error("two_sheets", sheets=", ".join(entry[0].name for entry in seen))
        return None, None, problems
    whole = [entry for entry in found if not entry[1].missing]
    sheet, layout, _units = (seen or whole or found)[0]
    problems.sheet = sheet.name
    if not sheet.visible:
        problems.warning("hidden_sheet", sheet=sheet.name)
    return sheet, layout, problems


def _has_units(layout: Layout) -> bool:
    """Whether some row has a unit code or a figure. What was looked at is put back."""
    looked_at: list[tuple[int, list]] = []
    rows = layout.rows
    layout.rows = chain(looked_at, rows)
    code = layout.columns["unit_code"]
    money = [layout.columns[name] for name in MONEY]
    for number, row in rows:
        looked_at.append((number, row))
        if code < len(row) and text.clean(row[code]):
            return True
        if any(place < len(row) and is_figure(row[place]) for place in money):
            return True
    return False


def _check_columns(layout: Layout, problems: Problems) -> bool:
    if layout.missing:
        found = ", ".join(TITLES[name] for name in layout.columns)
        told = ", ".join(TITLES[name] for name in layout.missing)
        problems.error("columns_missing", layout.at, None, missing=told, found=found or "—")
    for name, places in layout.twice.items():
        columns = ", ".join(text.column_letter(place) for place in places)
        problems.error("column_twice", layout.at, places[1], title=TITLES[name], columns=columns)
    absent = [title for name, title in TITLES.items() if name not in layout.columns and name != "stt"]
    if absent and not layout.missing:
        problems.warning("column_absent", layout.at, None, columns=", ".join(absent))
    return not layout.missing and not layout.twice


def _check_month(layout: Layout, wanted: str | None, problems: Problems) -> None:
    if layout.month is None:
        problems.warning("month_absent", expected=_month(wanted))
    elif wanted and layout.month != wanted:
        problems.error("wrong_month", found=_month(layout.month), expected=_month(wanted))


def _month(iso: str | None) -> str:
    return f"{int(iso[5:])}/{iso[:4]}" if iso else "cần nhập"


class Section:
    """One of the four sections: what its row says, and what its units add up to."""

    def __init__(self, code: str, name: str = "", row: int | None = None, found: dict[str, int] | None = None):
        self.code, self.name, self.row, self.found = code, name, row, found or {}
        self.sums = dict.fromkeys(MONEY, 0)
        self.units = 0
        self.tainted = False

    def value(self) -> dict[str, int]:
        """What it stands for in the total: the units', or its own figures where it names no units."""
        return self.sums if self.units else self.sums | self.found


class Walk:
    """One pass over the rows below the header."""

    def __init__(self, layout: Layout, reader: RowReader, options: dict, out, problems: Problems):
        self.layout, self.reader, self.options, self.out, self.problems = layout, reader, options, out, problems
        self.staging = Staging(out, options.get("batch_id", 0), problems, layout.columns["unit_code"])
        self.section = Section("")
        self.sections = [self.section]
        self.total: Section | None = None
        self.numbers: list[int] = []
        self.rows: list[list] = []
        self.owners: list[Section] = []

    def run(self) -> None:
        code, width = self.layout.columns["unit_code"], max(self.layout.columns.values()) + 1
        for number, row in self.layout.rows:
            if len(row) < width:
                row = [*row, *[""] * (width - len(row))]
            if text.clean(row[code]) and not (self.total and not self._money_in(row)):
                self._unit(number, row)
            elif any(cell not in ("", None) for cell in row):
                self._other(number, row)
        self.flush()
        self._check_sums()
        if not self.staging.rows and not any(any(section.value().values()) for section in self.sections):
            self.problems.error("no_rows")

    def _unit(self, number: int, row: list) -> None:
        if not self.section.code and self.section.units == 0 and not self.owners:
            self.problems.warning("no_section", number, self.layout.columns["name"])
        self.numbers.append(number)
        self.rows.append(row)
        self.owners.append(self.section)
        if len(self.rows) >= CHUNK:
            self.flush()

    def _other(self, number: int, row: list) -> None:
        """A row without a unit: a section, the total, a group within, or a unit whose code is missing."""
        name, stt = (self._text(row, label) for label in ("name", "stt"))
        told = name or stt or next(filter(None, (text.clean(cell) for cell in row if isinstance(cell, str))), "")
        opened = section_named(stt if name else "", told, has_newly=any(s.code == "I" for s in self.sections))
        if opened and not self.total:
            self._open(opened, told, number, row)
        elif _TOTAL.fullmatch(fold(told)):
            self.total = Section("", told, number, self._figures(number, row))
            self.section = Section("")
        elif self._money_in(row) and not self._is_group(told, stt):
            self.staging.rows += 1
            self.staging.refused.add(number)
            self.problems.error("missing_code", number, self.layout.columns["unit_code"])
            self.section.tainted = True

    @staticmethod
    def _is_group(name: str, stt: str) -> bool:
        """A kind of unit, an office, a case of section IV, a subtotal: figures that are in the section's already."""
        folded = fold(name)
        known = kind_named(name) or office_named(name) or folded.startswith(("bhxh", "bao hiem xa hoi"))
        return bool(known or _SUBTOTAL.fullmatch(folded) or _CASE.fullmatch(stt.lower()))

    def _open(self, opened: tuple[str, bool], name: str, number: int, row: list) -> None:
        code, agrees = opened
        if not agrees:
            self.problems.warning("section_words", number, self.layout.columns["name"], name=name, section=code)
        self.section = Section(code, name, number, self._figures(number, row))
        self.sections.append(self.section)

    def _text(self, row: list, label: str) -> str:
        place = self.layout.columns.get(label)
        return "" if place is None else text.clean(row[place])

    def _money_in(self, row: list) -> bool:
        return any(is_figure(row[self.layout.columns[name]]) for name in MONEY)

    def _figures(self, number: int, row: list) -> dict[str, int]:
        """What a section's row or the total row prints; blank cells say nothing, a formula is told."""
        calculated = self.reader.calculated.told([number])
        found: dict[str, int] = {}
        for name in MONEY:
            values, odd = whole_column([row[self.layout.columns[name]]], None)
            self.problems.cells(odd, [number], self.layout.columns[name], TITLES[name])
            if values[0] is not None and not calculated:
                found[name] = values[0]
        return found

    def flush(self) -> None:
        """Read, check and write the rows gathered so far."""
        if not self.rows:
            return
        codes = [section.code for section in self.owners]
        chunk = self.reader.chunk(self.numbers, self.rows, codes)
        repeated = self.staging.put(self.numbers, chunk.codes, chunk.tails, chunk.bad)
        for place, section in enumerate(self.owners):
            if place in repeated:
                continue
            section.units += 1
            section.tainted = section.tainted or place in chunk.bad
            for name in MONEY:
                section.sums[name] += chunk.money[name][place]
        self.numbers, self.rows, self.owners = [], [], []
        self.out.progress(self.staging.rows)

    def _check_sums(self) -> None:
        """Each printed sum against what stands beneath it; a difference is told and refuses nothing."""
        for section in self.sections:
            if section.units and not section.tainted:
                self._compare(section, section.sums)
        if self.total and not any(section.tainted for section in self.sections):
            self._compare(self.total, self._sum())

    def _sum(self) -> dict[str, int]:
        values = [section.value() for section in self.sections]
        return {name: sum(value[name] for value in values) for name in MONEY}

    def _compare(self, block: Section, sums: dict[str, int]) -> None:
        for name, found in block.found.items():
            if found != sums[name]:
                facts = {"name": block.name, "title": TITLES[name], "expected": dong(sums[name]), "found": dong(found)}
                self.problems.warning("old_sum_down", block.row, self.layout.columns[name], **facts)

    def outcome(self, book) -> dict:
        groups: dict[str, dict] = {}
        for section in self.sections:
            if section.code and (section.units or section.found):
                entry = groups.setdefault(section.code, {"units": 0, "owed": 0, "name": section.name})
                entry["units"] += section.units
                entry["owed"] += section.value()["owed"]
        sums = {name: sum(section.sums[name] for section in self.sections) for name in MONEY}
        return outcome(
            FORM,
            self.problems,
            self.staging,
            book=book,
            month=self.layout.month,
            header_row=self.layout.at,
            asked=asked(self.options),
            office=self.layout.office,
            totals={name: {"owed": sums[name]} for name in PARTS},
            control={"groups": {}, "people": {}, "sections": groups},
            columns_known=list(self.layout.columns),
        )
