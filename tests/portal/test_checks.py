"""What the portal refuses to start with."""

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from employers.models import Employer
from portal.runtime.processes import ROOT
from tests.factories.people import make_province


def wrong(**databases) -> set[str]:
    return {found.id for found in run_checks(tags=["portal"], **databases)}


@pytest.mark.django_db
def test_the_tests_own_settings_are_in_order():
    assert wrong(databases=["default"]) == set()


def test_an_api_open_by_default_is_refused(settings):
    settings.REST_FRAMEWORK = {}
    assert wrong() == {"portal.E001"}


def test_pages_open_by_default_are_refused(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("LoginRequiredMiddleware")]
    assert wrong() == {"portal.E002"}


def test_passwords_without_judges_are_refused(settings):
    settings.AUTH_PASSWORD_VALIDATORS = []
    assert wrong() == {"portal.E003"}


def test_sessions_in_a_cache_are_refused(settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    assert wrong() == {"portal.E004"}


def test_connections_nobody_looks_at_are_refused(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "CONN_HEALTH_CHECKS", False)
    assert wrong() == {"portal.E005"}


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    """The web's own start, without a server around it."""
    command = [sys.executable, "-c", "import portal.wsgi"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)


def test_the_web_does_not_start_as_the_owner_of_the_tables(own_database):
    refused = started(DATABASE_URL=own_database.env["DATABASE_OWNER_URL"])
    assert refused.returncode != 0 and "portal.E006" in refused.stderr
    assert started().returncode == 0


def test_the_web_does_not_start_where_the_public_could_read_more(own_database):
    refused = started(DATABASE_PUBLIC_URL=own_database.env["DATABASE_URL"])
    assert refused.returncode != 0 and "portal.E008" in refused.stderr


def test_a_demo_does_not_start_beside_real_employers(own_database):
    assert started(DEMO="1").returncode == 0
    Employer.objects.create(province=make_province(), unit_code="TA0001A", name="x")
    refused = started(DEMO="1")
    assert refused.returncode != 0 and "portal.E007" in refused.stderr
    assert started(DEMO="0").returncode == 0
