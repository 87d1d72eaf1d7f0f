"""Rows of a source, steps, events, merges and evidence are kept whole: not emptied, not deleted, and changed only where the law
of the row says so: whose employer it is after a merge, and once that it was withdrawn or undone."""

from django.db import migrations

from portal.core.protection import refuse

EMPTIED = (
    *("sourcerow", "labourcount", "coveragefigure", "gap", "gapstep", "syncstep", "statusevent", "labourrelation"),
    *("merge", "correction", "dataexchange", "dutyevidence"),
)
DELETED = ("sourcerow", "gapstep", "syncstep", "dutyevidence")
SAID = {
    "statusevent": (
        *("kind", "happened_on", "until", "agency_id", "document_no", "document_on", "note", "batch_id"),
        *("recorded_by_id", "recorded_at"),
    ),
    "merge": ("kept_id", "absorbed_id", "reason", "moved", "merged_by_id", "merged_at"),
    "dutyevidence": (
        *("duty_id", "period", "due_on", "outcome", "happened_on", "note", "file_id", "agency_id"),
        *("recorded_by_id", "recorded_at"),
    ),
    "labourcount": ("agency_id", "recorded_at"),
    "coveragefigure": ("recorded_at",),
}
ENDS = {"merge": "undone_at"}  # else withdrawn_at


def change_of(table: str, columns: tuple[str, ...]) -> str:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    end = ENDS.get(table, "withdrawn_at")
    return f"{changed} OR (OLD.{end} IS NOT NULL AND NEW.{end} IS DISTINCT FROM OLD.{end})"


def drop(table: str, name: str) -> str:
    return f"DROP TRIGGER {name} ON employers_{table};"


NAMES = {
    **{(table, f"{table}_is_not_emptied"): ("TRUNCATE", "") for table in EMPTIED},
    **{(table, f"{table}_stays"): ("DELETE", "") for table in DELETED},
    **{(table, f"{table}_stays_as_said"): ("UPDATE", change_of(table, columns)) for table, columns in SAID.items()},
}


class Migration(migrations.Migration):
    dependencies = [("employers", "0007_review_closing")]

    operations = [
        migrations.RunSQL(
            "".join(
                refuse(f"employers_{table}", events, name=name, when=when)
                for (table, name), (events, when) in NAMES.items()
            ),
            "".join(drop(table, name) for table, name in NAMES),
        ),
    ]
