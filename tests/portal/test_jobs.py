"""The job list is the work: once per key, never twice at a time, taken up again when its worker is gone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test import override_settings
from django.utils import timezone

from portal.core import jobs
from portal.core.models import Job
from tests.portal.tasks import calls
from tests.portal_running import announcing_to


@pytest.fixture(autouse=True)
def nothing_done_yet():
    calls.clear()


def put(task: str, key: str = "k", **arguments) -> Job:
    return jobs.later(f"tests.portal.tasks.{task}", key=key, **arguments)


def test_a_key_is_work_once(db):
    assert put("note").pk == put("note").pk
    assert Job.objects.count() == 1


def test_work_is_done_once_however_often_it_is_announced(own_database):
    job = put("note", month="2026-10")
    jobs.run(job.pk)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, calls) == (Job.State.DONE, [{"month": "2026-10"}])


def test_work_of_a_transaction_that_fails_is_not_on_the_list(own_database):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put("note")
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


def test_two_workers_never_do_the_same_job_at_a_time(own_database):
    job = put("slowly")

    def work():
        jobs.run(job.pk)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_a_refusal_is_the_end_and_is_told(own_database):
    job = put("refuse")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (Job.State.FAILED, "Tháng đã khóa sổ.", 1)


@override_settings(JOB_RETRY_SECONDS=0)
def test_a_fault_is_tried_again_and_then_waits_for_a_person(own_database):
    job = put("break_down")
    for _ in range(Job.MAX_ATTEMPTS + 1):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, Job.MAX_ATTEMPTS)
    assert "hỏng" in job.error


def test_a_job_whose_worker_died_is_found_by_the_sweeper(own_database, redis_server):
    job = put("note")
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, attempts=1, created_at=timezone.now() - timedelta(minutes=1)
    )
    with announcing_to(redis_server):
        assert jobs.sweep() == [job.pk]
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_job_somebody_is_doing_is_left_alone(own_database, redis_server):
    job = put("note")
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [jobs.LOCK_SPACE, job.pk])
    with announcing_to(redis_server):
        assert jobs.sweep() == []


def test_only_functions_of_a_tasks_module_are_work(db):
    job = Job.objects.create(key="x", task="os.system")
    with pytest.raises(LookupError):
        jobs._task(job.task)


def test_progress_is_seen_while_the_work_is_not_yet_committed(own_database):
    job = put("note")
    running = jobs.Running(job)
    with transaction.atomic():
        running.progress(3, 10, "đang chạy")
        with transaction.atomic():
            pass
    running.close()
    job.refresh_from_db()
    assert (job.done, job.total, job.percent) == (3, 10, 30)
