"""A portal as a newcomer meets it: with the demo, small, its fourth month not yet imported."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import OwnDatabase
from tests.portal_running import LivePortal, announcing_to


@pytest.fixture
def demo_portal(own_database: OwnDatabase, redis_server, tmp_path: Path, settings) -> Iterator[LivePortal]:
    """Web, worker and beat with DEMO=1; the month's workbooks lie in `.demo`."""
    portal = LivePortal(own_database.env, redis_server, tmp_path)
    portal.env |= {"DEMO": "1", "EMBEDDED": "1", "JOB_RETRY_SECONDS": "1"}
    settings.FILES_ROOT = settings.MEDIA_ROOT = portal.files
    portal.demo = tmp_path / "demo"
    size = ("--employers", "150", "--months", "4", "--as-of", "2026-11-20")
    try:
        with announcing_to(redis_server):
            portal.run_manage("demo", *size, "--folder", str(portal.demo))
            yield portal.start()
    finally:
        portal.stop()
