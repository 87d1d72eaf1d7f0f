"""The durable list of background work.

`later` writes the job in the caller's transaction and wakes a worker after commit; when Redis is away, nobody is woken
and the sweeper (every 15 seconds, by the clock) finds the row. A worker holds a PostgreSQL advisory lock while it works:
when it dies, the lock dies with its connection, so the sweeper knows at once, and nothing runs twice at a time.
"""

import logging
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.celery import app
from portal.core.acts import MACHINES, THE_CLOCK, NotPossible
from portal.core.models import Job

logger = logging.getLogger(__name__)
LOCK_SPACE = 4211


class Running:
    """What a task gets of its job: the actor, and a way to say how far it is, visible at once to the waiting page."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._side = connections.create_connection("default")

    @property
    def actor(self) -> Any:
        return self.job.user or MACHINES[self.job.machine]

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Told through a second connection: the work's own transaction is not yet visible."""
        with self._side.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET done = %s, total = %s, message = %s, heartbeat_at = now() WHERE id = %s",
                [done, total, message[:300], self.job.pk],
            )

    def close(self) -> None:
        self._side.close()


def later(
    task: str,
    *,
    key: str,
    title: str = "",
    by: Any = None,
    again: bool = False,
    province_code: str = "",
    **arguments: Any,
) -> Job:
    """Put work on the list, once per key. `again` starts a finished job of that key anew. Returns the job."""
    person = by if hasattr(by, "pk") else None
    fields = {
        "task": task,
        "title": title,
        "arguments": arguments,
        "user": person,
        "machine": (by if person is None and by is not None else THE_CLOCK).name,
        "province_code": getattr(person, "province_code", "") or province_code or arguments.get("province", ""),
        "agency_code": getattr(person, "agency_code", "") or "",
    }
    job, is_new = Job.objects.get_or_create(key=key, defaults=fields)
    if not is_new and again and job.is_finished:
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.QUEUED, attempts=0, error="", result=None, done=0, total=0, finished_at=None, **fields
        )
        job.refresh_from_db()
    if not job.is_finished:
        transaction.on_commit(lambda: wake(job.pk))
    return job


def wake(job_id: int) -> None:
    """Tell a worker. Redis may be away: then the sweeper will."""
    try:
        app.send_task("portal.core.tasks.run_job", [job_id], retry=False, ignore_result=True)
    except Exception as problem:  # whatever the broker raises, the job row stands
        logger.warning("job %s not announced: %s", job_id, problem)


def sweep() -> list[int]:
    """Wake everything that is queued, and queue what a dead worker left running. Returns those that were announced."""
    now = timezone.now()
    waiting = list(
        Job.objects.unfinished().filter(created_at__lt=now - timedelta(seconds=2)).values_list("pk", "not_before")
    )
    due = [pk for pk, not_before in waiting if not_before is None or not_before <= now]
    left_alone = [pk for pk in due if not _is_locked(pk)]
    for pk in left_alone:
        wake(pk)
    return left_alone


def oldest_waiting() -> datetime | None:
    """When the oldest unfinished job was put on the list."""
    return Job.objects.unfinished().order_by("created_at").values_list("created_at", flat=True).first()


def run(job_id: int) -> Job | None:
    """Do the job unless somebody is doing it or it is finished. Safe to call any number of times."""
    with _held(job_id) as is_mine:
        if not is_mine:
            return None
        job = Job.objects.filter(pk=job_id).select_related("user").first()
        if job is None or job.is_finished or (job.not_before and job.not_before > timezone.now()):
            return job
        if job.attempts >= Job.MAX_ATTEMPTS:
            return _finish(job, Job.State.FAILED, error=job.error or "Đã thử quá số lần cho phép.")
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING, attempts=job.attempts + 1, started_at=timezone.now(), heartbeat_at=timezone.now()
        )
        return _work(job)


def finish(job: Job, *, patience: float = 600) -> Job:
    """Do the job here, or wait while somebody else does it. Returns it finished, or as it stands when patience ends."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        run(job.pk)
        job.refresh_from_db()
        if job.is_finished:
            return job
        time.sleep(0.2)
    return job


def _work(job: Job) -> Job:
    task = _task(job.task)
    running = Running(job)
    try:
        result = task(running, **job.arguments)
        return _finish(job, Job.State.DONE, result=result)
    except (NotPossible, PermissionDenied, ValidationError) as refusal:  # trying again would not help
        return _finish(job, Job.State.FAILED, error=str(refusal))
    except Exception as problem:
        logger.exception("job %s failed", job.pk)
        if job.attempts + 1 >= Job.MAX_ATTEMPTS:
            return _finish(job, Job.State.FAILED, error=f"{type(problem).__name__}: {problem}")
        pause = timezone.now() + timedelta(seconds=settings.JOB_RETRY_SECONDS * 2**job.attempts)
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.QUEUED, not_before=pause, error=f"{type(problem).__name__}: {problem}"
        )
        job.refresh_from_db()
        return job
    finally:
        running.close()


def _finish(job: Job, state: str, *, result: Any = None, error: str = "") -> Job:
    Job.objects.filter(pk=job.pk).update(state=state, result=result, error=error, finished_at=timezone.now())
    job.refresh_from_db()
    return job


def _task(dotted: str) -> Callable[..., Any]:
    """Only functions named in an app's tasks module are work."""
    module, _, _name = dotted.rpartition(".")
    if not module.endswith(".tasks"):
        raise LookupError(dotted)
    return import_string(dotted)


@contextmanager
def _held(job_id: int):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, job_id])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job_id])


def _is_locked(job_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK_SPACE, job_id],
        )
        return bool(cursor.fetchone()[0])
