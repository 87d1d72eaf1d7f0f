"""What the public site's own database role may do: read what is published, lines and the bytes of files through views of
what stands now, and nothing else.

Part of load_reference, which the owner runs after every migration: a role that was made later gets its rights, and one
that was given more loses it.
"""

from django.conf import settings
from django.db import connection

from agencies.reference_loading import Settled

PUBLISHED = ("arrears_edition", "arrears_editionevent", "arrears_publicline", "arrears_publicfile")
FILES = "arrears_editionfile"
FILE_FACTS = ("id", "edition_id", "kind", "name", "content_type", "sha256", "revision", "is_signed", "made_at")
"""Of every file, also an older one: that there was such, so that a copy of it is told from a forged one."""


def load() -> dict[str, Settled]:
    """Grant; nothing where the role does not exist, or where who runs this owns no table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s) AND EXISTS (SELECT 1 FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename = %s AND tableowner = current_user)",
            [settings.PUBLIC_ROLE, PUBLISHED[0]],
        )
        if cursor.fetchone()[0]:
            role = connection.ops.quote_name(settings.PUBLIC_ROLE)
            for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
                cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {role}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
            cursor.execute(f"GRANT SELECT ON {', '.join(PUBLISHED)} TO {role}")
            cursor.execute(f"GRANT SELECT ({', '.join(FILE_FACTS)}) ON {FILES} TO {role}")
            _keep_to_the_app(cursor)
    return {}


def _keep_to_the_app(cursor) -> None:
    """Functions that work with their owner's rights are for the app's role; PostgreSQL gives new ones to everybody."""
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.prosecdef AND p.proowner = current_user::regrole"
    )
    app = connection.ops.quote_name(settings.APP_ROLE)
    for (function,) in cursor.fetchall():
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {app}")
