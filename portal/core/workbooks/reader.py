"""Rows of a workbook or CSV file that the guard has let through, with the sheet's own row numbers, columns from A on.

Call it in the child process only: calamine is fast, and may end its process on what the guard could not foresee."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from portal.core.workbooks.guard import Inspection
from portal.core.workbooks.refusals import Refused
from portal.core.workbooks.sheet_scan import SheetSeen

_ERROR = "#VALUE!"
_LONGEST_FIELD = 32_767  # what one cell of Excel holds
_CSV_COLUMNS = 400


@dataclass(frozen=True)
class Sheet:
    """One sheet. `seen` tells what the guard counted: formulas, error cells, hidden rows and columns."""

    name: str
    visible: bool
    seen: SheetSeen
    book: "Book"

    def rows(self) -> Iterator[tuple[int, list]]:
        """(row number, values) for every row down to the last used one; values begin at column A, "" is an empty cell.

        All rows of a sheet are equally long; rows of a CSV file are as long as they are. Error cells read "#VALUE!"."""
        return self.book._csv_rows() if self.book.inspection.kind == "csv" else self._sheet_rows()

    def _sheet_rows(self) -> Iterator[tuple[int, list]]:
        sheet = self.book._sheet(self.name)
        if sheet.start is None:
            return
        missing = [""] * sheet.start[1]
        rows = enumerate(sheet.iter_rows(), 1)
        if not missing and not self.seen.errors:
            yield from rows
            return
        errors: dict[int, list[int]] = {}
        for row, column in self.seen.errors:
            errors.setdefault(row, []).append(column)
        for number, values in rows:
            values = missing + values
            for column in errors.get(number, ()):
                values.extend([""] * (column + 1 - len(values)))
                values[column] = _ERROR
            yield number, values


class Book:
    """A file that was inspected. `.sheets()` gives every sheet in the workbook's order, hidden ones too."""

    def __init__(self, path: str | os.PathLike, inspection: Inspection):
        self.path, self.inspection = os.fspath(path), inspection
        self._opened: CalamineWorkbook | None = None

    @property
    def date1904(self) -> bool:
        return self.inspection.date1904

    def sheets(self) -> list[Sheet]:
        if self.inspection.kind == "csv":
            return [Sheet("CSV", True, SheetSeen(name="CSV"), self)]
        names = set(self._workbook().sheet_names)
        seen = [sheet for sheet in self.inspection.sheets if sheet.name in names]
        if not seen:
            raise Refused("no_sheets")
        return [Sheet(sheet.name, sheet.visibility == "visible", sheet, self) for sheet in seen]

    def _workbook(self) -> CalamineWorkbook:
        if self._opened is None:
            try:
                self._opened = CalamineWorkbook.from_path(self.path)
            except CalamineError:
                raise Refused("unreadable") from None
        return self._opened

    def _sheet(self, name: str):
        try:
            return self._workbook().get_sheet_by_name(name)
        except CalamineError:
            raise Refused("unreadable") from None

    def _csv_rows(self) -> Iterator[tuple[int, list]]:
        csv.field_size_limit(_LONGEST_FIELD)
        with open(self.path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=self.inspection.delimiter, strict=True)
            number = 0
            try:
                for number, values in enumerate(reader, 1):
                    if len(values) > _CSV_COLUMNS:
                        raise Refused("csv_columns", row=number, limit=_CSV_COLUMNS)
                    if number == 1 and len(values) <= 2 and values and values[0] == "sep=":
                        continue
                    yield number, values
            except csv.Error:
                raise Refused("csv_line", row=number + 1) from None
