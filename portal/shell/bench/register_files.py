"""Files of the register from their upload to the applied rows: the registry's list and the tax office's, against their bare
reading; and the memory that the longest of them takes."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from agencies.models import User
from employers.rules.file_kinds import KINDS
from employers.services import intake
from portal.core.acts import NotPossible
from portal.core.models import ImportBatch
from portal.core.periods import Month
from portal.core.workbooks.writer import write_rows
from portal.shell.bench.measuring import Run, compared, paired, undone
from portal.shell.bench.memory import watched
from portal.shell.bench.register_province import Registered, people
from portal.shell.bench.workbooks import CHUNK, MOST_MB, bare_read
from portal.shell.demo.employers import Unit
from portal.shell.demo.register_rows import KINDS as KIND_WORDS
from portal.shell.demo.register_rows import MANUFACTURING, REGISTRY, TAX, VSIC

GOAL, DROPS = 3, 6
REGISTRAR, TAX_OFFICER = "taichinh.canbo", "thue.canbo"
OTHER_KIND = "Sự nghiệp công lập"


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        if "register_import" in asked:
            found["register_import"] = _imports(ground, Path(folder))
        if "register_drop" in asked:
            found["register_drop"] = _grown(ground, Path(folder))
    return found


def _imports(ground, folder: Path) -> dict[str, Any]:
    """The worst of the three counts: newcomers only, employers all known, the tax office's drops."""
    known, nobody, runs = ground.register, ground.few_registered, ground.effort.runs
    registry = folder / "registry.xlsx"
    write_rows(registry, "Đăng ký", REGISTRY, _registry(known.units()), ["text"] * len(REGISTRY))
    month = str(Month.of(known.on))
    figures = {}
    for name, place in (("newcomers", nobody), ("known", known)):
        ground.tell(f"register_import, {name}")
        figures[name] = paired(_taken_in(place, registry, month), bare_read(registry), runs=runs, goal=GOAL)
    ground.tell("register_import, drops")
    figures["tax_drops"] = _drops(known, folder)
    ground.tell("register_import, memory")
    most = max(
        _memory(nobody, registry, "business-registry", month),
        _memory(known, _drop(known, folder, 0), "tax-labour", month),
    )
    worst = max(figures.values(), key=lambda figure: figure["ratio"])
    return worst | {"memory_mb": most, "memory_goal": MOST_MB, "memory_met": most <= MOST_MB, "files": figures}


def _grown(ground, folder: Path) -> dict[str, Any]:
    """One list of the tax office with everybody in it: seconds for a thousand rows in a register of many times the employers,
    against those in the small one; beside it each list against the bare reading of its file."""
    places = {"small": ground.register, "large": ground.crowd}
    took: dict[str, list[float]] = {name: [] for name in places}
    floor: dict[str, list[float]] = {name: [] for name in places}
    paths = {name: _drop(place, folder, 0, name=f"{name}.xlsx") for name, place in places.items()}
    for turn in range(max(1, ground.effort.runs // 2)):
        for name, place in places.items():
            ground.tell(f"register_drop, {name}, {turn + 1}")
            took[name].append(_once(place, paths[name]))
            floor[name].append(bare_read(paths[name])())
    per_row = {name: [seconds * 1000 / place.employers for seconds in took[name]] for name, place in places.items()}
    lists = {name: compared(took[name], floor[name], goal=GOAL) | {"rows": places[name].employers} for name in places}
    return compared(per_row["large"], per_row["small"], goal=1) | {"lists": lists}


def _once(place: Registered, path: Path) -> float:
    with undone():
        began = time.perf_counter()
        take_in(place.person(TAX_OFFICER), "tax-labour", str(Month.of(place.on).plus(-1)), path)
        return _settled(began)


def _memory(place: Registered, path: Path, kind: str, period: str) -> float:
    return watched("portal.shell.bench.once", ["register", place.province.slug, kind, period, str(path)])[1]


# --- The rows --------------------------------------------------------------------------------------------------------


def _registry(units: list[Unit]) -> Iterator[tuple]:
    for unit in units:
        vsic = MANUFACTURING[unit.number % 7] if unit.sector == "C" else VSIC.get(unit.sector, "")
        yield (
            *(unit.tax_code, f"21A8{unit.number:06d}", unit.name, unit.address, unit.place.code, unit.zone or ""),
            *(KIND_WORDS.get(unit.kind, OTHER_KIND), vsic, "2025" if vsic else ""),
            *(unit.tax_code[:10] if len(unit.tax_code) > 10 else "", f"{1 + unit.number % 28:02d}/03/2019"),
        )


def _drop(known: Registered, folder: Path, drop: int, *, name: str = "") -> Path:
    """One of the tax office's lists, every employer in it."""
    path = folder / (name or f"tax-{drop}.xlsx")
    rows = ((unit.tax_code, unit.name, unit.address, unit.place.code, people(unit, drop)) for unit in known.units())
    kinds = ["text"] * (len(TAX) - 1) + ["int"]
    write_rows(path, "Thuế", TAX, rows, kinds)
    return path


# --- The road --------------------------------------------------------------------------------------------------------


def _taken_in(place: Registered, path: Path, period: str) -> Run:
    def run() -> float:
        with undone():
            began = time.perf_counter()
            take_in(place.person(REGISTRAR), "business-registry", period, path)
            return _settled(began)

    return run


def _drops(known: Registered, folder: Path) -> dict[str, Any]:
    """Six months, one after the other in one register, each beside the bare reading of its file."""
    paths = [_drop(known, folder, drop) for drop in range(DROPS)]
    measured, floor, counts = [], [], 0
    officer = known.person(TAX_OFFICER)
    with undone():
        for drop, path in enumerate(paths):
            began = time.perf_counter()
            batch = take_in(officer, "tax-labour", str(Month.of(known.on).plus(drop - DROPS)), path)
            measured.append(_settled(began))
            floor.append(bare_read(path)())
            counts += batch.outcome["applied"]["counts"]
    return compared(measured, floor, goal=GOAL) | {"counts": counts, "slowest": round(max(measured), 3)}


def _settled(began: float) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return time.perf_counter() - began


def take_in(officer: User, kind: str, period: str, path: Path) -> ImportBatch:
    """The road of the file, its jobs done here instead of by a worker."""
    if kind not in KINDS:
        raise NotPossible(kind)
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK), b"")
        batch = intake.upload_register_file(
            officer.posting.agency, by=officer, kind=kind, period=period, name=path.name, chunks=chunks,
            on=timezone.localdate(),
        )  # fmt: skip
    batch = intake.check_register_file(batch, by=officer)
    if batch.status != ImportBatch.Status.STAGED:
        raise NotPossible(f"{path.name}: {batch.status} {batch.outcome.get('errors', [])[:3]}")
    batch = intake.confirm_register_file(batch, by=officer, at=timezone.now())
    return intake.apply_register_file(batch, by=officer, at=timezone.now())
