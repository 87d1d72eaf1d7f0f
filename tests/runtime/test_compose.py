"""The production file, read by a parser, and its environment tried on servers started apart from everything else."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from portal.runtime.processes import ROOT, Process
from portal.runtime.servers import Postgres, embedded_redis, lend, server_account
from tests.machine import UNSAFE, remove, short_folder
from tests.portal_running import PATIENCE, free_port

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
ROOTLESS = {"postgres": "999:999", "redis": "999:999", "proxy": "101:101"}
DEBIAN_POSTGRES = Path("/usr/lib/postgresql/15/bin")


def test_every_part_is_there_and_restarts_and_is_asked_for_its_health():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}
    for name, service in SERVICES.items():
        if name == "migrate":
            assert service["restart"] == "no"
            continue
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"]


def test_nobody_is_root_and_nobody_may_become_it():
    for name, service in SERVICES.items():
        assert service["user"] == ROOTLESS.get(name, "10001:10001")
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert "USER portal" in (ROOT / "Dockerfile").read_text()


def test_every_secret_is_a_file_and_no_password_stands_in_the_text():
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not any(word in name for word in ("PASSWORD", "SECRET", "DATABASE", "REDIS")) or (
                name.endswith("_FILE") and value.startswith("/run/secrets/")
            )
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])


def test_only_the_migration_knows_the_owner():
    for name, service in SERVICES.items():
        knows = {"database_owner_url", "owner_password"} & set(service.get("secrets", []))
        assert bool(knows) == (name in {"migrate", "postgres"})


def test_data_survives_its_containers():
    assert SERVICES["postgres"]["image"].startswith("postgres:18")
    assert "database:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]
    words = " ".join(SERVICES["redis"]["command"])
    for setting in ("--appendonly yes", "--maxmemory-policy noeviction", "--dir /data"):
        assert setting in words
    assert SERVICES["redis"]["volumes"] == ["wakeups:/data"]
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["volumes"] == ["files:/files"]
    assert set(COMPOSE["volumes"]) == {"database", "wakeups", "files"}


def test_only_the_proxy_is_published_and_what_visitors_claim_about_themselves_is_dropped():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    conf = (ROOT / "deploy/proxy/nginx.conf").read_text()
    for line in (
        "client_max_body_size 64m;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
        'proxy_set_header X-Forwarded-Host "";',
        'proxy_set_header Forwarded "";',
        "ssl_certificate /run/secrets/tls_certificate;",
    ):
        assert line in conf
    assert conf.count("{") == conf.count("}")


def test_everything_the_image_copies_is_let_into_the_build():
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert source in let_in and (ROOT / source).exists()


class Deployment:
    """The compose file's environment, with secrets made by its own script, on servers that ask for passwords."""

    def __init__(self, folder: Path) -> None:
        self.secrets, self.folder = folder / "secrets", folder
        subprocess.run([ROOT / "deploy/make_secrets.sh", self.secrets], check=True, capture_output=True)
        account = server_account()
        binaries = DEBIAN_POSTGRES if DEBIAN_POSTGRES.is_dir() else None
        home = lend(folder / "pg", account)
        options = {"account": account, "binaries": binaries, "options": UNSAFE, "tcp_port": free_port()}
        self.postgres = Postgres(home, folder, log=folder / "postgres.log", **options)
        self.redis_port, self.port = free_port(), free_port()
        password = (self.secrets / "redis_password").read_text()
        command = [str(embedded_redis()), "--port", str(self.redis_port), "--requirepass", password]
        self.redis = Process("Redis", command, folder=folder, log=folder / "redis.log")

    def start(self) -> "Deployment":
        self.postgres.start()
        self.redis.start()
        told = {**os.environ, "SECRETS": str(self.secrets), "PGHOST": str(self.postgres.sockets)}
        told |= {"PGPORT": str(self.postgres.port), "PATH": f"{self.postgres.binaries}:{os.environ['PATH']}"}
        subprocess.run([ROOT / "deploy/postgres/make_roles.sh"], check=True, env=told)
        for name in ("database_url", "database_owner_url", "database_public_url"):
            self._readdress(name, "postgres:5432", f"127.0.0.1:{self.postgres.port}")
        self._readdress("redis_url", "redis:6379", f"127.0.0.1:{self.redis_port}")
        return self

    def _readdress(self, name: str, said: str, here: str) -> None:
        """The one thing that differs outside the containers' network: the names of the hosts."""
        place = self.secrets / name
        text = place.read_text()
        assert said in text
        place.chmod(0o600)
        place.write_text(text.replace(said, here))

    def environment(self, service: str) -> dict[str, str]:
        said = SERVICES[service]["environment"]
        told = {name: str(value).replace("/run/secrets", str(self.secrets)) for name, value in said.items()}
        told |= {"ALLOWED_HOSTS": "portal.example.vn", "CSRF_TRUSTED_ORIGINS": "https://portal.example.vn"}
        told |= {"PROVINCE": "bac-ninh", "FILES_ROOT": str(self.folder / "files")}
        system = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**system, "DJANGO_SETTINGS_MODULE": "portal.settings", **told}

    def manage(self, service: str, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        env = self.environment(service)
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    folder = short_folder()
    folder.chmod(0o711)
    made = Deployment(folder)
    try:
        yield made.start()
    finally:
        made.stop()
        remove(folder)


def test_its_environment_migrates_makes_an_administrator_and_serves(deployment):
    deployment.manage("migrate", "migrate", "--no-input")
    deployment.manage("migrate", "load_reference")
    assert "Mật khẩu dùng một lần" in deployment.manage("web", "first_admin")
    deployment.manage("web", "check", "--database", "default", "--deploy", "--fail-level", "WARNING")
    app_url = (deployment.secrets / "database_url").read_text()
    assert "portal_app" in app_url
    owned = deployment.postgres.sql("SELECT count(*) FROM pg_tables WHERE tableowner = 'portal_app'", "portal")
    assert owned == "0"
    address = f"127.0.0.1:{deployment.port}"
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--bind", address, "--no-control-socket"]
    log = deployment.folder / "web.log"
    web = Process("web", command, environment=deployment.environment("web"), log=log).start()
    try:
        web.wait_until(lambda: ask(f"http://{address}/healthz") == 200, PATIENCE)
        assert ask(f"http://{address}/") == 301  # to https
        assert ask(f"http://{address}/", proto="https") in {200, 302}
    finally:
        web.stop()


def ask(url: str, proto: str = "http") -> int:
    """The status, following nothing, as the proxy would ask."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    request = urllib.request.Request(url, headers={"Host": "portal.example.vn", "X-Forwarded-Proto": proto})
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0
