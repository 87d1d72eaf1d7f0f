"""Workbooks: a month's file from its upload to the applied ledger, and a month's ledger as a file for who asks for it."""

import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from agencies.models import Agency
from arrears.imports.c12_workbook import write_c12
from arrears.imports.columns import C12_COLUMNS, FUNDS, UNSPLIT
from arrears.services import imports
from portal.core.acts import NotPossible
from portal.core.models import ImportBatch
from portal.core.periods import Month
from portal.shell.bench.measuring import Run, paired, undone
from portal.shell.bench.memory import watched
from portal.shell.bench.pages import InProcess
from portal.shell.bench.province import Built
from portal.shell.bench.users import logged_in
from portal.shell.demo.rows import c12_cells

CHUNK = 1 << 16
MOST_MB = 512
_MONEY = ("opening", "payable", "adjustment", "paid", "closing", "paid_through")
_UNIT = ("unit_code", "tax_code", "name", "address", "commune_code", "zone_code", "kind", "sector", "cycle", "workers",
         "payroll", "days_late", "days_evaded", "state", "surplus", "difference")  # fmt: skip
# A file split by fund has 52 columns with its month, one with totals only has 15.
SPLIT = (*_UNIT, *(f"{what}_{fund}" for fund in FUNDS for what in (*_MONEY, "late")))
TOTALS = ("unit_code", "tax_code", "name", "address", "workers", "payroll", "kind", "cycle", "commune_code",
          *(f"{what}_{UNSPLIT}" for what in _MONEY[:5]))  # fmt: skip


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "import" in asked:
        with tempfile.TemporaryDirectory() as folder:
            found["import"] = _import(ground, Path(folder))
    if "export" in asked:
        ground.tell("export")
        found["export"] = export(ground)
    return found


def _import(ground, folder: Path) -> dict[str, Any]:
    """By the wide file; the narrow one beside it."""
    figures = {}
    for name, columns in (("split", SPLIT), ("totals", TOTALS)):
        ground.tell(f"import, {len(columns) + 1} columns")
        path = folder / f"{name}.xlsx"
        write_c12(path, str(ground.large.month), rows_of(ground.large, columns))
        figures[name] = paired(taken_in(ground.large, path), bare_read(path), runs=ground.effort.runs, goal=3)
        figures[name]["columns"] = len(columns) + 1
    ground.tell("import, memory")
    arguments = [ground.large.province.slug, str(ground.large.month), str(folder / "split.xlsx")]
    _seconds, most = watched("portal.shell.bench.once", ["import", *arguments])
    memory = {"memory_mb": most, "memory_goal": MOST_MB, "memory_met": most <= MOST_MB}
    return figures["split"] | memory | {"totals_only": figures["totals"]}


def rows_of(built: Built, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The month's rows as the two kinds of file say them."""
    per_day = built.simulation.per_day
    for place, figures in enumerate(built.figures, 2):
        row = dict(zip(C12_COLUMNS, c12_cells(figures, place, per_day), strict=True))
        for what in _MONEY[:5]:
            row[f"{what}_{UNSPLIT}"] = sum(row[f"{what}_{fund}"] for fund in FUNDS)
        yield {name: row[name] for name in columns}


def bare_read(path: Path) -> Run:
    """Calamine, every row of the first sheet looked at once."""

    def run() -> float:
        began = time.perf_counter()
        for _row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows():
            pass
        return time.perf_counter() - began

    return run


def taken_in(built: Built, path: Path) -> Run:
    """Upload, hostile-file check, every row checked, staged, previewed, confirmed, applied to register and ledger."""
    bhxh = Agency.objects.select_related("province").get(province=built.province, code="bhxh-tinh")
    officer = built.person("bhxh.canbo")

    def run() -> float:
        with undone():
            began = time.perf_counter()
            take_in(bhxh, officer, built.month, path)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return time.perf_counter() - began

    return run


def take_in(bhxh: Agency, officer, month: Month, path: Path) -> ImportBatch:
    """The road of the file, its jobs done here instead of by a worker."""
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK), b"")
        on = month.plus(1).first_day
        batch = imports.upload_month_file(
            bhxh, by=officer, kind="c12", month=month, name=path.name, chunks=chunks, on=on
        )
    batch = imports.check_import(batch, by=officer)
    if batch.status != ImportBatch.Status.STAGED:
        raise NotPossible(f"{path.name}: {batch.status} {batch.outcome.get('errors', [])[:3]}")
    imports.confirm_import(batch, by=officer, at=timezone.now())
    return imports.apply_import(ImportBatch.objects.get(pk=batch.pk), by=officer, at=timezone.now())


def export(ground) -> dict[str, Any]:
    """The month's whole ledger as XLSX, asked for by an officer of the department, against zlib over the same bytes."""
    portal, cookie = InProcess(), logged_in(ground.large.person("noivu.canbo"))
    path = reverse("ledger", args=[ground.large.plan.history[-1]])

    def exported() -> float:
        status, _headers, seconds = portal.get(path, cookie, QUERY_STRING="format=xlsx")
        if status != 200:
            raise NotPossible(f"{path}: {status}")
        return seconds

    with _parts(portal.body(path, cookie, QUERY_STRING="format=xlsx")) as parts:
        figure = paired(exported, _compressed(parts, zlib.Z_DEFAULT_COMPRESSION), runs=ground.effort.runs, goal=2)
        light = paired(exported, _compressed(parts, 1), runs=1)
    return figure | {"against_level_1": light["ratio"], "bytes": sum(map(len, parts))}


@contextmanager
def _parts(content: bytes) -> Iterator[list[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        with zipfile.ZipFile(file) as archive:
            yield [archive.read(name) for name in archive.namelist()]


def _compressed(parts: list[bytes], level: int) -> Run:
    def run() -> float:
        began = time.perf_counter()
        for part in parts:
            zlib.compress(part, level)
        return time.perf_counter() - began

    return run
