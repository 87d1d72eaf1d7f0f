"""What a container's health check asks of its own process: `python -m portal.runtime.healthy web|worker|beat`."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

OLDEST_SCHEDULE = 420  # seconds; beat writes its file every three minutes


def web() -> bool:
    """Asked by the name that people use: the portal answers to no other."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    question = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    with urllib.request.urlopen(question, timeout=5) as answer:
        return answer.status == 200


def worker() -> bool:
    name = f"celery@{socket.gethostname()}"
    ping = ["celery", "--app", "portal", "inspect", "ping", "--destination", name, "--timeout", "8"]
    return subprocess.run(ping, capture_output=True).returncode == 0


def beat() -> bool:
    ages = [time.time() - path.stat().st_mtime for path in Path("/tmp").glob("schedule*")]
    return bool(ages) and min(ages) < OLDEST_SCHEDULE


CHECKS: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    try:
        sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
    except OSError as problem:
        sys.exit(f"{sys.argv[1]}: {problem}")
