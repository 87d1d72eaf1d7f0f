"""Every line of an edition is held beside its list by looking up single rows: one question over all tables is planned while the
edition is still empty, and then goes through all of its lines for each. That nobody is named twice is an index; of those who are
praised nobody asked before 0022, and what is published is never changed: the index leaves their lines out (0027 asks)."""

from django.conf import settings
from django.db import migrations, models

STEP_BY_STEP = """
    CREATE OR REPLACE FUNCTION arrears_guard_edition_line() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE list arrears_publication%ROWTYPE; line arrears_publicationline%ROWTYPE; figures arrears_ledgerversion%ROWTYPE;
    BEGIN
        SELECT p.* INTO list FROM arrears_publication p JOIN arrears_edition e ON e.publication_id = p.id
        WHERE e.id = NEW.edition_id;
        SELECT l.* INTO line FROM arrears_publicationline l
        WHERE l.publication_id = list.id AND l.unit_code = NEW.unit_code AND l.state IN ('candidate', 'published')
          AND (l.named_as, l.owed, l.late, l.evaded, l.workers) = (NEW.named_as, NEW.owed, NEW.late, NEW.evaded, NEW.workers)
          AND l.months IS NOT DISTINCT FROM NEW.months
          AND (NEW.is_masked AND l.kind = 10 OR (l.name, l.tax_code, l.address) = (NEW.name, NEW.tax_code, NEW.address))
        LIMIT 1;
        IF line.id IS NULL THEN
            RAISE EXCEPTION 'line % of an edition is of no list', NEW.place USING ERRCODE = 'check_violation';
        END IF;
        IF list.what = 'praise' THEN
            RETURN NEW;
        END IF;
        SELECT v.* INTO figures FROM arrears_ledgerversion v WHERE v.id = list.version_id;
        IF NOT EXISTS (SELECT FROM arrears_ledgerrow r WHERE r.province_id = figures.province_id AND r.month = figures.month
                       AND r.version = figures.version AND r.employer_id = line.employer_id
                       AND r.owed = NEW.owed AND r.owed > 0) THEN
            RAISE EXCEPTION 'line % of an edition owes another sum', NEW.place USING ERRCODE = 'check_violation';
        END IF;
        IF list.what = 'debtors' AND NOT EXISTS (SELECT FROM arrears_debtorentry d WHERE d.employer_id = line.employer_id
                                                 AND d.debtor_list_id = list.debtor_list_id) THEN
            RAISE EXCEPTION 'line % of an edition is on no list of debtors', NEW.place USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    DROP INDEX edition_line_unit;
"""
AT_ONCE = "CREATE INDEX edition_line_unit ON arrears_editionline (edition_id, unit_code);"


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0023_public_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(STEP_BY_STEP, AT_ONCE),
        migrations.AddConstraint(
            model_name="editionline",
            constraint=models.UniqueConstraint(
                fields=("edition", "unit_code"),
                condition=models.Q(("unit_code", ""), _negated=True) & models.Q(named_as__gt=0),
                name="edition_names_once",
            ),
        ),
    ]
