"""What is kept is not emptied either, whoever asks; of an applied batch nothing changes but that it is undone."""

from django.db import migrations

from portal.core.protection import refuse

SETTLED = "'applied', 'undone', 'refused', 'unchanged', 'discarded'"
COLUMNS = (
    *("kind", "province_code", "agency_code", "month", "file_id", "outcome", "reason", "uploaded_by_id", "uploaded_at"),
    *("rows", "accepted", "refused", "new", "changed", "same", "absent", "confirmed_by_id", "applied_at", "sequence"),
)
CHANGED = " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in COLUMNS)
MOVED = "NEW.status <> OLD.status AND NOT (OLD.status = 'applied' AND NEW.status = 'undone')"
KEPT = ("core_auditentry", "core_storedfile", "core_importbatch")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_protection")]

    operations = [
        migrations.RunSQL("DROP TRIGGER settled_batch_is_kept ON core_importbatch", migrations.RunSQL.noop),
        migrations.RunSQL(
            refuse(
                "core_importbatch",
                "UPDATE",
                name="settled_batch_is_kept",
                when=f"OLD.status IN ({SETTLED}) AND ({CHANGED} OR ({MOVED}))",
            )
            + "".join(refuse(table, "TRUNCATE", name=f"{table}_is_not_emptied") for table in KEPT),
            migrations.RunSQL.noop,
        ),
    ]
