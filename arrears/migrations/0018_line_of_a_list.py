"""Whoever writes to the tables: whom an edition names as late or evading, its list names so."""

from django.conf import settings
from django.db import migrations, models

EVERY_LINE = """
    CREATE OR REPLACE FUNCTION arrears_guard_edition_line() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM arrears_publicationline l JOIN arrears_edition e ON e.publication_id = l.publication_id
                       WHERE e.id = NEW.edition_id AND l.unit_code = NEW.unit_code AND l.named_as = NEW.named_as
                       AND l.state IN ('candidate', 'published')) THEN
            RAISE EXCEPTION 'line % of an edition is of no list', NEW.place USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    DROP TRIGGER edition_line_is_guarded ON arrears_editionline;
    CREATE TRIGGER edition_line_is_guarded BEFORE INSERT ON arrears_editionline
        FOR EACH ROW WHEN (NEW.named_as > 1) EXECUTE FUNCTION arrears_guard_edition_line();
"""
WHO_EVADES = """
    DROP TRIGGER edition_line_is_guarded ON arrears_editionline;
    CREATE TRIGGER edition_line_is_guarded BEFORE INSERT ON arrears_editionline
        FOR EACH ROW WHEN (NEW.named_as = 3) EXECUTE FUNCTION arrears_guard_edition_line();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0017_maker_is_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="publicationline", name="publication_line_evading"),
        migrations.AddIndex(
            model_name="publicationline",
            index=models.Index(fields=["publication", "unit_code"], name="publication_line_unit"),
        ),
        migrations.RunSQL(EVERY_LINE, WHO_EVADES),
    ]
