"""People at their browsers: a gunicorn of its own as in production, and several of them asking at once."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client

from portal.core.acts import NotPossible
from portal.shell.bench.served import NOTE

WORKERS, THREADS = 2, 4
EMPTY = "/healthz"


@dataclass(frozen=True)
class Answer:
    """One answer: what the server says of itself, and how long the person waited."""

    status: int
    server_ms: float
    cpu_ms: float
    queries: int
    waited_ms: float


class Site:
    """A running portal; cookies of people who have logged in."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, cookies: Sequence[str], *, rounds: int) -> list[Answer]:
        """All of these people ask for the page at once, each so many times."""
        with ThreadPoolExecutor(len(cookies)) as pool:
            answers = pool.map(lambda cookie: self._person(path, cookie, rounds), cookies)
            return [answer for person in answers for answer in person]

    def _person(self, path: str, cookie: str, rounds: int) -> list[Answer]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(line):
            return [self._one(line, path, cookie) for _ in range(rounds)]

    def _one(self, line: http.client.HTTPConnection, path: str, cookie: str) -> Answer:
        began = time.perf_counter()
        line.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
        response = line.getresponse()
        response.read()
        waited = (time.perf_counter() - began) * 1000
        if response.status != http.client.OK:
            raise NotPossible(f"{path}: {response.status}")
        server, cpu, queries = json.loads(response.headers[NOTE])
        return Answer(response.status, server, cpu, queries, waited)


def logged_in(user) -> str:
    """The cookie of a session of this person."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


@contextmanager
def site() -> Iterator[Site]:
    """The portal on a free port, with as many processes and threads as in production."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "portal.shell.bench.served:application", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--preload", "--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--keep-alive", "30", "--no-control-socket", "--log-level", "warning"),
    ]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, env=surroundings(), stdout=log, stderr=log, cwd=settings.BASE_DIR)
        try:
            _wait_for(port, server)
            yield Site(port)
        except NotPossible as refusal:
            log.seek(0)
            raise NotPossible(f"{refusal}\n{log.read().decode(errors='replace')[-2000:]}") from refusal
        finally:
            server.terminate()
            server.wait(20)


def surroundings() -> dict[str, str]:
    """The environment of a process that works on the same database and the same files."""
    facts = {"DATABASE_URL": _address(), "HTTPS": "0", "DEMO": "1", "ALLOWED_HOSTS": "localhost,127.0.0.1"}
    return os.environ | facts | {"FILES_ROOT": str(settings.FILES_ROOT), "SECRET_KEY": settings.SECRET_KEY}


def _address() -> str:
    """The database that this process works on, which in a test is not the one that the environment names."""
    facts = connection.settings_dict
    host, user = facts["HOST"], facts["USER"]
    secret = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    if host.startswith("/"):
        return f"postgresql://{user}{secret}@/{facts['NAME']}?host={host}&port={facts['PORT'] or 5432}"
    return f"postgresql://{user}{secret}@{host}:{facts['PORT'] or 5432}/{facts['NAME']}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise NotPossible("gunicorn did not start")
