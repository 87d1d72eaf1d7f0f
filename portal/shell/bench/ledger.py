"""The ledger of a month: its size, loading it, rolling it up, correcting the rollup, and the status of every employer."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from agencies.models import Agency
from arrears.imports.columns import C12_COPY
from arrears.models import LedgerMonth
from arrears.queries import fund_sql
from arrears.queries.ledger import facts_of, ledger_columns
from arrears.services import ledger as ledger_acts
from arrears.services.imports import undo_import
from arrears.services.rollups import correct_rollups, roll_up_month
from portal.core.acts import OPERATOR
from portal.core.copying import copy_stream
from portal.core.models import ImportBatch
from portal.core.money import FUNDS, SPLIT_FUNDS
from portal.shell.bench.measuring import Run, paired, timed, undone
from portal.shell.bench.partition import NINE, PARTITION, month_scan, partition_of, scan_of, tidy
from portal.shell.demo.batches import Sender
from portal.shell.demo.rows import c12_cells, copied

STAGED = "arrears_c12row"
LEDGER = "arrears_ledgerrow"
CHANGED = 500
_CHANGE = """
    CREATE TEMP TABLE arrears_changed ON COMMIT DROP AS
    SELECT employer_id FROM arrears_ledgerrow WHERE month = %(month)s AND version = 0 AND province_id = %(province)s
    ORDER BY md5(employer_id::text) LIMIT %(changed)s;
    CREATE TEMP TABLE arrears_was ON COMMIT DROP AS
    SELECT l.* FROM arrears_ledgerrow l JOIN arrears_changed c ON c.employer_id = l.employer_id
    WHERE l.month = %(month)s AND l.version = 0;
    UPDATE arrears_ledgerrow l
    SET late_httt = late_httt + 1000000, owed = owed + 1000000, worst = greatest(worst, 2), is_quiet = FALSE
    FROM arrears_changed c WHERE l.month = %(month)s AND l.version = 0 AND l.employer_id = c.employer_id
"""
_DIMENSIONS = "month, employer_id, version, province_id, commune_id, zone_id, agency_id, office_id, sector, kind, worst"
_OF_FUND = (
    "opening",
    "payable",
    "adjustment",
    "paid",
    "closing",
    "paid_through",
    "not_due",
    "late",
    "evaded",
    "charge",
)


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """Bring the month in, measure, and take it out again. Dead rows of one figure are cleared before the next."""
    found: dict[str, Any] = {}
    ground.tell(f"{ground.large.month}: in …")
    bench = LedgerBench(ground)
    with partition_of(ground.large.newest):
        for key in ("disk", "rollup", "correction", "status", "merge", "load"):
            if key in asked:
                tidy()
                ground.tell(key)
                found[key] = getattr(bench, key)()
    ground.tell(f"{ground.large.month}: out …")
    bench.take_out()
    tidy()
    return found


class LedgerBench:
    """The open month with its two files applied; the floor is a bare table of as many rows, those of the month before."""

    def __init__(self, ground) -> None:
        self.runs, self.built = ground.effort.runs, ground.large
        self.at: datetime = timezone.now()
        self.officer = self.built.person("bhxh.canbo")
        self.take_out()
        bhxh = Agency.objects.select_related("province").get(province=self.built.province, code="bhxh-tinh")
        Sender(bhxh, self.officer, self.built.simulation).send(self.built.month, self.built.figures, self.at)
        self.facts = facts_of(self.month)

    def take_out(self) -> None:
        """What this bench, or one that was killed, let into the month."""
        applied = ImportBatch.objects.applied().filter(
            province_code=self.built.province.slug, month=self.built.month.first_day
        )
        for batch in applied.order_by("-sequence"):
            undo_import(batch, by=self.officer, at=self.at, reason="bench")

    @property
    def month(self) -> LedgerMonth:
        return LedgerMonth.objects.select_related("province").get(
            province=self.built.province, month=self.built.month.first_day
        )

    def disk(self) -> dict[str, Any]:
        """Heap and indexes of the month's rows, against a row for each fund that says the same."""
        sizes = []
        per_fund = " UNION ALL ".join(self._of_fund(fund) for fund in SPLIT_FUNDS)
        for name, rows, key in (
            ("bench_wide", f"SELECT * FROM {PARTITION}", ""),
            ("bench_long", per_fund, ", fund"),
        ):
            with undone(), connection.cursor() as cursor:
                cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {rows}")
                cursor.execute(f"ALTER TABLE {name} ADD PRIMARY KEY (month, employer_id, version{key})")
                cursor.execute(f"CREATE INDEX ON {name} (employer_id, month, version{key})")
                cursor.execute("SELECT pg_total_relation_size(%s)", [name])
                sizes.append(cursor.fetchone()[0])
        wide, long = sizes
        return {"ratio": round(wide / long, 3), "floor": long, "runs": 1, "bytes": wide, "goal": 0.5,
                "met": wide <= 0.5 * long}  # fmt: skip

    def _of_fund(self, fund: str) -> str:
        names = ledger_columns()
        shared = [name for name in names if not name.endswith(tuple(f"_{each}" for each in FUNDS))]
        own = sorted(name.removesuffix(f"_{fund}") for name in names if name.endswith(f"_{fund}"))
        money = ", ".join(f"{what}_{fund} AS {what}" for what in own)
        return f"SELECT {', '.join(shared)}, '{fund}'::varchar(10) AS fund, {money} FROM {PARTITION}"

    def load(self) -> dict[str, Any]:
        """Staging and ledger rows of a month, against a binary COPY of the same rows into the same two tables."""
        with undone():
            original = ImportBatch.objects.get(pk=self.facts["c12"][0])
            batch = ImportBatch.objects.create(
                kind="c12", province_code=original.province_code, agency_code=original.agency_code,
                month=original.month, file=original.file,
            )  # fmt: skip
            text = self._text(batch.pk)
            ledger_acts._merge(self.facts)
            staged, rows = self._binary(original.pk, batch.pk)

            def loaded() -> None:
                copy_stream(STAGED, C12_COPY, io.BytesIO(text))
                ledger_acts._write(self.facts)

            def copied_binary() -> None:
                _copy_binary(STAGED, ", ".join(C12_COPY), staged)
                _copy_binary(LEDGER, ", ".join(ledger_columns()), rows)

            return paired(self._into_empty(loaded), self._into_empty(copied_binary), runs=self.runs, goal=2)

    def _text(self, batch: int) -> bytes:
        per_day = self.built.simulation.per_day
        lines = [copied(c12_cells(each, place, per_day)) for place, each in enumerate(self.built.figures, 3)]
        return "".join(f"{batch}\t{line}\n" for line in lines).encode()

    def _binary(self, original: int, batch: int) -> tuple[bytes, bytes]:
        names = ", ".join(C12_COPY[1:])
        staged = _as_binary(f"SELECT {batch}::bigint, {names} FROM {STAGED} WHERE batch_id = {original}")
        rows = (
            f"SELECT {', '.join(ledger_columns())} FROM {LEDGER} WHERE month = '{self.facts['month']}' AND version = 0"
        )
        return staged, _as_binary(f"{rows} AND province_id = {self.facts['province']}")

    def _into_empty(self, work: Callable[[], None]) -> Run:
        """The work on a month that has no rows yet."""

        def run() -> float:
            with undone():
                fund_sql.execute("ledger_forget", self.facts)
                return timed(work)()

        return run

    def rollup(self) -> dict[str, Any]:
        """All dimensions and funds of the month, written and checked."""
        return self._beside_floor(lambda: roll_up_month(self.month, by=OPERATOR, at=self.at), goal=4)

    def correction(self) -> dict[str, Any]:
        """The rollups after the rows of a few employers have changed."""
        facts = self.facts | {"changed": min(CHANGED, max(1, len(self.built.figures) // 100))}

        def run() -> float:
            with undone():
                ledger_acts._drop(*ledger_acts.TEMPORARY)
                with connection.cursor() as cursor:
                    cursor.execute(_CHANGE, facts)
                month = self.month
                return timed(lambda: correct_rollups(month, by=OPERATOR, at=self.at))()

        return paired(run, month_scan(), runs=self.runs, goal=0.5) | {"changed": facts["changed"]}

    def status(self) -> dict[str, Any]:
        """Months owed, days, class and the money of each class of every employer for the new month, from its files and the
        history, worked out and kept in a table: what `merge` begins with."""

        def run() -> float:
            with undone():
                return timed(lambda: ledger_acts._status(self.facts))()

        whole = scan_of(f"SELECT {', '.join(f'sum({name})' for name in NINE)} FROM {LEDGER}")
        figure = paired(run, month_scan(), runs=self.runs, goal=25)
        against = paired(run, whole, runs=max(1, self.runs // 2), goal=1)
        return figure | {"whole_ledger_scan": against}

    def merge(self) -> dict[str, Any]:
        """The month's rows whole: the status, where each employer stands, what the files say besides, and what does not fit;
        ready to be written, which `load` measures. Without a goal of its own."""

        def run() -> float:
            with undone():
                return timed(lambda: ledger_acts._merge(self.facts))()

        return paired(run, month_scan(), runs=self.runs)

    def _beside_floor(self, work: Callable[[], Any], *, goal: float) -> dict[str, Any]:
        def run() -> float:
            with undone():
                return timed(work)()

        return paired(run, month_scan(), runs=self.runs, goal=goal)


def _as_binary(query: str) -> bytes:
    target = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT binary)", target)
    return target.getvalue()


def _copy_binary(table: str, columns: str, content: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT binary)", io.BytesIO(content), 1 << 18)
