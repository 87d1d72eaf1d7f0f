"""Where the portal finds its servers: in the caller's environment, in a running `make run`, or embedded.

Commands typed beside a running `make run` (`python manage.py close_month 2026-10`) read what it wrote to var/run/.
"""

import json
import os
import secrets
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from portal.runtime.processes import ROOT, identity

VAR = Path(os.environ.get("PORTAL_VAR") or ROOT / "var")  # another place for the data, such as a larger disk
RECORD = VAR / "run" / "environment.json"


def names_a_database(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("DATABASE_URL") or environment.get("DATABASE_URL_FILE"))


def names_a_redis(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("REDIS_URL") or environment.get("REDIS_URL_FILE"))


def has(environment: Mapping[str, str], name: str) -> bool:
    return bool(environment.get(name) or environment.get(f"{name}_FILE"))


def secret_key() -> str:
    """Made once and kept, so that a restart ends nobody's session."""
    place = VAR / "secret_key"
    if not place.is_file():
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return place.read_text().strip()


def defaults(environment: Mapping[str, str]) -> dict[str, str]:
    """A demo over plain http on the embedded database; the careful settings on a real one."""
    is_real = names_a_database(environment)
    wanted = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "EMBEDDED": "0" if is_real else "1",
        "DEMO": "0" if is_real else "1",
        "HTTPS": "1" if is_real else "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "PROVINCE": "bac-ninh",
        "DEMO_EMPLOYERS": "3000",
        "FILES_ROOT": str(VAR / "files"),
        "PORT": "8000",
    }
    chosen = {name: environment.get(name) or value for name, value in wanted.items()}
    if not has(environment, "SECRET_KEY"):
        chosen["SECRET_KEY"] = secret_key()
    return chosen


def record(environment: Mapping[str, str]) -> None:
    """Only what a command needs to reach the same servers; readable by whoever runs the portal."""
    servers = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "REDIS_URL")
    names = (*servers, "SECRET_KEY", *defaults(environment))
    kept = {name: environment[name] for name in names if name in environment}
    kept["supervisor"] = f"{os.getpid()} {identity(os.getpid())}"
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(RECORD, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(kept, file)


def recorded() -> dict[str, str]:
    """What the running portal wrote, or nothing when none runs."""
    if not RECORD.is_file() or not os.access(RECORD, os.R_OK):
        return {}
    kept = json.loads(RECORD.read_text())
    pid, _, known_as = kept.pop("supervisor", "0 ").partition(" ")
    return kept if known_as and identity(int(pid)) == known_as else {}


def adopt_running(environment: MutableMapping[str, str]) -> bool:
    """Take over the running portal's addresses, unless the caller named a database."""
    if names_a_database(environment):
        return True
    kept = recorded()
    for name, value in kept.items():
        environment.setdefault(name, value)
    return bool(kept)
