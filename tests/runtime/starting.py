"""`make run` as a process that a test starts, asks, kills: on a folder and a port of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from portal.runtime.processes import ROOT
from portal.runtime.servers import ask, embedded_postgres
from tests.portal_running import PATIENCE, free_port

NAMES_OF_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "REDIS_URL", "SECRET_KEY")
NAMES_OF_SERVERS += ("FILES_ROOT", "EMBEDDED", "DEMO")


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
        return self.process.wait(180)

    def serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/healthz", timeout=30) as answer:
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


def until(question, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)
