"""Nobody is named twice by an index where it is for what is owed. Who is praised twice in an edition of before 0022 stays as it was
published: there the guard of every new line asks, by an index of its own, which it must not pass over while the table is small."""

from django.db import migrations, models

PRAISED_ONCE = """
    CREATE OR REPLACE FUNCTION arrears_guard_edition_line() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off AS $$
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
            IF NEW.unit_code <> '' AND EXISTS (SELECT FROM arrears_editionline o WHERE o.edition_id = NEW.edition_id
                                               AND o.unit_code = NEW.unit_code AND o.named_as = 0 AND o.place <> NEW.place) THEN
                RAISE EXCEPTION 'line % of an edition names somebody twice', NEW.place USING ERRCODE = 'check_violation';
            END IF;
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
"""
AS_BEFORE = """
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
    ALTER FUNCTION arrears_guard_edition_line() RESET enable_seqscan;
"""


class Migration(migrations.Migration):
    dependencies = [("arrears", "0026_letters_of_a_list")]

    operations = [
        migrations.RemoveConstraint(model_name="editionline", name="edition_names_once"),
        migrations.AddConstraint(
            model_name="editionline",
            constraint=models.UniqueConstraint(
                fields=("edition", "unit_code"),
                condition=models.Q(("unit_code", ""), _negated=True) & models.Q(named_as__gt=0),
                name="edition_names_once",
            ),
        ),
        migrations.AddIndex(
            model_name="editionline",
            index=models.Index(
                fields=["edition", "unit_code"], name="edition_praise_unit", condition=models.Q(named_as=0)
            ),
        ),
        migrations.RunSQL(PRAISED_ONCE, AS_BEFORE),
    ]
