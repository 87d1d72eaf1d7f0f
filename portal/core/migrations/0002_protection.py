"""The database itself refuses to change memory: audit entries, stored files, what an applied batch says."""

from django.db import migrations

from portal.core.protection import refuse, take_from_app

FUNCTION = """
    CREATE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% refuses % (%)', TG_TABLE_NAME, TG_OP, TG_NAME USING ERRCODE = 'insufficient_privilege';
    END $$;
"""
SETTLED = "'applied', 'undone', 'refused', 'unchanged', 'discarded'"
SAME = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in (
        "kind",
        "province_code",
        "agency_code",
        "month",
        "file_id",
        "outcome",
        "rows",
        "accepted",
        "uploaded_by_id",
    )
)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION portal_refuse_change() CASCADE"),
        migrations.RunSQL(
            refuse("core_auditentry", "UPDATE OR DELETE", name="audit_is_kept")
            + refuse("core_storedfile", "UPDATE OR DELETE", name="file_is_kept")
            + refuse("core_importbatch", "DELETE", name="batch_is_kept")
            + refuse(
                "core_importbatch",
                "UPDATE",
                name="settled_batch_is_kept",
                when=f"OLD.status IN ({SETTLED}) AND ({SAME})",
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(
            take_from_app("UPDATE, DELETE, TRUNCATE", "core_auditentry", "core_storedfile"), migrations.RunPython.noop
        ),
        migrations.RunPython(take_from_app("DELETE", "core_importbatch"), migrations.RunPython.noop),
    ]
