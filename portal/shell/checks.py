"""What must hold before the portal opens: checks of this project's own. Each is an error, with which nothing starts.

`manage.py check --database default` runs them, and the web and the worker when they start (tag "portal").
"""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

PORTAL = "portal"
DENY = "portal.core.api.DenyAll"


@register(PORTAL)
def doors_are_closed_by_default(app_configs, **kwargs):
    """A view that forgets its permission shows nothing; a page that says nothing asks for login."""
    wrong = []
    if list(settings.REST_FRAMEWORK.get("DEFAULT_PERMISSION_CLASSES", [])) != [DENY]:
        wrong.append(Error(f"REST_FRAMEWORK: DEFAULT_PERMISSION_CLASSES must be [{DENY!r}].", id="portal.E001"))
    for middleware in (
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
        "agencies.login.middleware.session_limits",
        "django.middleware.csrf.CsrfViewMiddleware",
    ):
        if middleware not in settings.MIDDLEWARE:
            wrong.append(Error(f"MIDDLEWARE lacks {middleware}.", id="portal.E002"))
    return wrong


@register(PORTAL)
def passwords_are_judged(app_configs, **kwargs):
    if len(settings.AUTH_PASSWORD_VALIDATORS) >= 3:
        return []
    return [Error("AUTH_PASSWORD_VALIDATORS: passwords are not judged.", id="portal.E003")]


@register(PORTAL)
def sessions_outlive_redis(app_configs, **kwargs):
    """A session that can be lost or evicted is a session that cannot be ended for certain."""
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.db":
        return []
    return [Error("SESSION_ENGINE must keep sessions in PostgreSQL.", id="portal.E004")]


@register(PORTAL)
def connections_are_looked_at(app_configs, **kwargs):
    if all(database.get("CONN_HEALTH_CHECKS") for database in settings.DATABASES.values()):
        return []
    return [Error("DATABASES: CONN_HEALTH_CHECKS must be on.", id="portal.E005")]


@register(Tags.database, PORTAL)
def the_app_owns_nothing(app_configs, databases=None, **kwargs):
    """The app's role may not take back what the tables refuse it: neither superuser nor owner of any table."""
    if settings.DATABASE_ROLE == "owner":
        return []
    wrong = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            role, is_almighty = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
            owned = cursor.fetchone()[0]
        if is_almighty or owned:
            text = f"The role {role} of DATABASE_URL is a superuser or owns {owned} tables."
            hint = "Give DATABASE_URL a role of its own and DATABASE_OWNER_URL the owner's (README)."
            wrong.append(Error(text, hint=hint, id="portal.E006"))
    return wrong


@register(Tags.database, PORTAL)
def the_public_reads_what_is_published(app_configs, databases=None, **kwargs):
    """The public site's role may read no list on its way: it is another than the app's, and has no right to such tables."""
    if not settings.PUBLIC_DATABASE or "default" not in (databases or []):
        return []
    tables = ("arrears_publication", "arrears_publicationline", "arrears_ledgerrow", "core_auditentry", "agencies_user")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('arrears_publicline') IS NOT NULL")
        if cursor.fetchone()[0]:  # from then on what stands of these is read through views
            tables += ("arrears_editionline", "arrears_editionfile")
        cursor.execute(
            "SELECT bool_or(has_table_privilege(r.rolname, to_regclass(name)::oid, 'SELECT')) FROM pg_roles r,"
            " unnest(%s) AS name WHERE r.rolname = %s AND to_regclass(name) IS NOT NULL",
            [list(tables), settings.PUBLIC_ROLE],
        )
        reads_more = cursor.fetchone()[0]
    if not reads_more:
        return []
    hint = "Give DATABASE_PUBLIC_URL a role of its own (README, Deploy) and run load_reference."
    return [
        Error(
            f"The role {settings.PUBLIC_ROLE} of the public site reads more than is public.",
            hint=hint,
            id="portal.E008",
        )
    ]


@register(Tags.database, PORTAL)
def the_demo_stands_alone(app_configs, databases=None, **kwargs):
    """DEMO=1 shows passwords and codes: never on a database that holds employers the demo did not make."""
    employers = apps.get_model("employers", "Employer")
    wrong = []
    for alias in (databases or []) if settings.DEMO else []:
        if employers._meta.db_table not in connections[alias].introspection.table_names():
            continue
        if employers._base_manager.using(alias).filter(is_demo=False).exists():
            text = "DEMO=1 on a database that holds real employers."
            wrong.append(Error(text, hint="Set DEMO=0, or another DATABASE_URL.", id="portal.E007"))
    return wrong
