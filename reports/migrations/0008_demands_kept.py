"""An issued demand letter, its lines and its bundle are never changed; only its files are added, once."""

from django.db import migrations

from portal.core.protection import refuse, take_from_app

BUNDLE = "status, province_id, agency_id, answer_by, remark, as_of, created_by_id, created_at, issued_by_id, issued_on, issued_at"
DEMAND = (
    "bundle_id, place, agency_id, employer_id, year, number, symbol, issued_on, answer_by, agency_name, signer, signer_title,"
    " name, address, tax_code, unit_code, workers, grounds"
)


def pairs(prefix: str, columns: str) -> str:
    return ", ".join(f"{prefix}.{column.strip()}" for column in columns.split(","))


def kept(table: str, columns: str, files: tuple[str, str], when: str) -> str:
    first, second = files
    return refuse(
        table,
        "UPDATE",
        name=f"{table}_kept",
        when=(
            f"{when} AND (({pairs('NEW', columns)}) IS DISTINCT FROM ({pairs('OLD', columns)})"
            f" OR (OLD.{first} IS NOT NULL AND NEW.{first} IS DISTINCT FROM OLD.{first})"
            f" OR (OLD.{second} IS NOT NULL AND NEW.{second} IS DISTINCT FROM OLD.{second}))"
        ),
    )


LINES = """
    CREATE FUNCTION reports_refuse_demand_line() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE letters bigint[];
    BEGIN
        letters := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.demand_id] WHEN 'DELETE' THEN ARRAY[OLD.demand_id]
                   ELSE ARRAY[OLD.demand_id, NEW.demand_id] END;
        IF EXISTS (SELECT 1 FROM reports_demand WHERE id = ANY (letters) AND issued_on IS NOT NULL) THEN
            RAISE EXCEPTION 'a line of an issued demand is kept' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER demand_line_kept BEFORE INSERT OR UPDATE OR DELETE ON reports_demandline
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_demand_line();
"""
KEPT = (
    kept("reports_demandbundle", BUNDLE, ("merged_id", "archive_id"), "OLD.status <> 'draft'")
    + kept("reports_demand", DEMAND, ("pdf_id", "docx_id"), "OLD.issued_on IS NOT NULL")
    + refuse("reports_demand", "DELETE", name="demand_is_not_deleted", when="OLD.issued_on IS NOT NULL")
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_demands"), ("core", "0003_kept_for_good")]

    operations = [
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(LINES, "DROP FUNCTION reports_refuse_demand_line() CASCADE"),
        migrations.RunPython(take_from_app("DELETE, TRUNCATE", "reports_demandbundle"), migrations.RunPython.noop),
        migrations.RunPython(
            take_from_app("TRUNCATE", "reports_demand", "reports_demandline"), migrations.RunPython.noop
        ),
    ]
