"""Of an issued letter its kind and province are kept too, and no line of another letter is moved into it."""

from django.db import migrations

from portal.core.protection import refuse

COLUMNS = (
    "status, number, sender_id, addressee_id, as_of, year, answer_by, remark, sender_name, addressee_name, issued_by_id,"
    " issued_at, kind, province_id, created_by_id, created_at"
)


def pairs(prefix: str) -> str:
    return ", ".join(f"{prefix}.{column}" for column in COLUMNS.split(", "))


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
LINES = """
    CREATE OR REPLACE FUNCTION reports_refuse_issued_line() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE letters bigint[];
    BEGIN
        letters := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.letter_id] WHEN 'DELETE' THEN ARRAY[OLD.letter_id]
                   ELSE ARRAY[OLD.letter_id, NEW.letter_id] END;
        IF EXISTS (SELECT 1 FROM reports_letter WHERE id = ANY (letters) AND status = 'issued') THEN
            RAISE EXCEPTION 'a line of an issued letter is kept' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_letters_kept")]

    operations = [
        migrations.RunSQL(f"DROP TRIGGER letter_kept ON reports_letter; {KEPT}", migrations.RunSQL.noop),
        migrations.RunSQL(LINES, migrations.RunSQL.noop),
    ]
