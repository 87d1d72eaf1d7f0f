"""What `make backup` writes, `make restore` brings back, and only into an empty database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.runtime.processes import ROOT
from tests.machine import remove, short_folder
from tests.runtime.starting import NAMES_OF_SERVERS


@pytest.fixture
def two_machines():
    folder = short_folder()
    folder.chmod(0o711)
    yield folder / "first", folder / "second", folder / "backup.tar"
    remove(folder)


def on(machine: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in NAMES_OF_SERVERS}
    env = {**kept, "PORTAL_VAR": str(machine), "DEMO": "0", "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True)


def count_units(machine: Path) -> str:
    question = "from agencies.models import AdminUnit; print('units:', AdminUnit.objects.count())"
    return on(machine, "manage.py", "shell", "--no-imports", "-c", question).stdout


def test_a_backup_comes_back_whole_and_never_over_what_is_there(two_machines):
    first, second, archive = two_machines
    units = count_units(first)  # a command alone prepares the embedded database, and leaves nothing running
    assert units.startswith("units: ") and units != "units: 0\n"
    (first / "files" / "ab").mkdir(parents=True)
    (first / "files" / "ab" / "report").write_bytes(b"a report")

    made = on(first, "-m", "portal.runtime.backup", "backup", str(archive))
    assert made.returncode == 0, made.stderr
    assert archive.stat().st_mode & 0o077 == 0

    restored = on(second, "-m", "portal.runtime.backup", "restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert count_units(second) == units
    assert (second / "files" / "ab" / "report").read_bytes() == b"a report"
    assert (second / "secret_key").read_text() == (first / "secret_key").read_text()

    again = on(second, "-m", "portal.runtime.backup", "restore", str(archive))
    assert again.returncode == 1
    assert "holds data" in again.stderr
