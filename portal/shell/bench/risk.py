"""What scoring the risk of a closed month costs: every factor, the rows written, and the back-test of one month."""

from typing import Any

from django.db import connection
from django.utils import timezone

from arrears.models import LedgerVersion, RiskRun, RiskScore
from arrears.queries.risk_back_test import AHEAD
from arrears.queries.risk_factors import LOOKS_BACK
from arrears.services.risk import score_version
from portal.core.acts import THE_CLOCK
from portal.core.money import SPLIT_FUNDS
from portal.shell.bench.measuring import paired, timed, undone

GOAL = 6
NINE = [f"late_{fund}" for fund in SPLIT_FUNDS] + [f"not_due_{fund}" for fund in SPLIT_FUNDS[:4]]


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """The newest closed month, scored for the first time after an older one has been, against a scan of the months it reads."""
    newest: LedgerVersion = ground.large.newest
    older = LedgerVersion.objects.filter(
        province=newest.province, month__lte=newest.period.plus(-AHEAD).first_day
    ).order_by("-month", "version")
    done: dict[str, int] = {}

    def run() -> float:
        with undone():
            RiskScore.objects.filter(run__version__province=newest.province).delete()
            RiskRun.objects.filter(version__province=newest.province).delete()
            for version in older[:1]:
                score_version(version, by=THE_CLOCK, at=timezone.now())
            return timed(lambda: done.update(scored=score_version(newest, by=THE_CLOCK, at=timezone.now()).scored))()

    ground.tell("risk")
    return {"risk": paired(run, timed(lambda: _scan(newest)), runs=ground.effort.runs, goal=GOAL) | done}


def _scan(newest: LedgerVersion) -> None:
    """Nine columns summed over the rows of the months that a score reads."""
    sums = ", ".join(f"sum({name})" for name in NINE)
    first = newest.period.plus(-LOOKS_BACK).first_day
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sums} FROM arrears_ledgerrow WHERE province_id = %s AND month BETWEEN %s AND %s AND version > 0",
            [newest.province_id, first, newest.month],
        )
        cursor.fetchall()
