"""What the migrations make, kept between runs: rendering eighty of them anew costs more than all the tests of a room.

A kept schema is known by the migrations themselves, by what they import and by the versions they ran on: a changed letter
makes another. It holds nothing but what `migrate` left; the reference data are loaded afresh by every run.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from portal.runtime.processes import ROOT
from portal.runtime.servers import NotStarted

KEPT = ROOT / "var" / "tests"
MOST = 3  # branches between which somebody changes back and forth
READ_BY_MIGRATIONS = (
    "requirements.txt",
    "portal/settings.py",
    "portal/core/protection.py",
    "portal/runtime/servers.py",
)


def file_of(binaries: Path) -> Path:
    seen = hashlib.sha256(os.fsencode(binaries.resolve()))
    for path in _sources():
        seen.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return KEPT / f"schema-{seen.hexdigest()[:24]}.sql"


def _sources() -> Iterator[Path]:
    yield from (ROOT / name for name in READ_BY_MIGRATIONS)
    yield from sorted((*ROOT.glob("*/migrations/*.py"), *ROOT.glob("portal/*/migrations/*.py")))


def bring_back(binaries: Path, url: str, kept: Path) -> None:
    """Into an empty database, as the superuser: every object gets the owner and the grants that it had."""
    quietly = ("-X", "-q", "-1", "-v", "ON_ERROR_STOP=1")
    _run(binaries / "psql", *quietly, "-d", url, "-f", str(kept))


def keep(binaries: Path, url: str, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}")
    _run(binaries / "pg_dump", "--format=plain", "-d", url, "-f", str(unfinished))
    unfinished.replace(kept)
    newest = sorted(KEPT.glob("schema-*.sql"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in newest[MOST:]:
        old.unlink(missing_ok=True)


def _run(*command: object) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=kept)
    if done.returncode != 0:
        raise NotStarted(f"PostgreSQL refused: {done.stderr.strip()}")
