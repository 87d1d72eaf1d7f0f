"""All figures of a bench, one after the other: what is measured under which key, and the goals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.shell.bench import documents, ledger, lists, pages, province, workbooks
from portal.shell.bench.partition import tidy
from portal.shell.bench.province import Built


@dataclass(frozen=True)
class Effort:
    """How much is built, and how often each thing is tried."""

    employers: int
    months: int
    small: int
    runs: int
    rounds: int
    users: int
    on: date


@dataclass
class Ground:
    """What the figures are measured on."""

    effort: Effort
    large: Built
    small: Built
    tell: Callable[[str], Any]


# Each answers some keys of the result. The ledger's figures share one transaction, which ends with a rollback.
ROOMS: dict[str, tuple[tuple[str, ...], Callable[[Ground, frozenset[str]], dict[str, Any]]]] = {
    "ledger": (("disk", "load", "rollup", "correction", "status"), ledger.measure),
    "workbooks": (("import", "export"), workbooks.measure),
    "lists": (("deep_page", "search"), lists.measure),
    "pages": (("board", "pages"), pages.measure),
    "documents": (("pdf",), documents.measure),
}
KEYS = tuple(key for keys, _measure in ROOMS.values() for key in keys)


def measure(effort: Effort, *, only: Sequence[str], tell: Callable[[str], Any]) -> dict[str, Any]:
    """Build what is not there yet, then measure."""
    facts = {"months": effort.months, "on": effort.on, "tell": tell}
    large = province.built(province.LARGE, employers=effort.employers, **facts)
    small = province.built(province.SMALL, employers=effort.small, **facts)
    tidy()
    ground = Ground(effort, large, small, tell)
    found: dict[str, Any] = {"employers": effort.employers, "months": effort.months}
    for keys, room in ROOMS.values():
        if asked := frozenset(keys) & frozenset(only):
            measured = room(ground, asked)
            found |= measured
            for key, figure in measured.items():
                if "ratio" in figure:
                    tell(f"= {key}: {figure['ratio']} (goal {figure.get('goal')})")
    return found
