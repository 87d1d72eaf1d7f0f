"""The whole portal as processes, for tests with a browser and tests that kill: .url, .env, .run_manage, .worker."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from portal.celery import app, broker_address
from portal.runtime.processes import ROOT, Process
from portal.runtime.run import beat_command, web_command, worker_command
from portal.runtime.servers import Redis

PATIENCE = 300.0  # whatever is waited for ends the wait when it comes: only what never comes takes so long


class LivePortal:
    def __init__(self, database: Mapping[str, str], redis: Redis, folder: Path) -> None:
        self.redis, self.folder, self.files = redis, folder, folder / "files"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.env = {
            **os.environ,
            **database,
            "REDIS_URL": redis.url,
            "FILES_ROOT": str(self.files),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        self.web = self._process("web", web_command(f"127.0.0.1:{self.port}"))
        self.worker = self._process("worker", worker_command())
        self.beat = self._process("beat", beat_command(folder))

    def start(self) -> "LivePortal":
        for process in (self.web, self.worker, self.beat):
            process.start()
        self.web.wait_until(self.answers, PATIENCE)
        return self

    def stop(self) -> None:
        for process in (self.beat, self.worker, self.web):
            process.kill()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=30) as answer:
                return answer.status == 200
        except OSError:
            return False

    def run_manage(self, *arguments: str, check: bool = True, env: Mapping[str, str] | None = None):
        """A management command beside the running portal; the finished process, with .stdout, .stderr, .returncode."""
        command = [sys.executable, "manage.py", *arguments]
        told = {**self.env, **(env or {})}
        done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if check and done.returncode != 0:
            raise AssertionError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done

    def logs(self) -> str:
        return "\n".join(
            f"== {log.name}\n{log.read_text(errors='replace')[-4000:]}" for log in self.folder.glob("*.log")
        )

    def wait_for(self, question: Callable[[], object], seconds: float = PATIENCE) -> object:
        """The first true answer; fails with the end of every log."""
        answers: list[object] = []

        def asked() -> bool:
            answers.append(question())
            return bool(answers[-1])

        try:
            self.web.wait_until(asked, seconds)
        except Exception as problem:
            raise AssertionError(f"Not within {seconds} s.\n{self.logs()}") from problem
        return answers[-1]

    def _process(self, name: str, command: list[str]) -> Process:
        return Process(name, command, environment=self.env, log=self.folder / f"{name}.log")


@contextmanager
def announcing_to(redis: Redis) -> Iterator[None]:
    """This process, too, wakes the workers that listen to that Redis."""
    before = app.conf.broker_url
    app.conf.broker_url = broker_address(redis.url)
    app._after_fork()  # Celery's own way to forget its open connections
    try:
        yield
    finally:
        app.conf.broker_url = before
        app._after_fork()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
