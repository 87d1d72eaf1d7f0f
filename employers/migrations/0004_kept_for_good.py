"""What a source said stays as it was said: staged rows, counts, events and steps are never changed or deleted; of a count only
whether it is the newest, whether it was withdrawn, and whose employer it is (after a merge) may change."""

from django.db import migrations

from portal.core.protection import refuse

SAID = ("source", "period", "starts_on", "version", "employed", "subject", "participating", "not_participating")
COUNT_CHANGED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in (*SAID, "batch_id", "review_id")
)
COVERED = ("province_id", "territory_id", "month", "measure", "value", "version", "source", "batch_id")
COVERAGE_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in COVERED)
NEVER_CHANGED = ("employers_sourcerow", "employers_gapstep", "employers_syncstep")
NEVER_DELETED = (
    *("employers_labourcount", "employers_coveragefigure", "employers_statusevent", "employers_labourrelation"),
    *("employers_gap", "employers_merge", "employers_correction", "employers_dataexchange"),
)


class Migration(migrations.Migration):
    dependencies = [("employers", "0003_register_and_counts")]

    operations = [
        migrations.RunSQL(
            "".join(refuse(table, "UPDATE", name=f"{table}_is_kept") for table in NEVER_CHANGED)
            + "".join(refuse(table, "DELETE", name=f"{table}_is_not_deleted") for table in NEVER_DELETED)
            + refuse("employers_labourcount", "UPDATE", name="labour_count_is_kept", when=COUNT_CHANGED)
            + refuse("employers_coveragefigure", "UPDATE", name="coverage_is_kept", when=COVERAGE_CHANGED),
            migrations.RunSQL.noop,
        ),
    ]
