"""A file's road as tests walk it: a workbook on disk, uploaded, its jobs done here instead of by a worker."""

import itertools
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from arrears.imports.b03_workbook import write_b03
from arrears.imports.c12_workbook import write_c12
from arrears.services import imports
from portal.core import jobs
from portal.core.models import ImportBatch, Job
from portal.core.money import SPLIT_FUNDS
from portal.core.periods import Month

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 5)
NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)
_numbers = itertools.count(1)


def c12_unit(unit_code: str, *, owes_months: int = 1, payable: int = 1_000_000, **columns: Any) -> dict[str, Any]:
    """A unit that owes so many months of every fund at the end of October, the newest included."""
    row: dict[str, Any] = {"unit_code": unit_code, "name": f"Công ty {unit_code}", "workers": 10, "kind": 3, "cycle": 1}
    for fund in SPLIT_FUNDS:
        row[f"opening_{fund}"] = payable * (owes_months - 1)
        row[f"payable_{fund}"] = payable
        row[f"adjustment_{fund}"] = row[f"paid_{fund}"] = 0
        row[f"closing_{fund}"] = payable * owes_months
        row[f"paid_through_{fund}"] = OCTOBER.plus(-owes_months).first_day
    return row | columns


def c12_file(folder: Path, rows: list[dict[str, Any]], month: Month = OCTOBER) -> Path:
    path = folder / f"C12-{next(_numbers)}.xlsx"
    write_c12(path, str(month), rows)
    return path


def b03_file(folder: Path, rows: list[dict[str, Any]], form: str = "b03b", offices=("BHXH cơ sở Một",)) -> Path:
    path = folder / f"B03-{next(_numbers)}.xlsx"
    write_b03(path, form, str(OCTOBER), "Bắc Ninh", offices, rows)
    return path


def upload(agency, path: Path, *, by, kind: str = "c12", month: Month = OCTOBER) -> ImportBatch:
    """Upload and check."""
    batch = imports.upload_month_file(
        agency, by=by, kind=kind, month=month, name=path.name, chunks=[path.read_bytes()], on=TODAY
    )
    return do(batch, "check")


def confirm(batch: ImportBatch, *, by, reason: str = "") -> ImportBatch:
    """Confirm and apply."""
    imports.confirm_import(batch, by=by, at=NOW, reason=reason)
    return do(batch, "apply")


def do(batch: ImportBatch, step: str) -> ImportBatch:
    job = Job.objects.get(key=f"{step}:{batch.pk}")
    done = jobs.run(job.pk)
    assert done is not None and done.state == Job.State.DONE, done and done.error
    return ImportBatch.objects.get(pk=batch.pk)
