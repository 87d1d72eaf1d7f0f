"""What a night of duties costs in a province of thousands of agencies: raising, judging, reminding, letters.

Each act runs whole and is undone; its floor is the same rows read or written once by one plain statement.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from agencies.models import Obligation, ObligationStep
from agencies.services.obligations import judge_overdue, raise_obligations
from agencies.services.reminders import remind
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.shell.bench.duty_province import Lived
from portal.shell.bench.measuring import Run, paired, timed, undone
from portal.shell.bench.partition import tidy
from reports.queries.letters import late_agencies
from reports.services.letters import draw_up_assessment, draw_up_urging_letters

OBLIGATIONS = Obligation._meta.db_table
COORDINATOR = "so-noi-vu"
KEYS = ("duties_raise_first", "duties_raise_again", "duties_judge", "duties_remind", "duties_late", "duties_letters",
        "duties_assessment")  # fmt: skip
AHEAD = timedelta(days=35)


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """Dead rows of one figure are cleared before the next."""
    bench, found = DutyBench(ground), {}
    for key in KEYS:
        if key in asked:
            ground.tell(key)
            found[key] = getattr(bench, key.removeprefix("duties_"))()
            tidy()
    return found


class DutyBench:
    """The acts over the large province, raising for the first time over the fresh one."""

    def __init__(self, ground) -> None:
        self.runs, self.ground = ground.effort.runs, ground
        self.lived: Lived = ground.duties
        self.rows = Obligation.objects.filter(province=self.lived.province).count()
        self.done = 0

    def raise_first(self) -> dict[str, Any]:
        """Against as many rows written again by one statement into a table with the same columns and indexes."""
        fresh: Lived = self.ground.fresh_duties
        act = self._act(lambda: raise_obligations(fresh.province, by=THE_CLOCK, on=fresh.on).added)
        return self._figure(act, self._written(lambda: self.done))

    def raise_again(self) -> dict[str, Any]:
        """With nothing to do, against a fetch of the rows that it compares."""
        lived = self.lived
        act = self._act(lambda: raise_obligations(lived.province, by=THE_CLOCK, on=lived.on).added)
        columns = ("pk", "duty_id", "agency_id", "period", "opens_on", "due_on", "quota", "party", "state", "verdict")
        rows = Obligation.objects.filter(province=lived.province).order_by().values_list(*columns)
        return self._figure(act, timed(lambda: list(rows.iterator(chunk_size=20_000))))

    def judge(self) -> dict[str, Any]:
        """Five weeks at once, against one statement that writes the verdicts and one that writes the steps."""
        lived, at = self.lived, self.lived.at + AHEAD
        act = self._act(lambda: judge_overdue(lived.province, by=THE_CLOCK, at=at))
        return self._figure(act, _undone(lambda: _judged_plainly(lived.province.pk, at)))

    def remind(self) -> dict[str, Any]:
        """After a week of nights missed, against a scan of the obligations."""
        lived, at = self.lived, self.lived.at + timedelta(days=7)
        return self._figure(self._act(lambda: remind(lived.province, by=THE_CLOCK, at=at)), self._scan())

    def late(self) -> dict[str, Any]:
        """Who is late, against a scan of the obligations."""
        sender, at = self.lived.agency(COORDINATOR), self.lived.at
        return self._figure(self._act(lambda: len(late_agencies(sender, at=at))), self._scan())

    def letters(self) -> dict[str, Any]:
        """A draft for every agency that is late, against a fetch of what their letters name."""
        sender, at = self.lived.agency(COORDINATOR), self.lived.at
        late = Obligation.objects.filter(province=self.lived.province).overdue(at)
        floor = timed(lambda: list(late.order_by().values_list("pk", "holder", "due_on", "duty__summary_vi")))
        return self._figure(self._act(lambda: len(draw_up_urging_letters(sender, by=OPERATOR, at=at))), floor)

    def assessment(self) -> dict[str, Any]:
        """The year of every agency, against a scan of the obligations."""
        sender, at = self.lived.agency(COORDINATOR), self.lived.at
        act = self._act(lambda: draw_up_assessment(sender, by=OPERATOR, year=at.year, at=at).lines.count())
        return self._figure(act, self._scan())

    def _act(self, work: Callable[[], int]) -> Run:
        def counted() -> None:
            self.done = work()

        return _undone(counted)

    def _figure(self, act: Run, floor: Run) -> dict[str, Any]:
        return paired(act, floor, runs=self.runs) | {"done": self.done, "obligations": self.rows}

    def _scan(self) -> Run:
        """Every obligation of the province looked at once."""
        question = f"SELECT count(*) FILTER (WHERE due_at < now()) FROM {OBLIGATIONS} WHERE province_id = %s"

        def work() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
                cursor.execute(question, [self.lived.province.pk])

        return _undone(work)

    def _written(self, count: Callable[[], int]) -> Run:
        def run() -> float:
            with undone(), connection.cursor() as cursor:
                cursor.execute(f"CREATE TEMP TABLE bench_written (LIKE {OBLIGATIONS} INCLUDING ALL) ON COMMIT DROP")
                question = f"INSERT INTO bench_written SELECT * FROM {OBLIGATIONS} WHERE province_id = %s LIMIT %s"
                return timed(lambda: cursor.execute(question, [self.lived.province.pk, count()]))()

        return run


def _judged_plainly(province: int, at) -> None:
    still = "verdict = '' AND state IN ('open', 'returned')"
    late = f"SELECT id FROM {OBLIGATIONS} WHERE province_id = %s AND due_at < %s AND {still}"
    steps = ObligationStep._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {steps} (obligation_id, kind, text, at, actor, is_submitted)"
            f" SELECT id, 'judge', '', %s, '', TRUE FROM ({late}) AS late",
            [at, province, at],
        )
        cursor.execute(
            f"UPDATE {OBLIGATIONS} SET verdict = 'late', verdict_at = %s WHERE id IN ({late})", [at, province, at]
        )


def _undone(work: Callable[[], Any]) -> Run:
    """The work inside a transaction that leaves nothing; the rollback is not counted."""

    def run() -> float:
        with undone():
            return timed(work)()

    return run
