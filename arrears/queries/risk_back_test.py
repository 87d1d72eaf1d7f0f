"""How well older scores foretold who owes three months and more six months later, beside plain rules, from the ledger itself.

Every score that is tested was reckoned from what was known then; what came is read from the newest version closed since.
What one pair of months came to is kept with the run and not asked again while both stay as they were.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from arrears.models import LedgerVersion, RiskRun
from portal.core import sql

AHEAD = 6
THRESHOLD = 3
COUNTED = ("cases", "came", "chosen", "by_score", "by_owed", "by_months")


@dataclass(frozen=True)
class Precision:
    """What one part of a back-test counted, and its shares in percent with one decimal."""

    cases: int
    came: int
    chosen: int
    by_score: int
    by_owed: int
    by_months: int

    @property
    def base(self) -> Decimal | None:
        return percent_of(self.came, self.cases)

    @property
    def score(self) -> Decimal | None:
        return percent_of(self.by_score, self.chosen)

    @property
    def owed(self) -> Decimal | None:
        return percent_of(self.by_owed, self.chosen)

    @property
    def months(self) -> Decimal | None:
        return percent_of(self.by_months, self.chosen)


def percent_of(part: int, whole: int) -> Decimal | None:
    """Rounded half up to one decimal; of nothing there is no share."""
    return Decimal((part * 2000 + whole) // (2 * whole)) / 10 if whole else None


def back_test(version: LedgerVersion, known: dict[str, Any]) -> dict[str, Any]:
    """Each scored month at least six months before the version's, beside what came of it: {"months": […]}, oldest first.
    `known`: an earlier back-test, whose months are taken over where they rest on the same versions."""
    kept = {(row["run"], row["later"]): row for row in known.get("months", ())}
    rows = []
    for run, later in _pairs(version):
        rows.append(kept.get((run.pk, later.pk)) or _tested(run, later))
    return {"ahead": AHEAD, "threshold": THRESHOLD, "months": rows}


def _pairs(version: LedgerVersion) -> list[tuple[RiskRun, LedgerVersion]]:
    """The first scored version of each month, for that is what was known, with the newest one six months later."""
    runs = RiskRun.objects.filter(
        version__province_id=version.province_id, version__month__lte=version.period.plus(-AHEAD).first_day
    ).select_related("version")
    first = {run.version.month: run for run in runs.order_by("version__month", "-version__version")}
    later = _newest(version)
    pairs = ((run, later.get(run.version.period.plus(AHEAD).first_day)) for run in first.values())
    return [(run, came) for run, came in pairs if came is not None]


def _newest(version: LedgerVersion) -> dict:
    known = LedgerVersion.objects.filter(
        province_id=version.province_id, month__lte=version.month, closed_at__lte=version.closed_at
    )
    return {found.month: found for found in known.newest_of_each_month()}


def _tested(run: RiskRun, later: LedgerVersion) -> dict[str, Any]:
    facts = {
        "run": run.pk,
        "province": later.province_id,
        "month": run.version.month,
        "version": run.version.version,
        "later_month": later.month,
        "later_version": later.version,
        "threshold": THRESHOLD,
    }
    return {
        "run": run.pk,
        "later": later.pk,
        "month": str(run.version.period),
        "all": sql.rows("arrears", "risk_back_test", facts | {"only_below": False})[0],
        "below": sql.rows("arrears", "risk_back_test", facts | {"only_below": True})[0],
    }


def summed(months: Iterable[dict[str, Any]], part: str) -> Precision:
    """All months of a back-test together: part "all", or "below" (who did not owe three months yet)."""
    rows: Sequence[dict[str, int]] = [month[part] for month in months]
    return Precision(**{name: sum(row[name] for row in rows) for name in COUNTED})
