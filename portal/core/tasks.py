"""What Celery is asked to do: run a job of the list, sweep the list, and forget the sessions that are over."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from portal.core import jobs


@shared_task(name="portal.core.tasks.run_job")
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(name="portal.core.tasks.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task(name="portal.core.tasks.clear_sessions")
def clear_sessions() -> None:
    SessionStore.clear_expired()
