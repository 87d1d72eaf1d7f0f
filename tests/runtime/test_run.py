"""`make run`'s supervisor, tried as a process of its own on a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.runtime.processes import ROOT, identity
from tests.machine import remove, short_folder
from tests.portal_running import free_port
from tests.runtime.starting import Run, until


@pytest.fixture
def run(prepared_data: Path) -> Iterator[Run]:
    folder = short_folder()
    folder.chmod(0o711)
    started = Run(copy_of(prepared_data, folder / "var"))
    yield started
    if started.process and started.process.poll() is None:
        started.process.kill()
    until(lambda: not started.processes())
    remove(folder)


def copy_of(data: Path, target: Path) -> Path:
    subprocess.run(["cp", "-a", data, target], check=True)  # with its owners, as PostgreSQL asks
    return target


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
    took = run.start()
    assert took < 15 or took < 4 * max(floor, seconds_to_load_django())  # what a machine this busy lets it
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


def test_a_deep_folder_gets_its_sockets_elsewhere(run, prepared_data):
    run.data = run.data / ("d" * 60) / ("e" * 60)
    run.data.parent.mkdir()
    run.env["PORTAL_VAR"] = str(copy_of(prepared_data, run.data))
    run.start()
    assert run.serves()
    sockets = Path((run.data / "run" / "sockets").read_text())
    assert sockets.parent == Path("/tmp")
    run.end()
    assert not sockets.exists()


def test_an_interrupt_ends_it_also_where_a_shell_started_it_in_the_background(run):
    """Such a shell leaves Ctrl-C ignored for whatever it starts."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        run.start()
        assert run.end() == 0
    finally:
        signal.signal(signal.SIGINT, before)
