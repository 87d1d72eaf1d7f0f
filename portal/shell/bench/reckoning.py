"""Reckoning every employer of a closed month from its whole history, against a scan of the whole ledger."""

from typing import Any

from django.db import connection
from django.utils import timezone

from arrears.services.reckoning import reckon_version
from portal.core.acts import OPERATOR
from portal.shell.bench.ledger import LEDGER, NINE
from portal.shell.bench.measuring import Run, paired, timed, undone
from portal.shell.bench.partition import tidy

KEYS = ("reckoning",)


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """Accounts, days, classes, charge and months of everyone, kept and compared with BHXH's figures; undone each time."""
    version, at, done = ground.large.newest, timezone.now(), {}
    ground.tell("reckoning")
    tidy()

    def run() -> float:
        def work() -> None:
            found = reckon_version(version, by=OPERATOR, at=at, again=True)
            done.update(owing=found.employers, differences=found.differences)

        with undone():
            return timed(work)()

    return {"reckoning": paired(run, _whole_ledger(), runs=max(1, ground.effort.runs // 2)) | done}


def _whole_ledger() -> Run:
    """A sequential scan that sums nine columns over every row of every month."""

    def run() -> float:
        with undone(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_indexscan = off")
            question = f"SELECT {', '.join(f'sum({name})' for name in NINE)} FROM {LEDGER}"
            return timed(lambda: cursor.execute(question))()

    return run
