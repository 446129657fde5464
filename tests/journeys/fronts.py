"""The servers that stand in front, run with the configuration that is shipped."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.journeys.running import free_port
from tests.journeys.waiting import wait_until

FRONT = Path(__file__).parents[2] / "infra" / "front"


def nginx_program() -> str | None:
    """Return where nginx is installed, None where it is not."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@contextmanager
def nginx_front(
    program: str, folder: Path, upstream: str, home: Path, secret: str = "nginx"
) -> Iterator[str]:
    """Run the caching nginx before `upstream` (a base URL) and yield its own base URL; its log is `folder/access.log`.

    `home` is what the house keeps on this machine, `secret` is by what the house knows its edge.
    """
    port = free_port()
    (folder / "temp").mkdir(parents=True)
    text = (FRONT / "nginx.conf").read_text()
    for line, mine in {
        "server web:8000; # UPSTREAM": f"server {httpx.URL(upstream).netloc.decode()};",
        "listen 80 reuseport; # LISTEN": f"listen 127.0.0.1:{port} reuseport;",
        "alias blobs/; # STORE": f"alias {home / 'blobs'}/;",
        "alias cache/; # KEPT": f"alias {home / 'cache'}/;",
        "default nginx; # SECRET": f"default {secret};",
        "worker_processes auto;": f"worker_processes 1; daemon off; {_as_root()}",
    }.items():
        assert text.count(line) == 1, f"expected one line {line!r} in the shipped configuration"
        text = text.replace(line, mine)
    (folder / "nginx.conf").write_text(text)
    with (folder / "errors.log").open("wb") as errors:
        process = subprocess.Popen([program, "-p", str(folder), "-c", "nginx.conf"], stderr=errors)
    with _running(process, f"http://127.0.0.1:{port}") as base:
        yield base


@contextmanager
def caddy_front(folder: Path, upstream: str, home: Path, secret: str = "") -> Iterator[str]:
    """Run Caddy before `upstream` and yield its base URL; its log is `folder/access.log`."""
    port = free_port()
    folder.mkdir(parents=True)
    environment: Mapping[str, str] = {
        **os.environ,
        "VITRINE_HOST": f"http://127.0.0.1:{port}",
        "VITRINE_UPSTREAM": httpx.URL(upstream).netloc.decode(),
        "VITRINE_EDGE_LOG": str(folder / "access.log"),
        "VITRINE_EDGE_SECRET": secret,
        "VITRINE_STORE": str(home / "blobs"),
        "VITRINE_KEPT": str(home / "cache"),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    program = Path(sys.executable).with_name("caddy")
    command = [str(program), "run", "--adapter", "caddyfile", "--config", str(FRONT / "Caddyfile")]
    with (folder / "errors.log").open("wb") as errors:
        process = subprocess.Popen(command, env=environment, stderr=errors, stdout=errors)
    with _running(process, f"http://127.0.0.1:{port}") as base:
        yield base


@contextmanager
def _running(process: "subprocess.Popen[bytes]", base: str) -> Iterator[str]:
    try:
        wait_until(lambda: _answers(base, process), seconds=30, what=f"{base} answers")
        yield base
    finally:
        process.terminate()
        process.wait(timeout=15)


def _answers(base: str, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, f"the server in front ended with {process.returncode}"
    try:
        return httpx.get(f"{base}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def _as_root() -> str:
    """As root the workers would change to a user who may not write into our folder."""
    return "user root;" if os.getuid() == 0 else ""
