"""Everything that runs by the clock, on one page (hours of Asia/Ho_Chi_Minh). Strings only: the frame imports no app."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "announce the jobs that nobody was told of": {
        "task": "portal.core.tasks.sweep_jobs",
        "schedule": 15.0,
        "options": {"expires": 14},  # while no worker is there, sweeps must not pile up
    },
}
