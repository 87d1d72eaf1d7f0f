"""Reckoning a month that was just closed, carried on from the month before, and a month from the whole history; both against a
scan of the whole ledger and against one of a single month."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from agencies.models import Agency
from arrears.models import LedgerMonth, LedgerVersion
from arrears.services.closing import advance_closing, close_month
from arrears.services.reckoning import reckon_version
from portal.core.acts import OPERATOR
from portal.shell.bench.ledger import LEDGER, NINE
from portal.shell.bench.measuring import compared, timed, undone
from portal.shell.bench.partition import PARTITION, partition_of, tidy
from portal.shell.demo.batches import Sender

KEYS = ("reckoning", "reckoning_whole")
GOAL, FLOORS = 1, 25
"""Scans of the whole ledger, and of one month, that a month carried on may cost."""


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """Accounts, days, classes, charge and months of everyone, kept and compared with BHXH's figures; nothing of it stays."""
    tidy()
    newest, found = ground.large.newest, {}
    with partition_of(newest), undone():
        ground.tell("reckoning_whole")
        if "reckoning_whole" in asked:
            found["reckoning_whole"] = _beside_floors(newest, runs=max(1, ground.effort.runs // 2))
        if "reckoning" in asked:
            reckon_version(newest, by=OPERATOR, at=timezone.now())
            ground.tell(f"{ground.large.month}: in, closed …")
            version = _lived_through(ground.large)
            ground.tell("reckoning")
            found["reckoning"] = _beside_floors(version, runs=ground.effort.runs, goals=(GOAL, FLOORS))
    return found


def _lived_through(built) -> LedgerVersion:
    """The month that is not in yet, brought in and closed: who owed pays nothing, something or all, and others are new."""
    at, officer = timezone.now(), built.person("bhxh.canbo")
    bhxh = Agency.objects.select_related("province").get(province=built.province, code="bhxh-tinh")
    Sender(bhxh, officer, built.simulation).send(built.month, built.figures, at)
    month = LedgerMonth.objects.get(province=built.province, month=built.month.first_day)
    approver = built.person("bhxh.pheduyet")
    return advance_closing(close_month(month, by=approver, at=at), by=approver, at=at, until="freeze")


def _beside_floors(
    version: LedgerVersion, *, runs: int, goals: tuple[int | None, int | None] = (None, None)
) -> dict[str, Any]:
    """The version reckoned, in turns with both scans; once unseen to warm up."""
    done: dict[str, int] = {}

    def reckoned() -> float:
        def work() -> None:
            run = reckon_version(version, by=OPERATOR, at=timezone.now(), again=True)
            done.update(owing=run.employers, differences=run.differences)

        with undone():
            return timed(work)()

    turns = [(reckoned(), _scanned(LEDGER), _scanned(PARTITION)) for _ in range(runs + 1)][1:]
    taken, whole, month = (list(times) for times in zip(*turns, strict=True))
    beside = compared(taken, month, goal=goals[1])
    return compared(taken, whole, goal=goals[0]) | {"beside_a_month": beside} | done


def _scanned(table: str) -> float:
    """A sequential scan that sums nine columns over every row of the table."""
    question = f"SELECT {', '.join(f'sum({name})' for name in NINE)} FROM {table}"
    return _alone(lambda cursor: cursor.execute(question))


def _alone(ask: Callable[[Any], Any]) -> float:
    with undone(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_indexscan = off")
        return timed(lambda: ask(cursor))()
