"""Closed versions and staged rows stay as they were: the app's role has no right to change them, and triggers refuse."""

from django.db import migrations

from portal.core.protection import refuse, take_from_app

NO_INSERT_AFTER_FREEZE = """
    CREATE FUNCTION arrears_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM arrears_ledgerversion v
            WHERE v.province_id = NEW.province_id AND v.month = NEW.month AND v.version = NEW.version
              AND v.frozen_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'a frozen version takes no more rows' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER ledger_version_is_whole BEFORE INSERT OR UPDATE ON arrears_ledgerrow FOR EACH ROW
    WHEN (NEW.version > 0) EXECUTE FUNCTION arrears_version_is_frozen();
"""
FROZEN = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in (
        "province_id",
        "month",
        "version",
        "reason",
        "closed_at",
        "sources",
        "totals",
        "employers",
        "owing",
        "content_hash",
    )
)


class Migration(migrations.Migration):
    dependencies = [("arrears", "0001_initial"), ("core", "0002_protection")]

    operations = [
        migrations.RunSQL(
            NO_INSERT_AFTER_FREEZE
            + refuse("arrears_ledgerrow", "UPDATE", name="closed_row_is_kept", when="OLD.version > 0")
            + refuse("arrears_ledgerrow", "DELETE", name="closed_row_is_not_deleted", when="OLD.version > 0")
            + refuse("arrears_ledgerversion", "DELETE", name="version_is_not_deleted")
            + refuse(
                "arrears_ledgerversion",
                "UPDATE",
                name="version_is_kept",
                when=f"OLD.frozen_at IS NOT NULL AND ({FROZEN})",
            )
            + "".join(
                refuse(table, "UPDATE OR DELETE", name=f"{table}_is_kept")
                for table in (
                    "arrears_c12row",
                    "arrears_b03row",
                    "arrears_rowmatch",
                    "arrears_debtorentry",
                    "arrears_arrearsnote",
                )
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(
            take_from_app(
                "UPDATE, DELETE, TRUNCATE",
                "arrears_c12row",
                "arrears_b03row",
                "arrears_rowmatch",
                "arrears_debtorentry",
                "arrears_arrearsnote",
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(take_from_app("DELETE, TRUNCATE", "arrears_ledgerversion"), migrations.RunPython.noop),
    ]
