"""Whoever writes to the tables: an edition is of an approved list and names nobody as evading whom the list does not; evasion by
points đ and e is published only where a notice stands behind the day of urging, after the money was overdue, and no reason."""

from django.conf import settings
from django.db import migrations, models

GUARDS = """
    CREATE FUNCTION arrears_guard_proof() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE figures_on date;
    BEGIN
        SELECT (v.month + interval '1 month' - interval '1 day')::date INTO figures_on
        FROM arrears_publication p JOIN arrears_ledgerversion v ON v.id = p.version_id WHERE p.id = NEW.publication_id;
        IF NEW.urged_on <= figures_on - NEW.days OR NEW.urged_on > figures_on OR NOT EXISTS (
            SELECT FROM arrears_urgingnotice u WHERE u.employer_id = NEW.employer_id
            AND u.state IN ('issued', 'served') AND NEW.urged_on IN (u.served_on, u.issued_on)
        ) THEN
            RAISE EXCEPTION 'line % has no urging after the money was overdue', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (
            SELECT FROM arrears_justifiedreason j WHERE j.employer_id = NEW.employer_id AND j.accepted_at IS NOT NULL
            AND j.withdrawn_at IS NULL AND j.valid_from <= figures_on
            AND (j.valid_to IS NULL OR j.valid_to >= figures_on)
        ) THEN
            RAISE EXCEPTION 'line % has an accepted reason', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER line_is_proven BEFORE INSERT OR UPDATE ON arrears_publicationline FOR EACH ROW
        WHEN (NEW.state = 'published' AND NEW.named_as = 3 AND NEW.ground IN ('đ', 'e'))
        EXECUTE FUNCTION arrears_guard_proof();

    CREATE FUNCTION arrears_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM arrears_publication p WHERE p.id = NEW.publication_id
                       AND p.state IN ('approved', 'published') AND p.what = NEW.what) THEN
            RAISE EXCEPTION 'edition % is of a list that is not approved', NEW.code USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER edition_is_guarded BEFORE INSERT ON arrears_edition
        FOR EACH ROW EXECUTE FUNCTION arrears_guard_edition();

    CREATE FUNCTION arrears_guard_edition_line() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM arrears_publicationline l JOIN arrears_edition e ON e.publication_id = l.publication_id
                       WHERE e.id = NEW.edition_id AND l.unit_code = NEW.unit_code AND l.named_as = 3
                       AND l.state IN ('candidate', 'published')) THEN
            RAISE EXCEPTION 'line % of an edition evades by no list', NEW.place USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER edition_line_is_guarded BEFORE INSERT ON arrears_editionline
        FOR EACH ROW WHEN (NEW.named_as = 3) EXECUTE FUNCTION arrears_guard_edition_line();
"""
NO_GUARDS = """
    DROP TRIGGER line_is_proven ON arrears_publicationline;
    DROP FUNCTION arrears_guard_proof();
    DROP TRIGGER edition_is_guarded ON arrears_edition;
    DROP FUNCTION arrears_guard_edition();
    DROP TRIGGER edition_line_is_guarded ON arrears_editionline;
    DROP FUNCTION arrears_guard_edition_line();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0015_urging_by_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="publicationline",
            index=models.Index(
                fields=["publication", "unit_code"], name="publication_line_evading", condition=models.Q(named_as=3)
            ),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
