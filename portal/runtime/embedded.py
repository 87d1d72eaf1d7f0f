"""The embedded PostgreSQL and Redis of one checkout, with their data under var/."""

import contextlib
import fcntl
import json
import shutil
import signal
from pathlib import Path

from portal.runtime.environment import VAR
from portal.runtime.processes import NotStarted, Process, end_leftover, identity
from portal.runtime.servers import APP, OWNER, PUBLIC, Postgres, Redis, home_for, server_account, sockets_for

DATABASE = "portal"
MEMORY = ["shared_buffers=256MB", "work_mem=16MB", "maintenance_work_mem=128MB", "jit=off", "max_wal_size=2GB"]


class Occupied(Exception):
    """Another process works on this checkout's data."""


class Checkout:
    """This checkout's var/: held by one process at a time, cleaned of what a crashed one left behind."""

    def __init__(self) -> None:
        self.run, self.logs = VAR / "run", VAR / "log"
        for folder in (VAR, self.run, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        self._children: list[Process] = []
        self._lock = open(self.run / "lock", "w")  # noqa: SIM115 - held until release
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise Occupied(
                "The portal of this folder is already running; end it first (Ctrl-C where it runs)."
            ) from problem
        self._end_leftovers()

    def remember(self, *children: Process) -> None:
        """So that the next start can end what this one, killed with -9, could not."""
        self._children = [*children]
        known = {
            child.name: [child.pid, identity(child.pid), int(child.stop_signal)] for child in children if child.is_alive
        }
        fresh = self.run / "children.json.new"
        fresh.write_text(json.dumps(known))
        fresh.rename(self.run / "children.json")  # a reader meets the old list or the new one

    def release(self) -> None:
        for name in ("children.json", "environment.json"):
            (self.run / name).unlink(missing_ok=True)
        self._lock.close()

    def _end_leftovers(self) -> None:
        record = self.run / "children.json"
        with contextlib.suppress(OSError, ValueError):
            for pid, known_as, order in json.loads(record.read_text()).values():
                end_leftover(pid, known_as, signal.Signals(order))
        record.unlink(missing_ok=True)


class Embedded:
    def __init__(self, checkout: Checkout) -> None:
        account = server_account(VAR / "pg")
        self.home = home_for(account, VAR / "pg")
        self.sockets = self._sockets(checkout.run, account)
        clear_stale_lock(self.home)
        self.postgres = Postgres(
            self.home, self.sockets, account=account, log=checkout.logs / "postgres.log", options=MEMORY
        )
        self.redis = Redis(VAR / "redis", self.sockets, log=checkout.logs / "redis.log")

    def start_postgres(self) -> dict[str, str]:
        self.postgres.start()
        self.postgres.make_roles_and_database(DATABASE)
        return {
            "DATABASE_URL": self.postgres.url(APP, DATABASE),
            "DATABASE_OWNER_URL": self.postgres.url(OWNER, DATABASE),
            "DATABASE_PUBLIC_URL": self.postgres.url(PUBLIC, DATABASE),
        }

    def start_redis(self) -> dict[str, str]:
        self.redis.start()
        return {"REDIS_URL": self.redis.url}

    def note(self) -> str:
        """What was last brought up to date, kept with the database itself: a restored one has none."""
        question = f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{DATABASE}'"
        return self.postgres.sql(question)

    def set_note(self, text: str) -> None:
        self.postgres.sql(f"COMMENT ON DATABASE {DATABASE} IS '{text}'")

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()
        if self.sockets.parent == Path("/tmp"):
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _sockets(self, run: Path, account) -> Path:
        """A crashed run's short folder under /tmp is cleared away before another is made."""
        note = run / "sockets"
        if note.is_file():
            shutil.rmtree(note.read_text(), ignore_errors=True)
            note.unlink()
        folder = sockets_for(account, run)
        if folder != run:
            note.write_text(str(folder))
        return folder


def clear_stale_lock(home: Path) -> None:
    """postmaster.pid of a crash names a process that is gone, or by now somebody else's. Ours works inside `home`."""
    lock = home / "postmaster.pid"
    if not lock.is_file():
        return
    pid = int(lock.read_text().split("\n", 1)[0] or 0)
    working_folder = Path(f"/proc/{pid}/cwd")
    with contextlib.suppress(OSError):
        if working_folder.resolve(strict=True) == home.resolve():
            end_leftover(pid, identity(pid), signal.SIGINT)
            if working_folder.exists():
                raise NotStarted(f"An earlier PostgreSQL (process {pid}) still works on {home} and does not end.")
            return
    lock.unlink(missing_ok=True)
