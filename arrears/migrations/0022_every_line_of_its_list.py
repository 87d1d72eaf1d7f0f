"""Whoever writes to the tables: every line of an edition says what a line of its list says, once; whom a list of debtors names owes
so much by the list's figures, and stands on the list of debtors they were chosen from."""

from django.conf import settings
from django.db import migrations

EVERY_LINE = """
    CREATE OR REPLACE FUNCTION arrears_guard_edition_line() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM arrears_editionline o WHERE o.edition_id = NEW.edition_id AND o.unit_code = NEW.unit_code
                   AND o.place <> NEW.place) THEN
            RAISE EXCEPTION 'line % of an edition names somebody twice', NEW.place USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (
            SELECT FROM arrears_edition e
            JOIN arrears_publication p ON p.id = e.publication_id
            JOIN arrears_publicationline l ON l.publication_id = p.id AND l.unit_code = NEW.unit_code
            JOIN arrears_ledgerversion v ON v.id = p.version_id
            WHERE e.id = NEW.edition_id AND l.state IN ('candidate', 'published')
              AND (l.named_as, l.owed, l.late, l.evaded, l.workers) = (NEW.named_as, NEW.owed, NEW.late, NEW.evaded, NEW.workers)
              AND l.months IS NOT DISTINCT FROM NEW.months
              AND (NEW.is_masked AND l.kind = 10 OR (l.name, l.tax_code, l.address) = (NEW.name, NEW.tax_code, NEW.address))
              AND (p.what = 'praise' OR EXISTS (
                    SELECT FROM arrears_ledgerrow r WHERE r.province_id = v.province_id AND r.month = v.month
                    AND r.version = v.version AND r.employer_id = l.employer_id AND r.owed = NEW.owed AND r.owed > 0))
              AND (p.what <> 'debtors' OR EXISTS (
                    SELECT FROM arrears_debtorentry d
                    WHERE d.debtor_list_id = p.debtor_list_id AND d.employer_id = l.employer_id))
        ) THEN
            RAISE EXCEPTION 'line % of an edition is of no list', NEW.place USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    DROP TRIGGER edition_line_is_guarded ON arrears_editionline;
    CREATE TRIGGER edition_line_is_guarded BEFORE INSERT ON arrears_editionline
        FOR EACH ROW EXECUTE FUNCTION arrears_guard_edition_line();
    CREATE INDEX edition_line_unit ON arrears_editionline (edition_id, unit_code);
"""
WHO_IS_LATE = """
    DROP INDEX edition_line_unit;
    DROP TRIGGER edition_line_is_guarded ON arrears_editionline;
    CREATE TRIGGER edition_line_is_guarded BEFORE INSERT ON arrears_editionline
        FOR EACH ROW WHEN (NEW.named_as > 1) EXECUTE FUNCTION arrears_guard_edition_line();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0021_public_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunSQL(EVERY_LINE, WHO_IS_LATE)]
