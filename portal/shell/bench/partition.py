"""What only the owner of the tables may do: put them in order, and lay a month's rows into a table of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.utils import ConnectionHandler

from arrears.models import LedgerVersion
from portal.core.money import SPLIT_FUNDS
from portal.shell.bench.measuring import Run, timed, undone

PARTITION = "bench_partition"
NINE = [f"late_{fund}" for fund in SPLIT_FUNDS] + [f"not_due_{fund}" for fund in SPLIT_FUNDS[:4]]


@contextmanager
def _owner() -> Iterator[CursorWrapper]:
    handler = ConnectionHandler({"default": settings.OWNER_DATABASE | {"NAME": connection.settings_dict["NAME"]}})
    with handler["default"].cursor() as cursor:
        yield cursor
    handler.close_all()


def tidy() -> None:
    """Vacuum and analyse, as autovacuum would have done by the time that anybody works with the data."""
    with _owner() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def partition_of(version: LedgerVersion) -> Iterator[None]:
    """A table that holds the rows of this version and nothing else, while it is needed."""
    with _owner() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {PARTITION}")
        cursor.execute(
            f"CREATE UNLOGGED TABLE {PARTITION} AS SELECT * FROM arrears_ledgerrow"
            " WHERE province_id = %s AND month = %s AND version = %s",
            [version.province_id, version.month, version.version],
        )
        cursor.execute(f"VACUUM ANALYZE {PARTITION}")
        cursor.execute(f"GRANT SELECT ON {PARTITION} TO {connection.ops.quote_name(settings.APP_ROLE)}")
    try:
        yield
    finally:
        with _owner() as cursor:
            cursor.execute(f"DROP TABLE {PARTITION}")


def month_scan() -> Run:
    """A sequential scan that sums nine columns over a month's rows, which stand alone in their table."""
    return scan_of(f"SELECT {', '.join(f'sum({name})' for name in NINE)} FROM {PARTITION}")


def scan_of(question: str) -> Run:
    """A question that one process answers; what surrounds it is not counted."""

    def run() -> float:
        with undone(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")

            def answered() -> None:
                cursor.execute(question)
                cursor.fetchall()

            return timed(answered)()

    return run
