"""Reckoning a closed version: what every employer owes by the portal's own arithmetic, and where BHXH's figures differ.

All at once by SQL, in parts so that memory stays even; those from whom money was taken back one by one by the pure rules. Law
and settings are those of the month's end, frozen with the run, so that the same version always comes out the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Province
from arrears import permissions
from arrears.models import LedgerVersion, Reckoning, ReckoningDifference, ReckoningRun
from arrears.queries import fund_sql
from arrears.queries.accounts import Reading, accounts_of
from arrears.queries.fund_sql import planned
from arrears.queries.reckoning import Basis, basis_from, facts_of, is_in_order, snapshot_on
from arrears.queries.urging import urged_days_sql
from arrears.rules.summaries import summarise
from portal.core.acts import NotPossible, act

PART = 10_000
"""Employers whose history is held in temporary tables at a time."""

FEW = 1_000
ROOM = {
    "work_mem": "64MB",
    "random_page_cost": "1.1",
    "enable_nestloop": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
"""Of temporary tables the planner knows nothing: hashing is right for each join."""

TEMPORARY = ("reckon_who", "reckon_lines", "reckon_found")


@act(may=permissions.reckon_version)
def reckon_version(version: LedgerVersion, *, by, at: datetime, again: bool = False) -> ReckoningRun:
    """Reckon the version, once; `again` writes its rows anew, by the law and the settings that its run froze."""
    if version.frozen_at is None:
        raise NotPossible(_("Tháng %(month)s chưa có phiên bản khóa sổ.") % {"month": version.period.label})
    run = ReckoningRun.objects.filter(version=version).first()
    if run is not None and not again:
        return run
    if run is None:
        as_of = version.period.last_day
        law = snapshot_on(as_of, version.province)
        run = ReckoningRun.objects.create(version=version, as_of=as_of, law=law, computed_at=at)
    return _Running(run, at).go()


@act(may=permissions.reckon_version)
def reckon_missing(province: Province, *, by, at: datetime) -> list[str]:
    """Reckon the newest version of every closed month that has no run yet. Returns the months."""
    newest = LedgerVersion.objects.filter(province=province).exclude(frozen_at=None)
    versions = newest.order_by("month", "-version").distinct("month")
    missing = [version for version in versions.select_related("province") if not hasattr(version, "reckoning")]
    return [str(reckon_version(version, by=by, at=at).version.period) for version in missing]


@dataclass
class _Running:
    """One run at work."""

    run: ReckoningRun
    at: datetime

    def go(self) -> ReckoningRun:
        version = self.run.version
        self.basis: Basis = basis_from(self.run.law)
        self.reading, self.facts = facts_of(version, self.basis)
        self.urged = urged_days_sql(version.province, self.reading.on)[0]
        self.in_order = is_in_order(self.facts)
        _drop(*TEMPORARY)
        with planned(**ROOM):
            self._find()
            self._keep()
        _drop(*TEMPORARY)
        return self.run

    def _find(self) -> None:
        fund_sql.execute("reckon_begin")
        fund_sql.execute("reckon_who", self.facts | {"part": PART})
        parts = _asked("SELECT coalesce(max(part) + 1, 0) FROM reckon_who")[0][0]
        for part in range(parts):
            self._part(self.facts | {"at_part": part})

    def _part(self, facts: dict[str, Any]) -> None:
        if not self.in_order:
            employers = _asked("SELECT employer_id FROM reckon_who WHERE part = %(at_part)s", facts)
            self._by_rules([employer for (employer,) in employers])
            return
        _drop("reckon_lines")
        fund_sql.execute("reckon_lines", facts)
        self._by_rules(sorted({row["employer_id"] for row in fund_sql.rows("reckon_reversed")}))
        _analyse("reckon_lines")
        fund_sql.execute("reckon_found", facts, urged=self.urged)

    def _by_rules(self, employers: Sequence[int]) -> None:
        for start in range(0, len(employers), FEW):
            rows = list(_reckoned(employers[start : start + FEW], self.reading, self.basis))
            if rows:
                _put(rows)

    def _keep(self) -> None:
        """Write the run's rows in the place of those that it had."""
        for model in (ReckoningDifference, Reckoning):
            model.objects.filter(run=self.run).delete()
        facts = self.facts | {"run": self.run.pk}
        _analyse("reckon_who")
        _analyse("reckon_found")
        self.run.employers = fund_sql.execute("reckon_keep", facts)
        self.run.differences = fund_sql.execute("reckon_differences", facts, urged=self.urged)
        self.run.computed_at = self.at
        self.run.save(update_fields=["employers", "differences", "computed_at"])


def _reckoned(employers: Sequence[int], reading: Reading, basis: Basis) -> Iterator[dict[str, Any]]:
    for known in accounts_of(employers, reading):
        summary = summarise(
            known.account, basis.law, on=reading.on, undated=known.undated, has_less=known.has_less,
            ratio_months=basis.ratio_months,
        )  # fmt: skip
        ratio = summary.columns["months_ratio"]
        decimal = None if ratio is None else Decimal(ratio.numerator) / Decimal(ratio.denominator)
        if known.books:
            yield {"employer_id": known.employer} | summary.columns | {"months_ratio": decimal}


def _put(rows: Sequence[dict[str, Any]]) -> None:
    columns = list(rows[0])
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO reckon_found ({', '.join(columns)}) VALUES ({places})",
            [[row[name] for name in columns] for row in rows],
        )


def _asked(question: str, facts: dict[str, Any] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, facts or {})
        return cursor.fetchall()


def _analyse(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def _drop(*tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in tables)}")
