"""The files of a past month as applied batches: rows copied into staging, the file kept, the real act lets them in."""

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agencies.models import Agency, User
from arrears.imports.b03_workbook import write_b03
from arrears.imports.c12_headers import TITLES
from arrears.imports.c12_workbook import write_c12
from arrears.imports.columns import B03_COLUMNS, B03_COPY, C12_COLUMNS, C12_COPY, FUNDS, UNSPLIT
from arrears.queries.imports import news_of
from arrears.services.imports import apply_import
from portal.core import files
from portal.core.copying import copy_stream
from portal.core.models import ImportBatch, StoredFile
from portal.core.periods import Month
from portal.shell.demo.contributions import Figures
from portal.shell.demo.rows import b03_cells, b03_row, c12_cells, c12_row, copied
from portal.shell.demo.simulation import Simulation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIMULATED = "Dữ liệu mô phỏng"
CSV = "text/csv"
WHOLE_FILES_UP_TO = 5000
"""Beyond so many employers the kept file of a past month holds its first rows only: nobody opens sixteen of them."""

C12_FIRST_ROW, B03_FIRST_ROW = 3, 13
_COLUMNS = {"c12": C12_COLUMNS, "b03": B03_COLUMNS}
_COPY = {"c12": ("arrears_c12row", C12_COPY), "b03": ("arrears_b03row", B03_COPY)}
_SUMMED = {
    "c12": ("opening", "payable", "adjustment", "paid", "closing", "not_due", "late", "evaded", "charge"),
    "b03": ("not_due", "late", "evaded", "charge_late", "charge_evaded"),
}


class Sender:
    """BHXH of the province on the day it brings the month's two files in."""

    def __init__(self, agency: Agency, officer: User, simulation: Simulation) -> None:
        self.agency, self.officer, self.simulation = agency, officer, simulation

    def send(self, month: Month, figures: Sequence[Figures], at: datetime) -> None:
        """Bring in both files of the month."""
        per_day = self.simulation.per_day
        late = sorted((each for each in figures if each.is_late), key=_as_printed)
        cells = {
            "c12": [c12_cells(each, C12_FIRST_ROW + n, per_day) for n, each in enumerate(figures)],
            "b03": [b03_cells(each, B03_FIRST_ROW + n, per_day) for n, each in enumerate(late)],
        }
        for kind, rows in cells.items():
            batch = self._batch(kind, month, rows, at)
            table, columns = _COPY[kind]
            text = "".join(f"{batch.pk}\t{copied(row)}\n" for row in rows)
            copy_stream(table, columns, io.BytesIO(text.encode()))
            self._say_what_is_new(batch)
            apply_import(batch, by=self.officer, at=at)

    def _batch(self, kind: str, month: Month, rows: list[list[Any]], at: datetime) -> ImportBatch:
        batch = ImportBatch.objects.create(
            kind=kind,
            province_code=self.agency.province_code,
            agency_code=self.agency.code,
            month=month.first_day,
            file=self._kept(kind, month, rows),
            status=ImportBatch.Status.CONFIRMED,
            outcome=_outcome(kind, month, rows),
            rows=len(rows),
            accepted=len(rows),
            uploaded_by=self.officer,
            confirmed_by=self.officer,
        )
        ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=at)
        return batch

    def _say_what_is_new(self, batch: ImportBatch) -> None:
        for name, value in news_of(batch, self.agency).items():
            setattr(batch, name, value)
            batch.outcome[name] = value
        batch.save(update_fields=["new", "changed", "same", "absent", "outcome"])

    def _kept(self, kind: str, month: Month, rows: list[list[Any]]) -> StoredFile:
        """The file itself. C12 of all but the newest closed month is text: a third of a second less for each."""
        shown = rows if len(self.simulation.units) <= WHOLE_FILES_UP_TO else rows[:100]
        name = file_name(kind, month)
        if kind == "c12" and month != self.simulation.plan.history[-1]:
            name, chunks = name.replace(".xlsx", ".csv"), [_as_csv(month, shown)]
            return files.keep(chunks, name=name, content_type=CSV, province_code=self.agency.province_code)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            write_file(kind, path, month, self.agency, shown)
            return files.keep_path(path, name=name, content_type=XLSX, province_code=self.agency.province_code)


def file_name(kind: str, month: Month) -> str:
    """As BHXH names its files: B03b-TS-10-2026.xlsx."""
    return f"{'C12-TS' if kind == 'c12' else 'B03b-TS'}-{month.month:02d}-{month.year}.xlsx"


def write_file(kind: str, path: Path, month: Month, agency: Agency, rows: Sequence[Sequence[Any]]) -> None:
    """Write the workbook of one of the two kinds from rows of cells."""
    if kind == "c12":
        write_c12(path, str(month), map(c12_row, rows), simulated=True)
        return
    local = agency.province.agencies.filter(kind="social_insurance_local", area=None)
    offices = list(local.order_by("code").values_list("name", flat=True))
    write_b03(path, "b03b", str(month), f"{agency.province.name} – {SIMULATED}", offices, map(b03_row, rows))


def _as_csv(month: Month, rows: Sequence[Sequence[Any]]) -> bytes:
    """The flat file as text, as a local office would export it."""
    said = (name for name in C12_COLUMNS if not name.endswith(UNSPLIT))
    named = [(place, TITLES[name]) for place, name in enumerate(said) if name in TITLES]
    places = [place for place, _title in named]
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([SIMULATED])
    table.writerow([TITLES["month"], *(title for _place, title in named)])
    for row in rows:
        table.writerow([month.label, *(_in_words(row[place]) for place in places)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _in_words(cell: Any) -> Any:
    return f"{cell:%m/%Y}" if isinstance(cell, date) else cell


def _as_printed(figures: Figures) -> tuple:
    return figures.unit.kind, figures.unit.place.office or "", figures.unit.unit_code


def _outcome(kind: str, month: Month, rows: list[list[Any]]) -> dict[str, Any]:
    """What the check of such a file answers."""
    places = {name: place for place, name in enumerate(_COLUMNS[kind])}
    totals = {
        fund: {what: sum(row[places[f"{what}_{fund}"]] for row in rows) for what in _SUMMED[kind]} for fund in FUNDS
    }
    if kind == "b03":
        for sums in totals.values():
            sums["charge"] = sums["charge_late"] + sums["charge_evaded"]
    counts = {"rows": len(rows), "accepted": len(rows), "refused": 0, "error_count": 0, "warning_count": 0}
    return counts | {
        "form": "c12" if kind == "c12" else "b03b",
        "month": str(month),
        "office": None,
        "offices": [],
        "sheet": rows[0][1] if rows else "",
        "errors": [],
        "warnings": [],
        "totals": totals,
        "control": {"groups": {}, "people": {}},
        "columns_known": [],
        "external_links": 0,
        "hidden": [],
    }
