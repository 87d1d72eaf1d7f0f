"""`make test`: first the judges that only read the code, two at a time, then the tests. Every failure is shown."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from portal.runtime.processes import ROOT

# Settings as in production; the judges connect to nothing.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "SECRET_KEY": "read-by-judges-only-read-by-judges-only-read-by-judges-only-0123456789",
    "DATABASE_URL": "postgresql://portal_app@/portal?host=/nowhere",
    "DATABASE_OWNER_URL": "postgresql://portal_owner@/portal?host=/nowhere",
    "DATABASE_PUBLIC_URL": "postgresql://portal_public@/portal?host=/nowhere",
    "REDIS_URL": "redis://localhost:1/0",
    "EMBEDDED": "0",
    "DEMO": "0",
    "DEBUG": "0",
    "HTTPS": "1",
    "TRUSTED_PROXIES": "1",
    "ALLOWED_HOSTS": "portal.example.vn",
    "PYTHONPATH": str(ROOT),
    "PYTHONWARNINGS": "ignore:Got an error checking a consistent migration history",
}

# One more than there are processors: the stories that start a whole portal spend much of their time waiting for it.
PROCESSES = str((os.cpu_count() or 1) + 1)
PROGRAMS = Path(sys.executable).parent
JUDGES: dict[str, list[str]] = {
    "style": ["ruff", "check", "."],
    "layout": ["ruff", "format", "--check", "."],
    "storeys": ["lint-imports"],
    "types": ["mypy", "portal/core"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def main(arguments: Sequence[str]) -> int:
    with ThreadPoolExecutor(max_workers=2) as pool:
        failures = sum(pool.map(judge, JUDGES))
    if "--judges" in arguments:
        return 1 if failures else 0
    # No test may be left out in silence: a skip is a failure, see tests/conftest.py.
    tests = [sys.executable, "-m", "pytest", "-n", PROCESSES, "--dist", "worksteal", "-q", "--durations=15", *arguments]
    failures += subprocess.run(tests, cwd=ROOT, env=remembering()).returncode != 0
    return 1 if failures else 0


def remembering() -> dict[str, str]:
    """Hundreds of processes are started: each reads what the first one compiled, whatever the caller's shell says."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def judge(name: str) -> bool:
    """Whether it found fault; its words are printed only then."""
    command = JUDGES[name]
    how = [sys.executable, *command] if command[0].endswith(".py") else [str(PROGRAMS / command[0]), *command[1:]]
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_FILE")} | PRODUCTION
    began = time.monotonic()
    done = subprocess.run(how, cwd=ROOT, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    failed = done.returncode != 0
    words = f"\n{done.stdout}{done.stderr}" if failed else ""
    verdict = "FAILED" if failed else "ok"
    print(f"* {name}: {verdict} ({time.monotonic() - began:.0f} s){words}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
