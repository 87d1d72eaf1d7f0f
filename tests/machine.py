"""The tests' own PostgreSQL and Redis: thrown away afterwards, with the portal's three roles.

The owner builds one template (migrations, reference data); every process and every `own_database` gets a copy of it and
works through the app's role, so that tests meet exactly the grants that production has.
Importing this starts the servers: everything that reads the settings must be imported after it.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from portal.runtime.processes import ROOT, identity
from portal.runtime.servers import APP, OWNER, PUBLIC, Postgres, Redis, ask, embedded_postgres, lend, server_account
from tests import kept_schema

TEMPLATE, DEMO = "portal_template", "portal_demo"
UNSAFE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]  # quick, for data that nobody will miss
FAST = [*UNSAFE, "jit=off", "max_connections=200", "shared_buffers=256MB"]
SOON, GROWN = 3, 8 << 20  # a database is looked at after so many seconds, and replaced when so many bytes were added
PLACE = "PORTAL_TEST_MACHINE"  # the folder of the servers, told to the processes of pytest-xdist


def start() -> None:
    """Servers for this run, and the environment that names them. Processes of xdist inherit it and start nothing."""
    if PLACE in os.environ and "PYTEST_XDIST_WORKER" in os.environ:
        return
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        raise RuntimeError("Unset DJANGO_SETTINGS_MODULE: the tests choose their settings themselves.")
    forget_the_killed()
    folder = Path(tempfile.mkdtemp(prefix="portal-tests-", dir="/tmp"))
    folder.chmod(0o711)
    (folder / "owner").write_text(f"{os.getpid()} {identity(os.getpid())}")
    account = server_account()
    binaries = os.environ.get("TEST_POSTGRES_BIN")
    postgres = Postgres(
        lend(folder / "pg", account),
        folder,
        account=account,
        log=folder / "postgres.log",
        binaries=Path(binaries) if binaries else None,
        options=FAST,
    )
    redis = Redis(folder / "redis", folder, log=folder / "redis.log", keeps=False)
    atexit.register(end, folder, postgres, redis)
    postgres.start()
    redis.start()
    postgres.make_roles_and_database(TEMPLATE)
    os.environ.pop("DATABASE_ROLE", None)
    os.environ |= {PLACE: str(folder), "PORTAL_TEST_ADMIN": postgres.url(postgres.superuser, "postgres")}
    os.environ |= addresses(TEMPLATE) | {"REDIS_URL": redis.url} | fixed_settings(folder)


def forget_the_killed() -> None:
    """A run that was killed took its servers with it, but left their folder."""
    for note in Path("/tmp").glob("portal-tests-*/owner"):
        if os.access(note.parent, os.W_OK):
            pid, _, known_as = note.read_text().partition(" ")
            if identity(int(pid)) != known_as:
                remove(note.parent)


def end(folder: Path, postgres: Postgres, redis: Redis) -> None:
    redis.stop()
    postgres.stop()
    shutil.rmtree(folder, ignore_errors=True)


def fixed_settings(folder: Path) -> dict[str, str]:
    """The same on every machine, whatever the caller's environment says."""
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "only-the-tests-use-this-key-only-the-tests-use-this-key-0123456789",
        "EMBEDDED": "1",
        "DEMO": "0",
        "HTTPS": "0",
        "DEBUG": "0",
        "COMMAND_DOORS": "1",
        "PROVINCE": "bac-ninh",
        "TRUSTED_PROXIES": "0",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "FILES_ROOT": str(folder / "files"),
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in the test's thread
    }


def addresses(database: str) -> dict[str, str]:
    """The roles' addresses of one database of this run."""
    host = os.environ["PORTAL_TEST_ADMIN"].partition("?")[2]
    return {
        "DATABASE_URL": f"postgresql://{APP}@/{database}?{host}",
        "DATABASE_OWNER_URL": f"postgresql://{OWNER}@/{database}?{host}",
        "DATABASE_PUBLIC_URL": f"postgresql://{PUBLIC}@/{database}?{host}",
    }


def build_template() -> None:
    """Migrations and reference data, written by the owner; once per run, by whichever process needs it first."""
    folder = Path(os.environ[PLACE])
    with open(folder / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "template.built").exists():
            return
        environment = {**os.environ, **addresses(TEMPLATE)}
        _migrate(environment)
        run_manage("load_reference", "--skip-checks", env=environment)
        (folder / "template.built").touch()


def _migrate(environment: dict[str, str]) -> None:
    """Or what the same migrations left in an earlier run."""
    url = os.environ["PORTAL_TEST_ADMIN"].replace("/postgres?", f"/{TEMPLATE}?")
    kept = kept_schema.file_of(programs())
    if kept.is_file():
        kept_schema.bring_back(programs(), url, kept)
        return
    run_manage("migrate", "--no-input", "--skip-checks", "--verbosity=0", env=environment)
    kept_schema.keep(programs(), url, kept)


def build_demo() -> Path:
    """A small demo of four months, the last not imported; once per run. Its folder holds files/ and demo/."""
    build_template()
    folder = Path(os.environ[PLACE]) / "demo"
    folder.mkdir(exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            copy_of(TEMPLATE, DEMO)
            told = {"DEMO": "1", "EMBEDDED": "1", "FILES_ROOT": str(folder / "files")}
            size = ("--employers", "150", "--months", "4", "--as-of", "2026-11-20")
            run_manage("demo", *size, "--folder", str(folder / "demo"), env={**os.environ, **addresses(DEMO), **told})
            (folder / "built").touch()
    return folder


def copy_of_template() -> str:
    build_template()
    return copy_of(TEMPLATE)


def copy_of_demo(target: Path) -> str:
    """The demo's database; its files/ and demo/ are copied into `target`."""
    folder = build_demo()
    for part in ("files", "demo"):
        shutil.copytree(folder / part, target / part, dirs_exist_ok=True)
    return copy_of(DEMO)


def copy_of(template: str, name: str = "") -> str:
    name = name or f"portal_{uuid.uuid4().hex[:12]}"
    as_admin(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")
    return name


def size_of(database: str) -> int:
    return int(as_admin(f"SELECT pg_database_size('{database}')"))


def drop(database: str) -> None:
    as_admin(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def as_admin(statement: str) -> str:
    """As the cluster's superuser, through psql: Django itself never gets that role."""
    return ask(programs(), os.environ["PORTAL_TEST_ADMIN"], statement)


def programs() -> Path:
    return Path(os.environ.get("TEST_POSTGRES_BIN") or embedded_postgres())


def run_manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done


def short_folder() -> Path:
    """For sockets: pytest's own folders have names too long for them."""
    return Path(tempfile.mkdtemp(prefix="portal-own-", dir="/tmp"))


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


start()
