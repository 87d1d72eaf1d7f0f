"""A submitted report stays as it was sent; a rendered file stays as it was rendered."""

from django.db import migrations

from portal.core.protection import refuse, take_from_app

LINES = """
    CREATE FUNCTION reports_line_is_submitted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM reports_monthlyreport WHERE id = COALESCE(NEW.report_id, OLD.report_id) AND status = 'submitted')
        THEN
            RAISE EXCEPTION 'a submitted report does not change' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN COALESCE(NEW, OLD);
    END $$;
    CREATE TRIGGER submitted_line_is_kept BEFORE INSERT OR UPDATE OR DELETE ON reports_reportline
    FOR EACH ROW EXECUTE FUNCTION reports_line_is_submitted();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("core", "0002_protection")]

    operations = [
        migrations.RunSQL(
            LINES
            + refuse(
                "reports_monthlyreport", "UPDATE", name="submitted_report_is_kept", when="OLD.status = 'submitted'"
            )
            + refuse(
                "reports_monthlyreport",
                "DELETE",
                name="submitted_report_is_not_deleted",
                when="OLD.status = 'submitted'",
            )
            + refuse("reports_reportfile", "UPDATE OR DELETE", name="report_file_is_kept"),
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(
            take_from_app("UPDATE, DELETE, TRUNCATE", "reports_reportfile"), migrations.RunPython.noop
        ),
    ]
