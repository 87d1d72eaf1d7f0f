"""Two roles from the first migration on: the owner makes the tables, the app's role reads and writes rows, no more."""

from django.conf import settings
from django.db import migrations


def grant_to_app(apps, schema_editor):
    connection = schema_editor.connection
    role = connection.ops.quote_name(settings.APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == settings.APP_ROLE:
            return  # one role only: the deployment check refuses this outside a developer's machine
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        for kind, rights in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE, SELECT")):
            cursor.execute(f"GRANT {rights} ON ALL {kind} IN SCHEMA public TO {role}")
            cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {kind} TO {role}")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [("contenttypes", "0001_initial"), ("sessions", "0001_initial"), ("agencies", "0001_initial")]

    operations = [migrations.RunPython(grant_to_app, migrations.RunPython.noop)]
