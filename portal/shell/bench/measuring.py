"""Paired runs and what they come to."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.db import transaction

Run = Callable[[], float]
"""Does the work once and answers the seconds it took; what prepares it is not counted."""


def timed(work: Callable[[], Any]) -> Run:
    """A run of which everything counts."""

    def run() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return run


def paired(measured: Run, floor: Run, *, runs: int, goal: float | None = None) -> dict[str, Any]:
    """Run the two in turns, once unseen to warm up, and compare their medians."""
    measured(), floor()
    pairs = [(measured(), floor()) for _ in range(runs)]
    return compared([pair[0] for pair in pairs], [pair[1] for pair in pairs], goal=goal)


def compared(measured: list[float], floor: list[float], *, goal: float | None = None) -> dict[str, Any]:
    """The figure as the command prints it: ratio of medians, the floor and the work in seconds, how many runs."""
    seconds, base = median(measured), median(floor)
    figure: dict[str, Any] = {
        "ratio": round(seconds / base, 3) if base else None,
        "floor": round(base, 6),
        "runs": len(measured),
        "seconds": round(seconds, 6),
    }
    return figure if goal is None else figure | {"goal": goal, "met": bool(base) and seconds / base <= goal}


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
