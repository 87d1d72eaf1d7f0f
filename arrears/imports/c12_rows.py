"""The rows of a flat C12-TS file, some thousands at a time, column by column: read, checked, made COPY text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress, groupby

from arrears.imports import c12_values
from arrears.imports.c12_headers import CORE, TITLES
from arrears.imports.c12_sums import CLASSES, check_balance, check_classes, check_totals
from arrears.imports.columns import C12_COLUMNS, FUNDS, UNSPLIT
from arrears.imports.kinds import PEOPLE
from arrears.imports.problems import Problems
from portal.core.tabular.cells import (
    Lines,
    Odd,
    Wrong,
    by_value,
    code_column,
    least,
    shown,
    tax_codes,
    tax_column,
    text_column,
    whole_column,
)
from portal.core.tabular.staged import Calculated

_NEGATIVE_TOO = frozenset((*CORE, "difference"))
_TEXTS = {"name": 300, "address": 400}
_CODES = {"unit_code": 20, "commune_code": 10, "zone_code": 40, "sector": 20}
_CHOICES = {
    "kind": c12_values.kind,
    "cycle": c12_values.cycle,
    "state": c12_values.state,
    "months_owed": c12_values.months_owed,
}
_FLAGS = {True: "t", False: "f", None: "\\N"}
_WHOLE = ("workers", "payroll", "days_late", "days_evaded", "surplus", "difference")


@dataclass
class Chunk:
    """Rows that follow each other, read: values by column name, the COPY lines, the places that are refused."""

    numbers: Sequence[int]
    values: dict[str, list]
    tails: list[str] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)

    @property
    def codes(self) -> list[str]:
        return self.values["unit_code"]


class RowReader:
    """Reads chunks of one sheet; holds what stays the same from chunk to chunk."""

    def __init__(self, places: dict[str, int], sheet, problems: Problems, month: str | None):
        self.places, self.problems, self.month = places, problems, month
        self.sheet = sheet.name.replace("\\", "\\\\")
        self.date1904 = sheet.book.date1904
        self.calculated = Calculated(sheet.seen.formulas, places.values(), problems)
        self.funds = FUNDS if f"opening_{FUNDS[0]}" in places else (UNSPLIT,)
        self.months: set[str] = set()
        self.people: dict[int, dict[str, int]] = {}

    def chunk(self, numbers: Sequence[int], rows: Sequence[Sequence]) -> Chunk:
        """Read and check the rows; those that speak of people are counted for control and left out."""
        self.columns = list(zip(*rows, strict=True))
        self.numbers = numbers
        self.bad: set[int] = set()
        if "kind" in self.places:
            self._leave_out_people(rows)
        if not self.numbers:
            return Chunk((), {"unit_code": []})
        self.bad |= self.calculated.told(self.numbers)
        values = self._values()
        readable = set(range(len(self.numbers))) - self.bad
        check_balance(self, values, readable)
        check_classes(self, values, readable)
        check_totals(self, values, readable)
        return Chunk(self.numbers, values, self._tails(values), self.bad)

    def error(self, code: str, place: int, name: str, /, **facts) -> None:
        self.bad.add(place)
        self.problems.error(code, self.numbers[place], self.places.get(name), **facts)

    def warning(self, code: str, place: int, name: str, /, **facts) -> None:
        self.problems.warning(code, self.numbers[place], self.places.get(name), **facts)

    # people

    def _leave_out_people(self, rows: Sequence[Sequence]) -> None:
        kinds, _ = by_value(self._column("kind"), c12_values.kind)
        if PEOPLE.isdisjoint(kinds):
            return
        for kind in PEOPLE.intersection(kinds):
            self._count_people(kind, [row for row, its_kind in zip(rows, kinds, strict=True) if its_kind == kind])
        keep = [kind not in PEOPLE for kind in kinds]
        self.numbers = list(compress(self.numbers, keep))
        self.columns = list(zip(*compress(rows, keep), strict=True))

    def _count_people(self, kind: int, rows: list[Sequence]) -> None:
        counted = self.people.setdefault(kind, {"rows": 0, "workers": 0} | dict.fromkeys(CORE, 0))
        counted["rows"] += len(rows)
        for name in ("workers", *(f"{what}_{fund}" for what in CORE for fund in self.funds)):
            if name in self.places:
                figures, _ = whole_column([row[self.places[name]] for row in rows])
                counted[name.split("_")[0]] += sum(figures)

    # reading

    def _column(self, name: str) -> Sequence:
        return self.columns[self.places[name]]

    def _told(self, odd: Odd, name: str) -> None:
        if odd:
            self.bad |= self.problems.cells(odd, self.numbers, self.places[name], TITLES[name])

    def _values(self) -> dict[str, list]:
        values = {name: read for name in self.places if (read := self._read(name)) is not None}
        for name, code in (("unit_code", "missing_code"), ("name", "missing_name")):
            if "" in values[name]:
                for place in [place for place, value in enumerate(values[name]) if not value and place not in self.bad]:
                    self.error(code, place, name)
        if None in values["workers"]:
            for place in [place for place, value in enumerate(values["workers"]) if value is None]:
                if place not in self.bad:
                    self.error("missing_value", place, "workers", title=TITLES["workers"])
        return values

    def _read(self, name: str) -> list | None:
        column = self._column(name)
        if name in _TEXTS:
            values, odd = text_column(column, _TEXTS[name])
        elif name in _CODES:
            also = c12_values.is_commune if name == "commune_code" else None
            values, odd = code_column(column, _CODES[name], also)
        elif name in _CHOICES:
            values, odd = by_value(column, _CHOICES[name])
        elif name == "tax_code":
            values, odd = tax_column(column)
        elif name == "month":
            return self._check_month(column)
        elif name.startswith("paid_through_"):
            values, odd = by_value(column, c12_values.month_reader(self.date1904))
        else:
            return self._money(name, column)
        self._told(odd, name)
        return values

    def _money(self, name: str, column: Sequence) -> list:
        what = name if name in _WHOLE else name.rpartition("_")[0].removesuffix("_tnld")
        values, odd = whole_column(column, 0 if what in CORE else None)
        self._told(odd, name)
        if what not in _NEGATIVE_TOO and least(values) < 0:
            self._told([(p, Wrong("negative", value=shown(v))) for p, v in enumerate(values) if v and v < 0], name)
        return values

    def _check_month(self, column: Sequence) -> None:
        """One file, one month: another month refuses its rows, and is told once."""
        months, odd = by_value(column, c12_values.month_reader(self.date1904))
        self._told(odd, "month")
        for month in {month for month in months if month}:
            told = f"{month:%Y-%m}"
            if self.month and told != self.month:
                places = [place for place, value in enumerate(months) if value == month]
                if told not in self.months:
                    facts = {"found": f"{month:%m/%Y}", "expected": f"{self.month[5:]}/{self.month[:4]}"}
                    self.error("wrong_month", places[0], "month", **facts)
                self.bad.update(places)
            self.months.add(told)

    # writing

    def _tails(self, values: dict[str, list]) -> list[str]:
        """COPY lines without batch and row number; columns that the file does not have are written as one piece."""
        written = dict(values)
        if len(self.funds) > 1:
            for what in (*CORE, *CLASSES, "charge"):
                written.pop(f"{what}_{UNSPLIT}", None)
        if "tax_code" in values:
            self._check_tax_codes(written)
        lines = Lines()
        lines.constant(self.sheet)
        for is_known, names in groupby(C12_COLUMNS[2:], key=written.__contains__):
            if not is_known:
                lines.absent(len(list(names)))
                continue
            for name in names:
                self._write(lines, name, written[name])
        return lines.joined()

    def _check_tax_codes(self, written: dict[str, list]) -> None:
        written["tax_code"], right, wrong = tax_codes(written["tax_code"])
        written["tax_code_ok"] = [_FLAGS[ok] for ok in right]
        for place in wrong:
            self.warning("tax_check_digit", place, "tax_code", value=written["tax_code"][place])

    def _write(self, lines: Lines, name: str, column: list) -> None:
        if name in _TEXTS or name in _CODES or name == "tax_code":
            lines.text(column)
        elif name == "tax_code_ok":
            lines.ready(column)
        elif name.startswith("paid_through_"):
            iso = {month: month.isoformat() if month else "\\N" for month in set(column)}
            lines.ready([iso[month] for month in column])
        elif name == "months_owed":
            lines.ready(["\\N" if value is None else value for value in column])
        else:
            lines.numbers(column)
