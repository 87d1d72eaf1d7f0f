"""A verdict is written once, what was submitted stays, a step is never rewritten, a directive is never deleted."""

from django.db import migrations

from portal.core.protection import refuse, take_from_app

RULES = (
    refuse(
        "agencies_obligation",
        "UPDATE",
        name="obligation_verdict_once",
        when=(
            "OLD.verdict <> '' AND (NEW.verdict, NEW.verdict_at, NEW.due_at, NEW.agency_id, NEW.duty_id, NEW.period)"
            " IS DISTINCT FROM (OLD.verdict, OLD.verdict_at, OLD.due_at, OLD.agency_id, OLD.duty_id, OLD.period)"
        ),
    ),
    refuse(
        "agencies_obligation",
        "DELETE",
        name="obligation_kept",
        when="OLD.verdict <> '' OR OLD.state <> 'open' OR OLD.counted > 0",
    ),
    refuse(
        "agencies_obligationstep",
        "UPDATE",
        name="obligation_step_kept",
        when=(
            "(NEW.obligation_id, NEW.kind, NEW.text, NEW.at, NEW.by_id, NEW.actor, NEW.agency_id, NEW.happened_on)"
            " IS DISTINCT FROM (OLD.obligation_id, OLD.kind, OLD.text, OLD.at, OLD.by_id, OLD.actor, OLD.agency_id, OLD.happened_on)"
            " OR (OLD.is_submitted AND NOT NEW.is_submitted)"
        ),
    ),
    refuse("agencies_obligationstep", "DELETE", name="obligation_step_stays"),
    refuse("agencies_evidence", "UPDATE", name="evidence_kept", when="OLD.is_submitted"),
    refuse("agencies_evidence", "DELETE", name="evidence_stays", when="OLD.is_submitted"),
)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_directives"), ("core", "0003_kept_for_good")]

    operations = [
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in RULES),
        migrations.RunPython(
            take_from_app(
                "DELETE, TRUNCATE", "agencies_directive", "agencies_clause", "agencies_duty", "agencies_reorganisation"
            ),
            migrations.RunPython.noop,
        ),
    ]
