"""One child process: started in its own session, ended with its parent, stopped politely and then firmly.

The kernel tells a child when its parent dies (PR_SET_PDEATHSIG): even a supervisor killed with -9 leaves no orphan.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class NotStarted(Exception):
    """A part of the portal did not come up; the text says which and where to read why."""


def die_with_parent(order: int = signal.SIGTERM) -> None:
    """Must run in the child, after any change of user: such a change clears the order."""
    _libc.prctl(PR_SET_PDEATHSIG, int(order), 0, 0, 0)


@dataclass
class Process:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    log: Path | None = None
    folder: Path = ROOT
    account: pwd.struct_passwd | None = None  # the ordinary user to become, when started by root
    stop_signal: int = signal.SIGTERM
    firm_signal: int = signal.SIGKILL
    patience: float = 10.0
    popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        return self.popen.pid if self.popen else 0

    @property
    def is_alive(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def start(self) -> "Process":
        order = self.stop_signal
        user = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []} if self.account else {}
        with self._output() as output:
            self.popen = subprocess.Popen(
                list(self.command),
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(order),
                **user,
            )
        return self

    def stop(self) -> None:
        """Ask; after `patience` seconds insist; then kill the whole group."""
        if self.popen is None:
            return
        for order, patience in ((self.stop_signal, self.patience), (self.firm_signal, 5.0), (signal.SIGKILL, 5.0)):
            if not self.is_alive:
                break
            self.popen.send_signal(order)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(patience)
        self.kill()

    def kill(self, order: int = signal.SIGKILL) -> None:
        """At once, with everything it started."""
        if self.popen is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, order)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(10)

    def restart(self) -> "Process":
        self.stop()
        return self.start()

    def wait_until(self, ready: Callable[[], bool], seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.is_alive:
                raise NotStarted(f"{self.name} ended at once.{self._last_words()}")
            if time.monotonic() > deadline:
                raise NotStarted(f"{self.name} did not answer within {seconds:.0f} s.{self._last_words()}")
            time.sleep(0.05)

    def _output(self):
        if self.log is None:
            return open(os.devnull, "wb")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        return open(self.log, "ab")

    def _last_words(self) -> str:
        if self.log is None or not self.log.is_file():
            return ""
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return f" The end of {self.log}:\n  " + "\n  ".join(lines)


def identity(pid: int) -> str:
    """What tells this process from a later one that was given the same number: boot and start time."""
    try:
        start = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip() + ":" + start
    except (OSError, IndexError):
        return ""


def end_leftover(pid: int, known_as: str, order: int = signal.SIGTERM, patience: float = 15.0) -> None:
    """End a process that a crashed run left behind, if it still is that process."""
    for attempt in (order, signal.SIGKILL):
        deadline = time.monotonic() + patience
        if not known_as or identity(pid) != known_as:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, attempt)
        while identity(pid) == known_as and time.monotonic() < deadline:
            time.sleep(0.1)
