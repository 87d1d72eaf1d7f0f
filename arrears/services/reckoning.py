"""Reckoning a closed version: what every employer owes by the portal's own arithmetic, and where BHXH's figures differ.

All at once by SQL. A run keeps where each account stands, and the next month carries it on; who is new among those that owe, or
whose past was mended since, is reckoned from the whole history, in parts so that memory stays even; those from whom money was
taken back, or who paid by another cycle once, one by one by the pure rules. Law and settings are those of the month's end,
frozen with the run, so that the same version always comes out the same.
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
from arrears.models.reckoning import CarriedAccount, CarriedMonth
from arrears.queries import fund_sql
from arrears.queries.accounts import Reading, accounts_of
from arrears.queries.fund_sql import planned
from arrears.queries.reckoning import CARRIES, Basis, basis_from, carried_from, facts_of, is_in_order, snapshot_of
from arrears.queries.urging import urged_days_sql
from arrears.rules.summaries import summarise
from portal.core.acts import NotPossible, act

PART = 4_000
"""Employers reckoned at a time: their histories stay in memory."""

FEW = 1_000
READS = {"work_mem": "64MB", "random_page_cost": "1.1", "max_parallel_workers_per_gather": "0", "jit": "off"}
"""Histories of the part alone, by the index where they are few; helpers cannot see a temporary table and would hand over
every row of the ledger."""

ROOM = {**READS, "enable_nestloop": "off", "enable_mergejoin": "off"}
"""Of what a statement makes on its way the planner knows nothing: hashing is right for each join."""

CARRY = {**ROOM, "join_collapse_limit": "1"}
"""The months of an account are found by its employer and only then by its payment cycle: in the order written."""

TEMPORARY = ("reckon_due", "reckon_who", "reckon_told", "reckon_lines", "reckon_found")


@act(may=permissions.reckon_version)
def reckon_version(
    version: LedgerVersion, *, by, at: datetime, again: bool = False, anew: bool = False
) -> ReckoningRun:
    """Reckon the version, once. `again` writes its rows again by what its run froze; `anew` freezes the law, the settings and
    the closed months afresh first, for older months that were closed or figures that were mended since."""
    if version.frozen_at is None:
        raise NotPossible(_("Tháng %(month)s chưa có phiên bản khóa sổ.") % {"month": version.period.label})
    run = ReckoningRun.objects.select_for_update(no_key=True).filter(version=version).first()
    if run is not None and not (again or anew):
        return run
    if run is None:
        run = ReckoningRun(version=version)
    if run.pk is None or anew:
        run.as_of, run.law, run.computed_at = version.period.last_day, snapshot_of(version), at
        run.save()
    return _Running(run, at).go()


@act(may=permissions.reckon_version)
def reckon_missing(province: Province, *, by, at: datetime) -> list[str]:
    """Reckon the newest version of every closed month that has no run yet. Returns the months."""
    newest = LedgerVersion.objects.filter(province=province).newest_of_each_month()
    known = newest.select_related("province", "reckoning")
    missing = [version for version in known if not hasattr(version, "reckoning")]
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
        last = carried_from(version, self.basis) if self.in_order else None
        self.facts |= {"run": self.run.pk, "carried": last.pk if last else None, "part": PART}
        _drop(*TEMPORARY)
        self._find()
        with planned(**ROOM):
            self._keep()
        _drop(*TEMPORARY)
        return self.run

    def _find(self) -> None:
        for model in (CarriedMonth, CarriedAccount):
            model.objects.filter(run=self.run).delete()
        fund_sql.execute("reckon_begin")
        fund_sql.execute("reckon_due", self.facts)
        with planned(**ROOM):
            fund_sql.execute("reckon_who", self.facts)
        if self.facts["carried"]:
            with planned(**CARRY):
                fund_sql.execute("reckon_carry", self.facts)
        parts = _asked("SELECT coalesce(max(part) + 1, 0) FROM reckon_who")[0][0]
        if parts:
            self._whole(parts)
        with planned(**ROOM):
            fund_sql.execute("reckon_found", self.facts, urged=self.urged)

    def _whole(self, parts: int) -> None:
        """Who is not carried on, from the whole history."""
        _do("ANALYZE reckon_due; ANALYZE reckon_who (employer_id, part)")
        with planned(**READS):
            fund_sql.execute("reckon_told", self.facts)
        if parts > 1:
            _do("CREATE INDEX ON reckon_told (part)")
        _do("ANALYZE reckon_told (part)")
        for part in range(parts):
            self._part(self.facts | {"at_part": part})

    def _part(self, facts: dict[str, Any]) -> None:
        if not self.in_order:
            employers = _asked("SELECT employer_id FROM reckon_who WHERE part = %(at_part)s", facts)
            self._by_rules([employer for (employer,) in employers])
            return
        _drop("reckon_lines")
        with planned(**READS):
            fund_sql.execute("reckon_lines", facts)
        self._by_rules(sorted({row["employer_id"] for row in fund_sql.rows("reckon_reversed")}))
        _do("ANALYZE reckon_lines (employer_id)")
        with planned(**ROOM):
            fund_sql.execute("reckon_whole", facts)

    def _by_rules(self, employers: Sequence[int]) -> None:
        for start in range(0, len(employers), FEW):
            rows = list(_reckoned(employers[start : start + FEW], self.reading, self.basis))
            if rows:
                _put(rows)

    def _keep(self) -> None:
        """Write the run's rows in the place of those that it had."""
        for model in (ReckoningDifference, Reckoning):
            model.objects.filter(run=self.run).delete()
        _do("ANALYZE reckon_found (employer_id)")
        self.run.employers = fund_sql.execute("reckon_keep", self.facts)
        self.run.differences = fund_sql.execute("reckon_differences", self.facts, urged=self.urged)
        self.run.carries, self.run.computed_at = (CARRIES if self.in_order else 0), self.at
        self.run.save(update_fields=["employers", "differences", "carries", "computed_at"])
        self._forget()

    def _forget(self) -> None:
        """Accounts of older months: nobody goes on from them."""
        version = self.run.version
        old = ReckoningRun.objects.filter(
            version__province=version.province, version__month__lt=version.period.plus(-1).first_day
        ).exclude(carries=0)
        for run in old.order_by("-version__month").select_for_update(no_key=True, of=("self",)):
            for model in (CarriedMonth, CarriedAccount):
                model.objects.filter(run=run).delete()
        old.update(carries=0)


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


def _do(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _drop(*tables: str) -> None:
    _do(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in tables)}")
