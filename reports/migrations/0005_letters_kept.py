"""An issued letter and its lines are never changed; only its files are added, once."""

from django.db import migrations

from portal.core.protection import refuse, take_from_app

COLUMNS = "status, number, sender_id, addressee_id, as_of, year, answer_by, remark, sender_name, addressee_name, issued_by_id, issued_at"


def pairs(prefix: str) -> str:
    return ", ".join(f"{prefix}.{column}" for column in COLUMNS.split(", "))


LINES = """
    CREATE FUNCTION reports_refuse_issued_line() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE letter bigint;
    BEGIN
        letter := CASE WHEN TG_OP = 'INSERT' THEN NEW.letter_id ELSE OLD.letter_id END;
        IF EXISTS (SELECT 1 FROM reports_letter WHERE id = letter AND status = 'issued') THEN
            RAISE EXCEPTION 'a line of an issued letter is kept' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER letter_line_kept BEFORE INSERT OR UPDATE OR DELETE ON reports_letterline
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_issued_line();
"""
KEPT = refuse(
    "reports_letter",
    "UPDATE",
    name="letter_kept",
    when=(
        f"OLD.status <> 'draft' AND (({pairs('NEW')}) IS DISTINCT FROM ({pairs('OLD')})"
        " OR (OLD.pdf_id IS NOT NULL AND NEW.pdf_id IS DISTINCT FROM OLD.pdf_id)"
        " OR (OLD.docx_id IS NOT NULL AND NEW.docx_id IS DISTINCT FROM OLD.docx_id))"
    ),
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_letters"), ("core", "0003_kept_for_good")]

    operations = [
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(LINES, "DROP FUNCTION reports_refuse_issued_line() CASCADE"),
        migrations.RunPython(take_from_app("DELETE, TRUNCATE", "reports_letter"), migrations.RunPython.noop),
    ]
