"""The two things Celery is asked to do: run a job of the list, and sweep the list."""

from celery import shared_task

from portal.core import jobs


@shared_task(name="portal.core.tasks.run_job")
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(name="portal.core.tasks.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep()
