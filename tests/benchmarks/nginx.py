"""nginx serving files on loopback."""

import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.running import free_port
from tests.journeys.waiting import wait_until

_CONFIGURATION = """
worker_processes {workers}; daemon off; pid {folder}/nginx.pid; error_log stderr crit; {user}
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
    types {{ image/jpeg jpeg; video/mp4 mp4; }}
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""
"""As fast as nginx gets: nothing logged, sent by the kernel, open files kept."""


@contextmanager
def nginx_with(
    program: str, folder: Path, files: Mapping[str, bytes], workers: int = 1
) -> Iterator[tuple[int, str]]:
    """Serve `files` by their names and yield the process id of the master and the base URL."""
    port, root = free_port(), folder / "static"
    root.mkdir(parents=True)
    for name, body in files.items():
        (root / name).write_bytes(body)
    configuration = folder / "nginx.conf"
    text = _CONFIGURATION.format(folder=folder, user=_user(), port=port, root=root, workers=workers)
    configuration.write_text(text)
    server = subprocess.Popen([program, "-c", str(configuration), "-p", str(folder)])
    try:
        wait_until(lambda: _answers(port), seconds=10, what="nginx answers")
        yield server.pid, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _user() -> str:
    """As root the worker would change to a user who may not read our folder."""
    return "user root;" if Path("/proc/self").stat().st_uid == 0 else ""


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
