"""A closed version is closed in every part: its seal, its rollups, its lists; and none of it is emptied, whoever asks."""

from django.db import migrations

from portal.core.protection import refuse

SEALED = (
    *(
        "province_id",
        "month",
        "version",
        "reason",
        "closed_at",
        "closed_by_id",
        "sources",
        "totals",
        "employers",
        "owing",
    ),
    *("missing", "content_hash", "frozen_at"),
)
ONCE = ("listed_at", "submitted_at")
VERSION_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in SEALED)
VERSION_TAKEN_BACK = " OR ".join(
    f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in ONCE
)
LIST = ("province_id", "version_id", "purpose", "threshold", "kinds", "made_at")
LIST_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in LIST)

NO_INSERT_AFTERWARDS = """
    CREATE FUNCTION arrears_rollups_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM arrears_ledgerversion v
            WHERE v.province_id = NEW.province_id AND v.month = NEW.month AND v.version = NEW.version
              AND v.rolled_up_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'the rollups of a closed version are whole' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER closed_rollups_are_whole BEFORE INSERT ON arrears_rollup FOR EACH ROW
    WHEN (NEW.version > 0) EXECUTE FUNCTION arrears_rollups_are_whole();

    CREATE FUNCTION arrears_list_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM arrears_debtorlist d JOIN arrears_ledgerversion v ON v.id = d.version_id
            WHERE d.id = NEW.debtor_list_id AND v.listed_at IS NOT NULL AND d.entries_count > 0
        ) THEN
            RAISE EXCEPTION 'a list that is made takes no more entries' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER debtor_list_is_whole BEFORE INSERT ON arrears_debtorentry FOR EACH ROW
    EXECUTE FUNCTION arrears_list_is_whole();
"""
KEPT = (
    *("arrears_ledgerrow", "arrears_ledgerversion", "arrears_c12row", "arrears_b03row", "arrears_rowmatch"),
    *("arrears_rollup", "arrears_debtorlist", "arrears_debtorentry", "arrears_arrearsnote"),
)


class Migration(migrations.Migration):
    dependencies = [("arrears", "0003_sum_dong"), ("core", "0003_kept_for_good")]

    operations = [
        migrations.RunSQL("DROP TRIGGER version_is_kept ON arrears_ledgerversion", migrations.RunSQL.noop),
        migrations.RunSQL(
            NO_INSERT_AFTERWARDS
            + refuse(
                "arrears_ledgerversion",
                "UPDATE",
                name="version_is_kept",
                when=f"OLD.frozen_at IS NOT NULL AND ({VERSION_CHANGED} OR {VERSION_TAKEN_BACK})",
            )
            + refuse("arrears_rollup", "UPDATE OR DELETE", name="closed_rollup_is_kept", when="OLD.version > 0")
            + refuse("arrears_debtorlist", "DELETE", name="debtor_list_is_not_deleted")
            + refuse(
                "arrears_debtorlist",
                "UPDATE",
                name="debtor_list_is_kept",
                when=f"OLD.entries_count > 0 OR {LIST_CHANGED}",
            )
            + "".join(refuse(table, "TRUNCATE", name=f"{table}_is_not_emptied") for table in KEPT),
            migrations.RunSQL.noop,
        ),
    ]
