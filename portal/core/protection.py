"""Words for migrations that take rights away from the app's role. Plain SQL, frozen by the migrations that use it."""

from django.conf import settings


def take_from_app(rights: str, *tables: str):
    """A RunPython function: the app's role loses these rights on the tables."""

    def forward(apps, schema_editor):
        connection = schema_editor.connection
        role = connection.ops.quote_name(settings.APP_ROLE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            if cursor.fetchone()[0] != settings.APP_ROLE:
                for table in tables:
                    cursor.execute(f"REVOKE {rights} ON {table} FROM {role}")

    return forward


def refuse(table: str, events: str, *, name: str, when: str = "") -> str:
    """SQL of a trigger by which the table refuses the events, whoever asks; `when` narrows it to some rows."""
    level = "STATEMENT" if events == "TRUNCATE" else "ROW"
    condition = f"WHEN ({when})" if when else ""
    return f"""
        CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {level} {condition}
        EXECUTE FUNCTION portal_refuse_change();
    """
