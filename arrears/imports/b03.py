"""Form B03a/B03b-TS exactly as BHXH prints it -> staged rows, in one walk: groups, office sub-rows, units, totals.

`parse(book, options, out)` runs in the capped child. Options: month "2026-10", batch_id, form (what the sender's
agency sends by default), nothing_owing, listed."""

import re
from itertools import chain

from arrears.imports.b03_groups import Block, Group, check_sums, control, figures
from arrears.imports.b03_layout import (
    MONEY_COLUMNS,
    Layout,
    check_headers,
    find_layout,
    form_of,
    numbering,
    office_named,
)
from arrears.imports.b03_rows import FUND_COLUMNS, RowReader
from arrears.imports.columns import FUNDS
from arrears.imports.kinds import PEOPLE, kind_named
from arrears.imports.outcome import asked, outcome
from arrears.imports.problems import Problems
from portal.core.folding import fold
from portal.core.tabular.cells import is_figure, shown
from portal.core.tabular.problems import LISTED
from portal.core.tabular.staged import CHUNK, Staging
from portal.core.workbooks import text

_TOTAL = re.compile(r"(?:tong|cong|tong so|tong cong|tong so don vi|tong cong toan tinh|toan tinh|tong toan tinh)")
_SUBTOTAL = re.compile(r"cong (?:nhom|muc|loai|khoi|bhxh|trang)\b.*|(?:so )?chuyen trang.*|mang sang.*")
_NO_CODES = ("", " ", "C", "Mã đơn vị")
_PLACEHOLDER = re.compile(r"(?:don vi [a-z0-9]?)?")
_SUB_NUMBER = re.compile(r"\d{1,2}\.\d+")


def parse(book, options: dict, out) -> dict:
    """Check a B03 workbook and write its rows as COPY text (columns.B03_COPY)."""
    sheet, layout, problems = _choose(book, options)
    if sheet is None:
        return outcome("b03b", problems, book=book)
    if not check_headers(layout, problems):
        return outcome(layout.form_in_name or "b03b", problems, book=book, month=layout.month, office=layout.office)
    _check_month(layout, options, problems)
    walk = Walk(layout, sheet, options, out, problems)
    walk.run()
    return walk.outcome(book)


def _choose(book, options: dict) -> tuple:
    """The one sheet with the form and with data."""
    problems = Problems(listed=options.get("listed", LISTED))
    found = []
    for sheet in book.sheets():
        layout = find_layout(sheet.name, sheet.visible, sheet.rows())
        if layout:
            found.append((sheet, layout, _has_data(layout)))
    if not found:
        problems.error("no_form", found=", ".join(sheet.name for sheet in book.sheets()) or "—")
        return None, None, problems
    filled = [entry for entry in found if entry[2]]
    seen = [entry for entry in filled if entry[0].visible] or filled
    if len(seen) > 1:
        problems.error("two_sheets", sheets=", ".join(entry[0].name for entry in seen))
        return None, None, problems
    ours = [entry for entry in found if entry[1].form_in_name == options.get("form", "b03b")]
    sheet, layout, _data = (seen or ours or found)[0]
    problems.sheet = sheet.name
    if not sheet.visible:
        problems.warning("hidden_sheet", sheet=sheet.name)
    if layout.form_in_name == "b03c" or (layout.ministry and layout.form_in_name is None):
        problems.error("form_of_vietnam", sheet=sheet.name)
        return None, None, problems
    return sheet, layout, problems


def _has_data(layout: Layout) -> bool:
    """Whether some row has a unit code or a figure; a form only printed has neither. What was read is put back."""
    looked_at: list[tuple[int, list]] = []
    rows = layout.rows
    layout.rows = chain(looked_at, rows)
    code = layout.columns.get("C", 2)
    places = [layout.columns[label] for label in MONEY_COLUMNS if label in layout.columns]
    for number, row in rows:
        looked_at.append((number, row))
        has_code = code < len(row) and text.clean(row[code])
        if (has_code or any(place < len(row) and is_figure(row[place]) for place in places)) and not numbering(row):
            return True
    return False


def _check_month(layout: Layout, options: dict, problems: Problems) -> None:
    asked = options.get("month")
    if layout.month is None:
        problems.warning("month_absent", expected=_month(asked))
    elif asked and layout.month != asked:
        problems.error("wrong_month", found=_month(layout.month), expected=_month(asked))


def _month(iso: str | None) -> str:
    return f"{iso[5:]}/{iso[:4]}" if iso else "cần nhập"


class Walk:
    """One pass over the rows below the numbering row."""

    def __init__(self, layout: Layout, sheet, options: dict, out, problems: Problems):
        self.layout, self.options, self.problems, self.out = layout, options, problems, out
        self.reader = RowReader(layout, problems, sheet.seen.formulas)
        self.staging = Staging(out, options.get("batch_id", 0), problems, layout.columns["C"])
        self.loners = self.group = Group("", None, kind=None)
        self.groups: list[Group] = [self.loners]
        self.totals: list[Block] = []
        self.offices: dict[str, int] = {}
        self.money = dict.fromkeys(MONEY_COLUMNS, 0)
        self.loose: list[str] = []
        self.office: Block | None = None
        self.has_sub_offices = False
        self.own = layout.office if layout.office and " co so" in fold(layout.office) else ""
        self._clear()

    def _clear(self) -> None:
        self.numbers: list[int] = []
        self.rows: list = []
        self.parts: list[tuple[int, Group, Block | None]] = [(0, self.group, self.office)]

    def run(self) -> None:
        code, width = self.layout.columns["C"], max(self.layout.columns.values()) + 1
        is_people = is_over = False
        numbers, rows = self.numbers, self.rows
        for number, row in self.layout.rows:
            if len(row) < width:
                row = [*row, *[""] * (width - len(row))]
            value = row[code]
            if value and value not in _NO_CODES and not (is_over and self._is_closing(row)):
                if is_people:
                    self._member(number, row)
                    continue
                numbers.append(number)
                rows.append(row)
                if len(rows) >= CHUNK:
                    self.flush()
                    numbers, rows = self.numbers, self.rows
            elif any(cell not in ("", None) for cell in row):
                self._other(number, row)
                is_people, is_over = self.group.is_people, bool(self.totals)
        self.flush()
        check_sums(self.groups, self.totals, self.problems, self.layout)
        self._check_not_empty()

    # rows that are not units

    def _is_closing(self, row: list) -> bool:
        """Below the total row: who made it and who signs, wherever they stand."""
        return not any(is_figure(row[self.layout.columns[label]]) for label in MONEY_COLUMNS)

    def _other(self, number: int, row: list) -> None:
        layout = self.layout
        name = text.clean(row[layout.columns["B"]])
        if row[layout.columns["C"]] in _NO_CODES[2:] and (name == "B" or fold(name).startswith("ten")):
            return  # the header again, on the next page
        stt = text.clean(row[layout.columns["A"]]) if "A" in layout.columns else ""
        folded = fold(name or stt)
        kind = kind_named(name or stt)
        if kind:
            self._open_group(kind, name or stt, number, row)
        elif _TOTAL.fullmatch(folded):
            self._total(name or stt, number, row)
        elif _SUBTOTAL.fullmatch(folded):
            return
        elif self._is_office(name, stt):
            self._open_office(name, number, row)
        elif self.group.is_people:
            self._member(number, row)
        else:
            self._stray(name, stt, number, row)

    def _is_office(self, name: str, stt: str) -> bool:
        folded = fold(name)
        if folded.startswith(("bhxh", "bao hiem xa hoi", "van phong bhxh", "van phong bao hiem")):
            return True
        sub_row = self.group.kind and not self.own and stt.startswith(f"{self.group.kind}.")
        return bool(sub_row and name and _SUB_NUMBER.fullmatch(stt) and not _PLACEHOLDER.fullmatch(folded))

    def _open_group(self, kind: int, name: str, number: int, row: list) -> None:
        self.group = Group(name, number, self._figures(number, row), kind=kind)
        self.groups.append(self.group)
        self.office = None
        self._part()

    def _open_office(self, name: str, number: int, row: list) -> None:
        named = office_named(name) or (name if not fold(name).startswith(("bhxh", "bao hiem")) else None)
        self.office = Block(named or "", number, self._figures(number, row))
        self.has_sub_offices = self.has_sub_offices or bool(named or self.office.found)
        if named:
            self.offices.setdefault(named, 0)
        self.group.offices.append(self.office)
        self._part()

    def _part(self) -> None:
        self.parts.append((len(self.rows), self.group, self.office))

    def _total(self, name: str, number: int, row: list) -> None:
        self.totals.append(Block(name, number, self._figures(number, row)))
        self.group, self.office = self.loners, None
        self._part()

    def _member(self, number: int, row: list) -> None:
        """A row of people: counted for control, never a unit."""
        if self._is_closing(row):
            self._keep_words(row)
            return
        found = self._figures(number, row)
        if not (self.office and self.office.found):
            block = self.office or self.group
            for label, value in found.items():
                block.sums[label] += value
            block.units += 1

    def _figures(self, number: int, row: list) -> dict[int, int]:
        self.reader.calculated.told([number])
        return figures(row, number, self.layout, self.problems)

    def _keep_words(self, row: list) -> None:
        if len(self.loose) < 200:
            self.loose.append(" ".join(text.clean(cell) for cell in row if isinstance(cell, str) and cell))

    def _stray(self, name: str, stt: str, number: int, row: list) -> None:
        """No code and no group: an example left in the form, a note, a signature, or a unit whose code is missing."""
        money = [row[self.layout.columns[label]] for label in (1, *MONEY_COLUMNS)]
        calculated = self.reader.calculated.told([number])
        if calculated or any(cell and is_figure(cell) for cell in money):
            self.staging.rows += 1
            self.staging.refused.add(number)
            if not calculated:
                self.problems.error("missing_code", number, self.layout.columns["C"])
            for block in filter(None, (self.group, self.office)):
                block.tainted = True
            return
        self._keep_words(row)
        if name and not self.totals and not _PLACEHOLDER.fullmatch(fold(name)):
            self.problems.warning("row_ignored", number, self.layout.columns["B"], text=shown(name))

    # rows of units

    def flush(self) -> None:
        """Read, check and write the rows gathered so far."""
        if not self.rows:
            self._clear()
            return
        spans = self._spans()
        owners = [(group.kind, office.name if office else self.own) for places, group, office in spans for _ in places]
        chunk = self.reader.chunk(self.numbers, self.rows, owners)
        repeated = self.staging.put(chunk.numbers, chunk.codes, chunk.tails, chunk.bad)
        self._add(spans, chunk.money, chunk.unread, repeated)
        self._clear()
        self.out.progress(self.staging.rows)

    def _spans(self) -> list[tuple[range, Group, Block | None]]:
        """Stretches of rows under one group and office."""
        ends = [start for start, _, _ in self.parts[1:]] + [len(self.rows)]
        spans = [
            (range(start, end), group, office) for (start, group, office), end in zip(self.parts, ends, strict=True)
        ]
        for places, group, _ in spans:
            if places and group is self.loners:
                self.problems.warning("no_group", self.numbers[places.start], self.layout.columns["B"])
        return [span for span in spans if span[0]]

    def _add(self, spans: list, columns: dict, unread: set[int], repeated: set[int]) -> None:
        for places, group, office in spans:
            for block in (group, office) if office else (group,):
                block.add(columns, places.start, places.stop)
                block.tainted = block.tainted or not unread.isdisjoint(places)
                for place in repeated.intersection(places):
                    block.units -= 1
                    for label in block.sums:
                        block.sums[label] -= columns[label][place]
                        block.again[label] += columns[label][place]
            if office and office.name:
                self.offices[office.name] += len(places)
        for label in MONEY_COLUMNS:
            self.money[label] += sum(columns[label]) - sum(columns[label][place] for place in repeated)

    # the answer

    def _check_not_empty(self) -> None:
        zero = any(total.found and not any(total.found.values()) for total in self.totals)
        people = any(any(group.value().values()) for group in self.groups if group.kind in PEOPLE)
        if not self.staging.rows and not (zero or people or self.options.get("nothing_owing")):
            self.problems.error("no_rows")

    def _form(self) -> str:
        signs = form_of(self.layout, " | ".join(self.loose), self.has_sub_offices)
        wanted = self.options.get("form") or ("" if signs else self._usual_form())
        if len(signs) == 1:
            form = signs.pop()
            if form == "b03c":
                self.problems.error("form_of_vietnam", sheet=self.layout.sheet)
            return form
        if len(signs) > 1 and wanted not in signs:
            told = ", ".join(sign.replace("b03", "B03") for sign in sorted(signs))
            self.problems.error("form_unclear", signs=f"có dấu hiệu của {told}")
            return min(signs)
        else:
            self.problems.warning("form_assumed", form=wanted.replace("b03", "B03") + "-TS")
        return wanted

    def _usual_form(self) -> str:
        """What the agency that sends the file draws up."""
        return "b03a" if " co so" in fold(self.options.get("agency", "")) else "b03b"

    def outcome(self, book) -> dict:
        form = self._form()
        layout = self.layout
        totals = {fund: {} for fund in FUNDS}
        for what, fund, label in FUND_COLUMNS:
            totals[fund][what] = self.money[label]
        for fund in FUNDS:
            totals[fund]["charge"] = totals[fund]["charge_late"] + totals[fund]["charge_evaded"]
        return outcome(
            form,
            self.problems,
            self.staging,
            book=book,
            month=layout.month,
            header_row=layout.at,
            asked=asked(self.options),
            office=layout.office,
            offices=list(self.offices),
            totals=totals,
            control=control(self.groups, self.totals) | {"offices": self.offices},
            columns_known=[str(label) for label in layout.columns],
        )
