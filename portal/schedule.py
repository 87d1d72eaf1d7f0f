"""Everything that runs by the clock, in hours of Asia/Ho_Chi_Minh. Names only: the frame imports no app."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "announce the jobs that nobody was told of": {
        "task": "portal.core.tasks.sweep_jobs",
        "schedule": 15.0,
        "options": {"expires": 14},  # while no worker is there, sweeps must not pile up
    },
    "finish the closings that were interrupted": {
        "task": "arrears.tasks.take_up_closings",
        "schedule": 120.0,
        "options": {"expires": 110},
    },
    "forget the sessions that are over": {
        "task": "portal.core.tasks.clear_sessions",
        "schedule": crontab(hour=3, minute=0),
    },
    "rebuild the provisional rollups of the open month": {
        "task": "arrears.tasks.rebuild_open_months",
        "schedule": crontab(hour=1, minute=30),
    },
    "remind where a month is still open on the day set": {
        "task": "arrears.tasks.remind_of_open_months",
        "schedule": crontab(hour=7, minute=30),
    },
}
