"""What every test may ask for: a database as the app's role or one of its own, Redis, the running portal, a browser.

Servers start when tests/machine.py is first imported: Django's settings, read after it, then name them.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import django
import pytest
from django.conf import settings
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as trials
from playwright.sync_api import Browser, Page, expect, sync_playwright
from whitenoise.middleware import WhiteNoiseMiddleware

from portal.runtime.servers import Redis
from tests import machine, order
from tests.layers import Layers
from tests.portal_running import LivePortal, announcing_to

django.setup()
trials.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # others may be at work
trials.load_profile("tests")
expect.set_options(timeout=60_000)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]

# Each test client draws up the middleware anew, and WhiteNoise then looks at every static file: they are the same for all.
_found: dict[tuple, dict] = {}
_find = WhiteNoiseMiddleware.add_files_from_finders


def _found_once(self: WhiteNoiseMiddleware) -> None:
    known = (self.static_prefix, self.max_age, self.charset, *map(str, settings.STATICFILES_DIRS))
    if known not in _found:
        _find(self)
        _found[known] = dict(self.files)
    self.files.update(_found[known])


WhiteNoiseMiddleware.add_files_from_finders = _found_once

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@dataclass
class OwnDatabase:
    name: str
    env: dict[str, str]  # DATABASE_URL, DATABASE_OWNER_URL, DATABASE_PUBLIC_URL


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """pytest-django would create a database as its owner; here it is a copy of the template, used as the app's role."""
    with django_db_blocker.unblock():
        _turn_to(machine.copy_of_template())
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    machine.drop(connections.settings["default"]["NAME"])


@pytest.fixture(scope="session")
def swept(django_db_setup, django_db_blocker) -> Callable[[], None]:
    """What tests wrote and took back stays in the files of their tables, and whoever reads a table after them passes it all.

    Called where nothing lies in the database: once it has grown, the tests to come work on a new copy of the template.
    """
    known = {"since": time.monotonic(), "size": machine.size_of(connections.settings["default"]["NAME"])}

    def sweep() -> None:
        if time.monotonic() - known["since"] < machine.SOON:
            return
        old = connections.settings["default"]["NAME"]
        if machine.size_of(old) > known["size"] + machine.GROWN:
            with django_db_blocker.unblock():
                _turn_to(machine.copy_of_template())
            machine.drop(old)
        known["since"] = time.monotonic()

    return sweep


@pytest.fixture(scope="module")
def layer_builders(request) -> tuple:
    """What the tests of a module begin with: its LAYERS, pairs of a fixture's name and its builder; see tests/layers.py."""
    return getattr(request.module, "LAYERS", ())


@pytest.fixture(scope="module")
def layers(django_db_setup, django_db_blocker) -> Iterator[Layers]:
    laid = Layers()
    yield laid
    with django_db_blocker.unblock():
        laid.leave()


@pytest.fixture
def _what_it_stands_on(request, layers: Layers, layer_builders: tuple, swept, django_db_blocker) -> None:
    """As many layers as the test asks for by name: they must lie before its own transaction begins."""
    if not layers.laid:
        swept()
    asked = [place for place, (name, _build) in enumerate(layer_builders, 1) if name in request.fixturenames]
    with django_db_blocker.unblock():
        layers.reach(layer_builders[: max(asked, default=0)])


@pytest.fixture
def _django_db_helper(_what_it_stands_on, _django_db_helper) -> None:
    """pytest-django's own, which begins the test's transaction, once the layers lie."""


@pytest.fixture
def of_layers(db, layers: Layers) -> dict:
    """The test's own copy of what the builders answered, by name."""
    return layers.copies()


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, layers: Layers) -> Iterator[OwnDatabase]:
    """A fresh copy for tests that really commit, from threads and processes too; not to be marked with django_db."""
    with django_db_blocker.unblock():
        layers.leave()
    with django_db_blocker.unblock(), _turned_to(machine.copy_of_template()) as database:
        yield database


@pytest.fixture
def demo_database(django_db_setup, django_db_blocker, layers: Layers, tmp_path: Path) -> Iterator[OwnDatabase]:
    """The same with a small demo in it; its files are in tmp_path/files, the month's workbooks in tmp_path/demo."""
    with django_db_blocker.unblock():
        layers.leave()
    with django_db_blocker.unblock(), _turned_to(machine.copy_of_demo(tmp_path)) as database:
        yield database


@contextmanager
def _turned_to(name: str) -> Iterator[OwnDatabase]:
    before = connections.settings["default"]["NAME"]
    _turn_to(name)
    try:
        yield OwnDatabase(name, machine.addresses(name))
    finally:
        _turn_to(before)
        machine.drop(name)


def _turn_to(database: str) -> None:
    """Every connection opened from now on, in whatever thread, goes to this database."""
    connections.close_all()
    for alias in ("default", "public"):
        connections.settings[alias]["NAME"] = database
        connections[alias].settings_dict["NAME"] = database
    os.environ |= machine.addresses(database)


@pytest.fixture(autouse=True)
def _files_of_this_test(tmp_path: Path, settings) -> None:
    settings.FILES_ROOT = settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _public_site_of_this_test(settings) -> None:
    """The public site reads what the test's own transaction wrote; its own role is tried in tests/portal/public."""
    settings.PUBLIC_DATABASE = "default"


@pytest.fixture
def redis_server(tmp_path_factory) -> Iterator[Redis]:
    """A Redis of the test's own, to .stop(), .kill() and .start() at will."""
    folder = machine.short_folder()
    redis = Redis(folder / "redis", folder, log=folder / "redis.log").start()
    yield redis
    redis.kill()
    machine.remove(folder)


@pytest.fixture
def live_portal(own_database: OwnDatabase, redis_server: Redis, tmp_path: Path, settings) -> Iterator[LivePortal]:
    """Web, worker and beat as real processes on a database and a Redis of the test's own."""
    portal = LivePortal(own_database.env, redis_server, tmp_path)
    settings.FILES_ROOT = settings.MEDIA_ROOT = portal.files
    try:
        with announcing_to(redis_server):
            yield portal.start()
    finally:
        portal.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Open pages with browser.new_context(locale="vi-VN"); `page` is one of them."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True)
    context.set_default_timeout(300_000)  # as in tests/portal_running.py: only what never comes takes so long
    yield context.new_page()
    context.close()


def pytest_configure(config: pytest.Config) -> None:
    """With several processes the template is made while they still read the tests."""
    if config.getoption("numprocesses", None):
        Thread(target=machine.build_template, daemon=True).start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = order.dealt(items)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that could not run is a failure: whoever reads a green result believes that everything was tried."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("Skipped tests count as failed.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
