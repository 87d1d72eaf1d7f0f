"""`make run`: the servers, the database, then web, worker and beat, until Ctrl-C; what dies is started again."""

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from portal.runtime.embedded import Checkout, Embedded, Occupied
from portal.runtime.environment import VAR, defaults, names_a_database, names_a_redis, record
from portal.runtime.external import Unusable, roles_of
from portal.runtime.processes import ROOT, NotStarted, Process, die_with_parent
from portal.runtime.servers import ask, embedded_postgres

LARGEST_LOG = 20_000_000


class Portal:
    def __init__(self) -> None:
        self.checkout = Checkout()
        self.environment = {**os.environ, **defaults(os.environ), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
        self.port = int(self.environment["PORT"])
        self.host = os.environ.get("HOST", "127.0.0.1")
        self.is_embedded = not names_a_database(os.environ)
        self.embedded: Embedded | None = None
        self.children: list[Process] = []
        self.is_stopping = False

    def run(self) -> None:
        require_free(self.host, self.port)
        with self.prepared():
            self.start_children()
            self.welcome()
            self.watch()

    @contextlib.contextmanager
    def prepared(self):
        """Servers up and the database at this code's schema; everything down again at the end, whatever happens."""
        # A shell starts background jobs with Ctrl-C ignored; an interrupt sent to us is meant for us all the same.
        for order in (signal.SIGINT, signal.SIGTERM):
            signal.signal(order, self.on_signal)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to outlive the terminal
            signal.signal(signal.SIGHUP, self.on_signal)
        try:
            self.start_servers()
            self.prepare_database()
            yield
        finally:
            self.stop()

    def on_signal(self, *_: object) -> None:
        if not self.is_stopping:
            self.is_stopping = True
            raise KeyboardInterrupt

    def start_servers(self) -> None:
        if self.is_embedded or not names_a_redis(os.environ):
            self.embedded = Embedded(self.checkout)
        if self.is_embedded:
            say("PostgreSQL")
            self.environment |= self.embedded.start_postgres()
            self.keep(self.embedded.postgres.process)
        else:
            self.environment |= roles_of(os.environ)
            for name in ("DATABASE_URL_FILE", "DATABASE_OWNER_URL_FILE", "DATABASE_PUBLIC_URL_FILE"):
                self.environment.pop(name, None)
        if not names_a_redis(os.environ):
            say("Redis")
            self.environment |= self.embedded.start_redis()
            self.keep(self.embedded.redis.process)
        record(self.environment)

    def prepare_database(self) -> None:
        """Schema, reference data, demo; on the embedded database only what its note does not already name."""
        wanted = fingerprint_of_data()
        done, _, demo = self.embedded.note().partition(" ") if self.is_embedded else ("", "", "")
        if done != wanted:
            say("database schema and reference data")
            self.manage("migrate", "--no-input", "--skip-checks", "--verbosity=0")
            self.manage("load_reference", "--skip-checks")
        if self.environment["DEMO"] == "1" and demo != "demo":
            self.build_demo()
        elif not self.has_rows("agencies_user"):
            self.manage("first_admin", quiet=False)
        if self.is_embedded:
            self.embedded.set_note(f"{wanted} demo" if self.environment["DEMO"] == "1" else wanted)

    def build_demo(self) -> None:
        """Goes on where an interrupted one was stopped; says no beside employers that it did not make."""
        province, employers = self.environment["PROVINCE"], self.environment["DEMO_EMPLOYERS"]
        say(f"the demo: {employers} invented employers of {province}")
        self.manage("demo", "--province", province, "--employers", employers, "--folder", str(VAR / "demo"))

    def has_rows(self, table: str) -> bool:
        question = f"SELECT EXISTS (SELECT 1 FROM {table})"
        return ask(embedded_postgres(), self.environment["DATABASE_OWNER_URL"], question) == "t"

    def manage(self, *arguments: str, quiet: bool = True) -> None:
        command = [sys.executable, "manage.py", *arguments]
        log = self.checkout.logs / "manage.log"
        with open(log, "ab") as output:
            end = output.tell()
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output if quiet else None,
                stderr=output if quiet else None,
                preexec_fn=lambda: die_with_parent(),
            )
        if done.returncode != 0:
            words = log.read_bytes()[end:].decode(errors="replace").strip()
            raise NotStarted(f"`manage.py {' '.join(arguments)}` failed:\n{words[-3000:]}")

    def start_children(self) -> None:
        say("web, worker and beat")
        web = self.start_child("web", web_command(f"{self.host}:{self.port}"))
        web.wait_until(lambda: answers(self.port), 120)
        self.start_child("worker", worker_command())
        (VAR / "beat").mkdir(exist_ok=True)
        self.start_child("beat", beat_command(VAR / "beat"))

    def start_child(self, name: str, command: list[str]) -> Process:
        log = self.checkout.logs / f"{name}.log"
        if log.is_file() and log.stat().st_size > LARGEST_LOG:
            log.unlink()
        child = Process(name, command, environment=self.environment, log=log)
        self.keep(child.start())
        return child

    def keep(self, child: Process) -> None:
        self.children.append(child)
        self.checkout.remember(*self.children)

    def welcome(self) -> None:
        print(f"\n  http://localhost:{self.port}\n", flush=True)
        if self.environment["HTTPS"] == "1":
            print(
                "  HTTPS=1: pages are for a TLS proxy in front of this port; set HTTPS=0 to try without one.",
                flush=True,
            )
        if self.environment["DEMO"] == "1":
            self.manage("people", "--skip-checks", quiet=False)
            print("  (the codes of the second factor change: `.venv/bin/python manage.py people` shows the new ones)")
        print(f"\n  What the processes say: {VAR / 'log'}. Ctrl-C ends everything.", flush=True)

    def watch(self) -> None:
        """Start again what died; slower each time it dies young."""
        pauses: dict[str, float] = {}
        due: dict[str, float] = {}
        while True:
            for child in self.children:
                if child.is_alive:
                    continue
                now = time.monotonic()
                if child.name not in due:
                    pauses[child.name] = min(pauses.get(child.name, 0.5) * 2, 30)
                    due[child.name] = now + pauses[child.name]
                    say(f"{child.name} ended; starting it again")
                if now >= due[child.name]:
                    child.kill()
                    child.start()
                    del due[child.name]
                    self.checkout.remember(*self.children)
            time.sleep(0.3)

    def stop(self) -> None:
        self.is_stopping = True
        say("ending")
        servers = [self.embedded.postgres.process, self.embedded.redis.process] if self.embedded else []
        for child in reversed(self.children):
            if child not in servers:
                child.stop()
        if self.embedded:
            self.embedded.stop()
        self.checkout.release()


def fingerprint_of_data() -> str:
    """Changes when a migration, a file of reference data or the code that loads it does."""
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "*/*/migrations/*.py", "*/reference/**/*", "*/reference*.py"):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "node_modules" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def web_command(address: str) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--bind", address),
        *("--worker-class", "gthread", "--preload", "--workers", "2", "--threads", "4", "--keep-alive", "30"),
        *("--timeout", "60", "--graceful-timeout", "8", "--max-requests", "20000", "--max-requests-jitter", "2000"),
        *("--no-control-socket", "--forwarded-allow-ips", "127.0.0.1,::1"),
    ]


def worker_command(concurrency: int = 2) -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "--app", "portal", "worker", "--loglevel", "WARNING"),
        *("--concurrency", str(concurrency), "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def beat_command(folder: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "--app", "portal", "beat", "--loglevel", "WARNING"),
        *("--schedule", str(folder / "schedule"), "--pidfile", ""),
    ]


def require_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Unusable(
                f"Port {port} cannot be used ({problem.strerror}). Choose another: `make run PORT={port + 1}`."
            ) from problem


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status < 400
    except urllib.error.HTTPError as refusal:
        return refusal.code < 500
    except OSError:
        return False


def say(text: str) -> None:
    print(f"* {text}", flush=True)


def main() -> None:
    if os.environ.get("MAKELEVEL"):
        die_with_parent()
    try:
        Portal().run()
    except KeyboardInterrupt:
        pass
    except (NotStarted, Occupied, Unusable) as problem:
        sys.exit(f"\n{problem}")
    except PermissionError as problem:
        sys.exit(f"\n{problem.filename} belongs to another user; run the portal as that user, or as root.")


if __name__ == "__main__":
    main()
