"""What a register file says of people: of which period, by employer, and how much of it is new."""

from collections.abc import Iterable

from django.db import connection

from portal.core import sql
from portal.core.models import ImportBatch


def period_of(batch: ImportBatch) -> str:
    """The period that a file's counts are of: its own, or its month."""
    return batch.period or f"{batch.month:%Y-%m}"


def say(batch: ImportBatch, employers: Iterable[int] | None = None) -> None:
    """Fill the temporary table count_said with what the file's matched rows say; `employers`: of these alone."""
    facts = {"batch": batch.pk, "employers": None if employers is None else list(employers)}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # of rows just copied the planner knows nothing
        cursor.execute(sql.text("employers", "counts_said_by_batch"), facts)
        cursor.execute("RESET enable_nestloop")


def news_of(batch: ImportBatch, *, source: str) -> dict[str, int]:
    """What recording a file's counts would do: how many are the source's first for the period, differ from it, are the same."""
    say(batch)
    with connection.cursor() as cursor:
        cursor.execute(sql.text("employers", "counts_news"), {"source": source, "period": period_of(batch)})
        new, changed, said = cursor.fetchone()
        cursor.execute("DROP TABLE count_said")
    return {"new": new, "changed": changed, "same": said - new - changed}
