"""Every setting, from the environment; a missing secret stops the start. X is read from X, or from the file X_FILE names."""

import os
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file named by NAME_FILE. Without a default it must be there."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set (see README, «Biến môi trường»).")
    return value


def envbool(name: str, default: bool) -> bool:
    value = env(name, "1" if default else "0").strip().lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")
    return value in {"1", "true", "yes"}


def envint(name: str, default: int) -> int:
    return int(env(name, str(default)))


def database(url: str) -> dict:
    """postgresql://user:password@host:port/name?host=/socket/folder as Django wants it."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}"
            " -c idle_in_transaction_session_timeout=600000 -c jit=off",
            **query,
        },
    }


IS_EMBEDDED = envbool("EMBEDDED", False)
DEMO = envbool("DEMO", IS_EMBEDDED)
DEBUG = envbool("DEBUG", False)
HTTPS = envbool("HTTPS", not IS_EMBEDDED)
COMMAND_DOORS = envbool("COMMAND_DOORS", True)
PROVINCE = env("PROVINCE", "bac-ninh")
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
TRUSTED_PROXIES = envint("TRUSTED_PROXIES", 0)

STATEMENT_TIMEOUT_MS = envint("STATEMENT_TIMEOUT_MS", 600_000)
LOCK_TIMEOUT_MS = envint("LOCK_TIMEOUT_MS", 60_000)
APP_DATABASE = database(env("DATABASE_URL"))
OWNER_DATABASE = database(env("DATABASE_OWNER_URL", env("DATABASE_URL")))
DATABASE_ROLE = env("DATABASE_ROLE", "app")
DATABASES = {"default": OWNER_DATABASE if DATABASE_ROLE == "owner" else APP_DATABASE}
APP_ROLE = APP_DATABASE["USER"]
# The public site reads with a role of its own, which may read what is published and nothing else. Not named: it is closed.
PUBLIC_DATABASE, PUBLIC_ROLE = "", "portal_public"
if _public_url := env("DATABASE_PUBLIC_URL", ""):
    PUBLIC_DATABASE = "public"
    DATABASES["public"] = database(_public_url)
    PUBLIC_ROLE = DATABASES["public"]["USER"]
    DATABASES["public"]["OPTIONS"]["options"] += " -c default_transaction_read_only=on -c statement_timeout=5000"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", "redis://localhost:6379/0")
JOB_RETRY_SECONDS = envint("JOB_RETRY_SECONDS", 10)
FILES_ROOT = Path(env("FILES_ROOT", str(BASE_DIR / "var" / "files")))
FONTS_ROOT = Path(env("FONTS_ROOT", str(BASE_DIR / "static" / "build" / "fonts")))

INSTALLED_APPS = [
    "portal.shell",
    "reports",
    "inspections",
    "arrears",
    "employers",
    "agencies",
    "portal.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
]
AUTH_USER_MODEL = "agencies.User"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.public.doors.nobody",
    "portal.shell.middleware.clean_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.login.middleware.session_limits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.shell.middleware.refusals_remembered",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.shell.navigation.context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portal.core.templatetags.ui"],
        },
    }
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "portal.formats"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "build"] if (BASE_DIR / "static" / "build").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = FILES_ROOT

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "agencies.login.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Of allauth only the authenticators: none of its pages is routed, nobody signs up, its per-address counters are off.
ACCOUNT_ADAPTER = "agencies.login.adapters.ClosedAccountAdapter"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "agencies.login.adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Cong thu nop BHXH"
# What holds where a province has no row of its own (agencies/reference/settings.csv names the same keys).
SECURITY_DEFAULTS = {
    "login.failures_per_address": 5,
    "login.first_delay_seconds": 60,
    "login.failures_per_user": 20,
    "login.user_lock_hours": 12,
    "login.forget_hours": 24,
    "session.idle_minutes": 15,
    "session.idle_minutes_administrator": 5,
    "session.absolute_hours": 12,
    "mfa.required_for_all": False,
    "users.invitation_hours": 72,
    "users.idle_days": 45,
    "users.review_months": 6,
}
VERIFIED_MINUTES = envint("VERIFIED_MINUTES", 15)  # a password or code counts so long for approving and exporting
SECOND_LOOK = "agencies.login.step_up.ask_unless_verified"
DEMO_PASSWORD = env("DEMO_PASSWORD", "mo-phong-2026")  # of the people of a demo, who exist only with DEMO=1
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "agencies.views.login.form_too_old"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

UPLOAD_LIMIT = envint("UPLOAD_LIMIT_MB", 64) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["portal.core.uploads.LimitedUploadHandler"]

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["portal.core.api.DenyAll"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "portal.core.api.KeysetPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cổng thu nộp BHXH, BHYT, BHTN – API đọc",
    "VERSION": "1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

REFERENCE_LOADERS = [
    "agencies.reference_loading.load",
    "employers.reference_loading.load",
    "arrears.reference_loading.load",
    "arrears.public_reading.load",
]

# What of a leaver is listed when work is handed over: functions (leaver, on) -> list of agencies.queries.handover.Item;
# and what passes to the successor: functions (leaver, successor, *, at) -> number of things. Any storey may add its own.
HANDOVER_PANELS = [
    "agencies.queries.handover.posts_held",
    "agencies.queries.handover.drafts",
    "agencies.queries.handover.obligations",
    "agencies.queries.handover.imports",
    "agencies.queries.handover.jobs",
    "agencies.queries.handover.notifications",
]
HANDOVER_STEPS = [
    "agencies.handing_over.pass_on_drafts",
    "agencies.handing_over.pass_on_jobs",
    "agencies.handing_over.pass_on_notifications",
]

# What storeys above show of a reorganisation before it is decided: functions (province, *, agencies, units, reader) -> Touched
# (agencies.queries.reorganisations).
REORGANISATION_PREVIEWS = ["employers.queries.reorganised.employers_touched"]

FILTERS_EMPTY_CHOICE_LABEL = _("Tất cả")

EMAIL_BACKEND = env("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
# Where people find the portal, for links in mails: "https://portal.tinh.gov.vn". Empty: mails name the page without a link.
PUBLIC_URL = env("PUBLIC_URL", "").rstrip("/")
# The certificate (PKCS#12) that published lists are signed with. Empty: they are not signed, and do not say that they are.
PDF_SIGNING_CERTIFICATE = env("PDF_SIGNING_CERTIFICATE", "")
PDF_SIGNING_PASSWORD = env("PDF_SIGNING_PASSWORD", "")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "portal@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "WARNING")},
}
