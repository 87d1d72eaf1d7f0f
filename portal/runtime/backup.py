"""`make backup` and `make restore`: one tar with a consistent dump of the database, the files and the secret key."""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from portal.runtime.command import find_servers, give_back
from portal.runtime.embedded import Checkout, Embedded, Occupied
from portal.runtime.environment import VAR, defaults, names_a_database
from portal.runtime.external import Unusable, roles_of
from portal.runtime.processes import NotStarted
from portal.runtime.servers import ask, embedded_postgres, unspoken

DUMP, FILES, KEY = "database.dump", "files", "secret_key"
IS_EMPTY = "SELECT NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public')"


def backup(target: Path) -> None:
    """Written beside the target first: a backup that was interrupted never bears its name."""
    find_servers()
    with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
        dump, archive = Path(folder) / DUMP, Path(folder) / "archive"
        tool("pg_dump", os.environ["DATABASE_OWNER_URL"], "--format=custom", f"--file={dump}")
        with tarfile.open(archive, "w") as tar:
            tar.add(dump, DUMP)
            if Path(os.environ["FILES_ROOT"]).is_dir():
                tar.add(os.environ["FILES_ROOT"], FILES)
            if (VAR / KEY).is_file():
                tar.add(VAR / KEY, KEY)
        archive.chmod(0o600)
        archive.rename(target)
    print(f"{target}: {target.stat().st_size:,} bytes")


def restore(source: Path) -> None:
    with owner_of_empty_database() as owner_url, tempfile.TemporaryDirectory() as folder, tarfile.open(source) as tar:
        unpack(tar, DUMP, Path(folder) / DUMP)
        tool("pg_restore", owner_url, "--no-owner", "--exit-on-error", str(Path(folder) / DUMP))
        unpack(tar, FILES, Path(defaults(os.environ)["FILES_ROOT"]))
        unpack(tar, KEY, VAR / KEY)
    print(f"{source} is restored; `make run` starts it.")


@contextmanager
def owner_of_empty_database() -> Iterator[str]:
    if names_a_database(os.environ):
        yield refuse_unless_empty(roles_of(os.environ)["DATABASE_OWNER_URL"])
        return
    checkout = Checkout()
    embedded = Embedded(checkout)
    try:
        yield refuse_unless_empty(embedded.start_postgres()["DATABASE_OWNER_URL"])
    finally:
        give_back(checkout, embedded)


def refuse_unless_empty(owner_url: str) -> str:
    if ask(embedded_postgres(), owner_url, IS_EMPTY) != "t":
        raise Unusable("That database holds data; a backup is restored into an empty one only (move var/ away first).")
    return owner_url


def unpack(tar: tarfile.TarFile, top: str, target: Path) -> None:
    """Ordinary files under `top` only; nothing that a name could smuggle elsewhere."""
    for member in tar.getmembers():
        name = PurePosixPath(member.name)
        if not member.isfile() or name.parts[0] != top or ".." in name.parts:
            continue
        place = target / name.relative_to(top)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tar.extractfile(member) as content, open(place, "wb") as file:
            shutil.copyfileobj(content, file)
        place.chmod(0o600)


def tool(name: str, url: str, *arguments: str) -> None:
    address, environment = unspoken(url)
    command = [str(embedded_postgres() / name), f"--dbname={address}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise NotStarted(f"{name} failed: {done.stderr.strip()}")


if __name__ == "__main__":
    try:
        {"backup": backup, "restore": restore}[sys.argv[1]](Path(sys.argv[2]))
    except (NotStarted, Occupied, Unusable, OSError, IndexError) as problem:
        sys.exit(str(problem) or "make backup TO=file.tar, make restore FROM=file.tar")
