"""A portal as a newcomer meets it: with the demo, small, its fourth month not yet imported."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import OwnDatabase
from tests.portal_running import LivePortal, announcing_to


@pytest.fixture
def demo_portal(demo_database: OwnDatabase, redis_server, tmp_path: Path, settings) -> Iterator[LivePortal]:
    """Web, worker and beat with DEMO=1; the month's workbooks lie in `.demo`."""
    portal = LivePortal(demo_database.env, redis_server, tmp_path)
    portal.env |= {"DEMO": "1", "EMBEDDED": "1", "JOB_RETRY_SECONDS": "1"}
    settings.FILES_ROOT = settings.MEDIA_ROOT = portal.files
    portal.demo = tmp_path / "demo"
    try:
        with announcing_to(redis_server):
            yield portal.start()
    finally:
        portal.stop()
