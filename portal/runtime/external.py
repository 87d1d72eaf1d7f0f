"""Real servers named by DATABASE_URL: the roles are there and are not one and the same, or are made."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from portal.runtime.environment import VAR, has
from portal.runtime.processes import NotStarted
from portal.runtime.servers import APP, PUBLIC, ask, embedded_postgres

MAY_MAKE_ROLES = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"


class Unusable(Exception):
    """What the caller asked for cannot be had; the text says what to change."""


def roles_of(environment: Mapping[str, str]) -> dict[str, str]:
    """The addresses of the roles. One address alone is taken as the owner's, when it may make the app's role. Without the
    public site's role that site stays closed, and nothing else."""
    app = value_of(environment, "DATABASE_URL")
    if not has(environment, "DATABASE_OWNER_URL"):
        roles = {"DATABASE_OWNER_URL": app, "DATABASE_URL": made_app_role(app)}
    else:
        owner = value_of(environment, "DATABASE_OWNER_URL")
        if answer(app, "SELECT current_user") == answer(owner, "SELECT current_user"):
            raise Unusable(
                "DATABASE_URL and DATABASE_OWNER_URL name the same role; the app must not own what it may not change."
            )
        roles = {"DATABASE_URL": app, "DATABASE_OWNER_URL": owner}
    if has(environment, "DATABASE_PUBLIC_URL"):
        roles["DATABASE_PUBLIC_URL"] = value_of(environment, "DATABASE_PUBLIC_URL")
    elif made := made_role(roles["DATABASE_OWNER_URL"], PUBLIC, VAR / "public_role_password"):
        roles["DATABASE_PUBLIC_URL"] = made
    return roles


def made_app_role(owner_url: str) -> str:
    """The app's role on a server where only the owner is named; its password stays in var/."""
    if answer(owner_url, MAY_MAKE_ROLES) != "t":
        raise Unusable(
            "DATABASE_URL is the app's role; set DATABASE_OWNER_URL too, the role that owns and migrates the database "
            "(README, 'Deploy', shows the statements that make both)."
        )
    if not (made := made_role(owner_url, APP, VAR / "app_role_password")):
        raise Unusable(
            f"That server has a role {APP} already; name it in DATABASE_URL and the owner in DATABASE_OWNER_URL."
        )
    return made


def made_role(owner_url: str, role: str, kept: Path) -> str:
    """The address of a role that is made here, or was before and left its password; empty where neither can be."""
    if not answer(owner_url, f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'"):
        if answer(owner_url, MAY_MAKE_ROLES) != "t":
            return ""
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(24))
        password = kept.read_text()
        answer(
            owner_url, f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '{password}'"
        )
    elif not kept.is_file():
        return ""
    return with_credentials(owner_url, role, kept.read_text())


def with_credentials(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{parts.netloc.rpartition('@')[2]}"))


def value_of(environment: Mapping[str, str], name: str) -> str:
    if file_name := environment.get(f"{name}_FILE"):
        with open(file_name) as file:
            return file.read().strip()
    return environment[name]


def answer(url: str, question: str) -> str:
    try:
        return ask(embedded_postgres(), url, question)
    except NotStarted as problem:
        raise Unusable(f"The database named by the environment cannot be used. {problem}") from problem
