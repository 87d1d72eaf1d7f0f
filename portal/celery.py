"""The way work reaches a worker. The list of jobs is in PostgreSQL; Redis carries only "look at job 12".

So nothing here may lose the list: a message is acknowledged after the work, a killed worker's message comes back, and
when Redis itself is away the sweeper (portal/schedule.py) announces the jobs again once it returns.
"""

import os
from typing import Any

import django
from celery import Celery
from celery.signals import worker_init
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from portal.schedule import SCHEDULE

VISIBILITY_SECONDS = 1800  # an unacknowledged message returns after this; longer than any task may run


def broker_address(redis_url: str) -> str:
    """Celery's spelling of a Redis on a unix socket; every other address stays as it is."""
    if not redis_url.startswith("unix://"):
        return redis_url
    path, _, query = redis_url.removeprefix("unix://").partition("?")
    database = dict(part.partition("=")[::2] for part in query.split("&")).get("db") or "0"
    return f"redis+socket://{path}?virtual_host={database}"


def transport_options() -> dict[str, Any]:
    return {
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 20,
        "retry_on_timeout": True,
    }


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.conf.update(
    broker_url=broker_address(settings.REDIS_URL),
    broker_transport_options=transport_options(),
    broker_connection_timeout=3,
    broker_connection_retry=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_channel_error_retry=True,
    result_backend=None,
    result_backend_transport_options={"visibility_timeout": VISIBILITY_SECONDS},
    visibility_timeout=VISIBILITY_SECONDS,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=1200,
    task_soft_time_limit=1140,
    task_publish_retry=False,
    task_default_queue="portal",
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    worker_soft_shutdown_timeout=60,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    beat_schedule=SCHEDULE,
    beat_max_loop_interval=15,
    timezone="Asia/Ho_Chi_Minh",
    enable_utc=True,
)
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_start(**_worker) -> None:
    """As the web does: no work while a check of the portal's own finds an error (portal/shell/checks.py)."""
    django.setup()
    try:
        call_command("check", tags=["portal"], databases=["default"])
    except SystemCheckError as problem:
        raise SystemExit(str(problem)) from problem
