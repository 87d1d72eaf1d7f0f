"""Everything that runs by the clock, in hours of Asia/Ho_Chi_Minh. Names only: the frame imports no app."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "announce the jobs that nobody was told of": {
        "task": "portal.core.tasks.sweep_jobs",
        "schedule": 15.0,
        "options": {"expires": 14},  # while no worker is there, sweeps must not pile up
    },
}
