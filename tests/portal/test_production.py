"""The settings as they stand in production: Django's own deployment check finds nothing, cookies and transport are strict."""

import json
import os
import subprocess
import sys

from portal.runtime.processes import ROOT

NOT_SET = {"EMBEDDED", "DEMO", "HTTPS", "DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE"}
ASKED = (
    *("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"),
    *("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SECURE_HSTS_SECONDS"),
    *("SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG", "DEMO", "SESSION_ENGINE"),
)
SAY = f"import json; from django.conf import settings; print(json.dumps([getattr(settings, n) for n in {ASKED!r}]))"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """With what a deployment sets and nothing that the tests do."""
    chosen = {name: value for name, value in os.environ.items() if name not in NOT_SET}
    command = [sys.executable, "manage.py", *arguments]
    told = chosen | {"ALLOWED_HOSTS": "cong.example"} | environment
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=600)


def test_the_deployment_check_finds_nothing():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, "no issues" in done.stdout + done.stderr) == (0, True), done.stderr


def test_cookies_and_transport_are_strict_by_default():
    done = manage("shell", "--no-imports", "-c", SAY)
    told = dict(zip(ASKED, json.loads(done.stdout.splitlines()[-1]), strict=True))
    assert told == {
        "SESSION_COOKIE_NAME": "__Host-sid",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": 63_072_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "DEBUG": False,
        "DEMO": False,
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    }
