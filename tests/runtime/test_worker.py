"""Work reaches a worker and is finished, whatever dies on the way: a worker, Redis, or both."""

from pathlib import Path

import pytest
from django.db import transaction

from portal.core import jobs
from portal.core.models import Job


@pytest.fixture
def diary(tmp_path) -> Path:
    return tmp_path / "diary"


def ask_for(diary: Path, word: str, seconds: float = 0.0) -> Job:
    with transaction.atomic():
        return jobs.later("tests.runtime.tasks.note", key=word, place=str(diary), word=word, seconds=seconds)


def lines(diary: Path) -> list[str]:
    return diary.read_text().splitlines() if diary.exists() else []


def is_done(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == Job.State.DONE


def test_work_is_done_at_once_when_everything_stands(live_portal, diary):
    job = ask_for(diary, "plain")
    live_portal.wait_for(lambda: is_done(job))
    assert lines(diary) == ["plain began", "plain ended"]


def test_a_killed_worker_s_work_is_done_by_the_next_one_without_anybody_asking(live_portal, diary):
    job = ask_for(diary, "long", seconds=3)
    live_portal.wait_for(lambda: lines(diary))
    live_portal.worker.kill()
    live_portal.worker.start()
    live_portal.wait_for(lambda: is_done(job))
    assert lines(diary) == ["long began", "long began", "long ended"]


def tended(worker) -> bool:
    """A worker that held a message when Redis went may die of it (kombu gives the message back to nobody). Whoever runs the
    portal starts it again: the supervisor of `make run`, Docker in production, and here the test."""
    if not worker.is_alive:
        worker.start()
    return True


def test_while_redis_is_away_work_is_accepted_and_done_when_it_is_back(live_portal, redis_server, diary):
    live_portal.wait_for(lambda: is_done(ask_for(diary, "before")))
    redis_server.stop()
    job = ask_for(diary, "meanwhile")
    assert live_portal.answers()
    redis_server.start()
    live_portal.wait_for(lambda: is_done(job) or not tended(live_portal.worker))
    assert lines(diary).count("meanwhile ended") == 1
