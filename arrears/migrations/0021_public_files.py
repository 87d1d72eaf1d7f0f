"""The public site's role reads the bytes of files through a view: those of editions that stand, made without the lines that have
left. Of older files it keeps reading that there were such, by their hash, and no byte."""

from django.conf import settings
from django.db import migrations, models

from portal.core.protection import take_from_app

VIEW = """
    CREATE VIEW arrears_publicfile WITH (security_barrier = true) AS
    SELECT f.id, f.edition_id, f.kind, f.name, f.content_type, f.content
    FROM arrears_editionfile f
    WHERE f.revision = (SELECT count(*) FROM arrears_editionevent e
                        WHERE e.edition_id = f.edition_id AND e.kind IN ('delisted', 'corrected'))
      AND NOT EXISTS (SELECT FROM arrears_editionevent w WHERE w.edition_id = f.edition_id AND w.kind = 'withdrawn');
"""
FACTS = "id, edition_id, kind, name, content_type, sha256, revision, is_signed, made_at"


def keep_from_public(apps, schema_editor):
    """At once, not only when the reference data are loaded next."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.PUBLIC_ROLE])
        if cursor.fetchone():
            role = connection.ops.quote_name(settings.PUBLIC_ROLE)
            cursor.execute(f"REVOKE ALL ON arrears_editionfile FROM {role}")
            cursor.execute(f"GRANT SELECT ({FACTS}) ON arrears_editionfile TO {role}")
            cursor.execute(f"GRANT SELECT ON arrears_publicfile TO {role}")


class Migration(migrations.Migration):
    dependencies = [("arrears", "0020_long_lists")]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW arrears_publicfile;"),
        migrations.RunPython(take_from_app("INSERT, UPDATE, DELETE", "arrears_publicfile"), migrations.RunPython.noop),
        migrations.RunPython(keep_from_public, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PublicFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=160)),
                ("content_type", models.CharField(max_length=120)),
                ("content", models.BinaryField()),
            ],
            options={"verbose_name": "tệp số công khai", "db_table": "arrears_publicfile", "managed": False},
        ),
    ]
