"""How much memory a piece of work takes: it is done in a process of its own, which is watched with all its children."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from portal.core.acts import NotPossible
from portal.shell.bench.users import surroundings

EVERY = 0.02
MB = 1024 * 1024


def watched(module: str, arguments: Sequence[str]) -> tuple[float, float]:
    """Run the module; its seconds, and the most megabytes that it and its children held at any moment."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=settings.BASE_DIR, env=surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_resident, [process.pid, *_offspring(process.pid)])))
        time.sleep(EVERY)
    seconds = time.perf_counter() - began
    if process.returncode:
        words = process.stderr.read().decode(errors="replace") if process.stderr else ""
        raise NotPossible(f"{module}: {words[-800:]}")
    return seconds, round(most / MB, 1)


def _offspring(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = [int(child) for child in (task / "children").read_text().split()]
            found += children + [each for child in children for each in _offspring(child)]
    return found


def _resident(pid: int) -> int:
    """Memory of its own, its part of what it shares with others included."""
    with contextlib.suppress(OSError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
