"""Nobody is named against the rules of naming, whoever writes to the tables: who is named late has nothing evaded, a list of
those who evade holds nobody else, what stops a line is passed by another person than the maker, and a list with a line that is
stopped or an answer that is not decided is neither approved nor published."""

from django.conf import settings
from django.db import migrations, models

GUARDS = """
    CREATE FUNCTION arrears_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE list arrears_publication%ROWTYPE;
    BEGIN
        SELECT * INTO list FROM arrears_publication WHERE id = NEW.publication_id;
        IF NEW.passed_by_id IS NOT NULL AND NEW.passed_by_id = list.made_by_id THEN
            RAISE EXCEPTION 'line % is passed by the maker of its list', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.state = 'published' AND list.state NOT IN ('approved', 'published') THEN
            RAISE EXCEPTION 'line % is of a list that is not approved', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.state = 'published' AND (TG_OP = 'INSERT' OR OLD.state <> 'candidate') THEN
            RAISE EXCEPTION 'line % is no candidate', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.state = 'published' AND list.what = 'evasion' AND NEW.named_as <> 3 THEN
            RAISE EXCEPTION 'line % is not named evasion', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER line_is_guarded BEFORE INSERT OR UPDATE ON arrears_publicationline
        FOR EACH ROW EXECUTE FUNCTION arrears_guard_line();

    CREATE FUNCTION arrears_guard_publication() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.approved_by_id IS NULL OR NEW.made_by_id = NEW.approved_by_id THEN
            RAISE EXCEPTION 'list % is approved by nobody else than its maker', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.state = 'published' AND OLD.state NOT IN ('approved', 'published') THEN
            RAISE EXCEPTION 'list % was not approved', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT FROM arrears_publicationline WHERE publication_id = NEW.id AND state = 'stopped') THEN
            RAISE EXCEPTION 'list % has a line that is stopped', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT FROM arrears_objection o JOIN arrears_publicationline l ON l.id = o.line_id
                   WHERE l.publication_id = NEW.id AND o.decision = '') THEN
            RAISE EXCEPTION 'list % has an answer that is not decided', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER publication_is_guarded BEFORE INSERT OR UPDATE OF state, approved_by_id, made_by_id ON arrears_publication
        FOR EACH ROW WHEN (NEW.state IN ('approved', 'published')) EXECUTE FUNCTION arrears_guard_publication();
"""
NO_GUARDS = """
    DROP TRIGGER line_is_guarded ON arrears_publicationline;
    DROP FUNCTION arrears_guard_line();
    DROP TRIGGER publication_is_guarded ON arrears_publication;
    DROP FUNCTION arrears_guard_publication();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0011_old_months"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="publicationline",
            constraint=models.CheckConstraint(
                condition=models.Q(("named_as", 3), ("evaded", 0), _connector="OR"),
                name="named_late_has_nothing_evaded",
            ),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
