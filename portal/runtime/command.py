"""Servers for a command typed by hand (`python manage.py close_month 2026-10`) where the environment names none.

The running portal's, when `make run` is at work in this checkout; else the embedded ones, while the command runs.
"""

import atexit
import os
import subprocess
import sys

from portal.runtime.embedded import DATABASE, Checkout, Embedded, Occupied
from portal.runtime.environment import adopt_running, defaults
from portal.runtime.processes import ROOT, NotStarted


def find_servers() -> None:
    try:
        if not adopt_running(os.environ):
            borrow_embedded()
    except (Occupied, NotStarted, PermissionError) as problem:
        sys.exit(str(problem))


def borrow_embedded() -> None:
    checkout = Checkout()
    embedded = Embedded(checkout)
    atexit.register(give_back, checkout, embedded)
    os.environ |= defaults(os.environ) | embedded.start_postgres()
    if "REDIS_URL" not in os.environ:
        os.environ |= embedded.start_redis()
    checkout.remember(embedded.postgres.process, embedded.redis.process)
    if embedded.postgres.sql("SELECT to_regclass('django_migrations') IS NULL", DATABASE) == "t":
        for arguments in (["migrate", "--no-input", "--verbosity=0"], ["load_reference"]):
            subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True, stdout=sys.stderr)


def give_back(checkout: Checkout, embedded: Embedded) -> None:
    embedded.stop()
    checkout.release()
