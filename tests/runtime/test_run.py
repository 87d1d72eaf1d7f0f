"""`make run`'s supervisor, tried as a process of its own on a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.runtime.processes import ROOT, identity
from portal.runtime.servers import ask, embedded_postgres
from tests.machine import remove, short_folder
from tests.portal_running import free_port

NAMES_OF_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "FILES_ROOT", "EMBEDDED", "DEMO")


class Run:
    """One `make run` on its own data and port."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        kept = {name: value for name, value in os.environ.items() if name not in NAMES_OF_SERVERS}
        self.env = {**kept, "PORTAL_VAR": str(data), "PORT": str(self.port), "DEMO": "0"}
        self.process: subprocess.Popen | None = None

    def start(self) -> float:
        """Seconds until it printed its address."""
        began = time.monotonic()
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if f"http://localhost:{self.port}" in line:
                return time.monotonic() - began
        raise AssertionError("it ended before it served")

    command = (sys.executable, "-m", "portal.runtime.run")

    def again(self, **env: str) -> subprocess.CompletedProcess:
        return subprocess.run(self.command, cwd=ROOT, env={**self.env, **env}, capture_output=True, text=True)

    def end(self, order: int = signal.SIGINT) -> int:
        self.process.send_signal(order)
        return self.process.wait(60)

    def serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def children(self) -> dict[str, tuple[int, str]]:
        known = json.loads((self.data / "run" / "children.json").read_text())
        return {name: (pid, known_as) for name, (pid, known_as, _) in known.items()}

    def sql(self, statement: str) -> str:
        url = json.loads((self.data / "run" / "environment.json").read_text())["DATABASE_OWNER_URL"]
        return ask(embedded_postgres(), url, statement)

    def processes(self) -> list[str]:
        """Every process that names this folder or works in it, this test's own children included."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            if os.fsencode(self.data) in words and int(folder.name) != os.getpid():
                found.append(words.split(b"\0\0")[0].decode(errors="replace")[:120])
        return found


@pytest.fixture
def run() -> Iterator[Run]:
    folder = short_folder()
    folder.chmod(0o711)
    started = Run(folder)
    yield started
    if started.process and started.process.poll() is None:
        started.process.kill()
    until(lambda: not started.processes())
    remove(folder)


def until(question, seconds: float = 45.0) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)


def seconds_to_load_django() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, capture_output=True, check=True)
    return time.monotonic() - began


def test_what_dies_is_started_again_and_ctrl_c_leaves_nothing_behind(run):
    run.start()
    first = run.children()
    assert set(first) == {"PostgreSQL", "Redis", "web", "worker", "beat"}
    refused = run.again(PORT=str(free_port()))
    assert refused.returncode == 1 and "already running" in refused.stderr
    for name in ("worker", "Redis", "PostgreSQL", "web"):
        os.kill(first[name][0], signal.SIGKILL)
    until(lambda: all(run.children().get(name, first[name]) != first[name] for name in set(first) - {"beat"}))
    until(run.serves)
    assert run.end() == 0
    assert run.processes() == []


def test_after_a_kill_nothing_lives_on_and_the_next_start_serves_in_15_seconds_with_the_data(run):
    run.start()
    run.sql("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('kept')")
    key = (run.data / "secret_key").read_text()
    living = run.children()
    run.end(signal.SIGKILL)
    until(lambda: not any(identity(pid) == known_as for pid, known_as in living.values()))
    floor = seconds_to_load_django()
    assert run.start() < max(15, 4 * floor)  # 15 s, or what a machine this busy lets it
    assert run.sql("SELECT word FROM kept") == "kept"
    assert (run.data / "secret_key").read_text() == key
    assert run.end(signal.SIGTERM) == 0
    assert run.processes() == []


def test_a_stale_lock_of_a_crashed_postgres_is_no_obstacle(run):
    run.start()
    run.end()
    (run.data / "pg" / "postmaster.pid").write_text(f"{os.getpid()}\n{run.data / 'pg'}\n0\n5432\n\n\n")
    run.start()
    assert run.serves()


def test_a_busy_port_is_told_in_a_sentence(run):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        refused = run.again(PORT=str(port))
    assert refused.returncode == 1
    assert (
        refused.stderr.strip()
        == f"Port {port} cannot be used (Address already in use). Choose another: `make run PORT={port + 1}`."
    )


def test_a_deep_folder_gets_its_sockets_elsewhere(run):
    run.data = run.data / ("d" * 60) / ("e" * 60)
    run.env["PORTAL_VAR"] = str(run.data)
    run.start()
    assert run.serves()
    sockets = Path((run.data / "run" / "sockets").read_text())
    assert sockets.parent == Path("/tmp")
    run.end()
    assert not sockets.exists()
