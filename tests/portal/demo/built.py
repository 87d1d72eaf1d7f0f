"""A demo built by its command: some tests build their own, others look at one that was built for them all."""

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.test import override_settings

from agencies.models import User
from arrears.services.imports import check_import, upload_month_file
from portal.core.models import ImportBatch
from portal.core.periods import Month
from tests.factories.cast import TODAY

LAST = Month(2026, 10)


@dataclass(frozen=True)
class Demo:
    """What building one took, and the workbooks that it left for the newcomer."""

    processor_seconds: float
    workbooks: dict[str, bytes]


def build(folder: Path, *, employers: int = 60, months: int = 3, seed: int = 1, as_of: date = TODAY) -> None:
    words = [f"--employers={employers}", f"--months={months}", f"--seed={seed}", f"--as-of={as_of}"]
    call_command("demo", "--province=bac-ninh", f"--folder={folder}", *words)


def demo_of(**size: int) -> Demo:
    """For a layer: the files that it received are gone when it lies."""
    with TemporaryDirectory() as place:
        files, folder = Path(place) / "files", Path(place) / "demo"
        began = time.process_time()
        with override_settings(DEMO=True, FILES_ROOT=files, MEDIA_ROOT=files):
            build(folder, **size)
        took = time.process_time() - began
        return Demo(took, {path.name: path.read_bytes() for path in folder.iterdir()})


def checked(kind: str, name: str, content: bytes) -> ImportBatch:
    """A workbook sent by the officer of BHXH, after its check."""
    officer = User.objects.get(username="bhxh.canbo")
    facts = {"kind": kind, "month": LAST, "name": name, "chunks": [content], "on": TODAY}
    batch = upload_month_file(officer.posting.agency, by=officer, **facts)
    return check_import(batch, by=officer)
