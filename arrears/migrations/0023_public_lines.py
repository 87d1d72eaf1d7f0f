"""The public site's role reads lines through a view: those of editions that stand, without whoever has left. Whom an edition named
by mistake, or until it paid, is read by nobody there."""

from django.conf import settings
from django.db import migrations, models

from portal.core.protection import take_from_app

VIEW = """
    CREATE VIEW arrears_publicline WITH (security_barrier = true) AS
    SELECT l.id, l.edition_id, l.place, l.name, l.folded, l.unit_code, l.tax_code, l.address, l.workers, l.months, l.late,
           l.evaded, l.owed, l.named_as, l.class_word, l.note, l.is_masked
    FROM arrears_editionline l
    WHERE NOT EXISTS (SELECT FROM arrears_editionevent e WHERE e.edition_id = l.edition_id AND e.place = l.place
                      AND e.kind IN ('delisted', 'corrected'))
      AND NOT EXISTS (SELECT FROM arrears_editionevent w WHERE w.edition_id = l.edition_id AND w.kind = 'withdrawn');
"""


def keep_from_public(apps, schema_editor):
    """At once, not only when the reference data are loaded next."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.PUBLIC_ROLE])
        if cursor.fetchone():
            role = connection.ops.quote_name(settings.PUBLIC_ROLE)
            cursor.execute(f"REVOKE ALL ON arrears_editionline FROM {role}")
            cursor.execute(f"GRANT SELECT ON arrears_publicline TO {role}")


class Migration(migrations.Migration):
    dependencies = [("arrears", "0022_every_line_of_its_list")]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW arrears_publicline;"),
        migrations.RunPython(take_from_app("INSERT, UPDATE, DELETE", "arrears_publicline"), migrations.RunPython.noop),
        migrations.RunPython(keep_from_public, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PublicLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(verbose_name="STT")),
            ],
            options={"verbose_name": "dòng số công khai", "db_table": "arrears_publicline", "managed": False},
        ),
    ]
