"""A cached hit beside nginx serving the same file, on the same machine in the same run."""

import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from admin_ui.build import find_node
from tests.benchmarks.report import bench, note
from tests.journeys.client import ApiClient
from tests.journeys.running import free_port, running_house
from tests.journeys.waiting import wait_until
from tests.packages import npm_packages

HERE = Path(__file__).parent
SECONDS = {"small": 5, "full": 20}
CONNECTIONS = 64


def main(scale: str) -> None:
    """Measure requests a second of one hot rendition and of its 304, in turn with nginx."""
    with tempfile.TemporaryDirectory() as folder, running_house(Path(folder) / "home") as house:
        base = house.serve()
        client = house.client(base)
        url, body, etag = _hot_rendition(client, Path(folder))
        if shutil.which("nginx") is None:
            note("nginx is not installed here: no peer for cached delivery, nothing measured")
            return
        with _nginx(Path(folder), body) as peer:
            ours, theirs = _in_turn(url, peer, {}, scale)
            bench("delivery.hit", ours / theirs, "x", "nginx-static")
            note(
                f"{ours:.0f} beside {theirs:.0f} requests a second, {len(body) // 1000} kB, {CONNECTIONS} connections"
            )
            ours, theirs = _in_turn(url, peer, {"If-None-Match": etag}, scale)
            bench("delivery.not_modified", ours / theirs, "x", "nginx-static")
            note(
                f"{ours:.0f} beside {theirs:.0f} requests a second (nginx has its own ETag and sends the body)"
            )


def _hot_rendition(client: ApiClient, folder: Path) -> tuple[str, bytes, str]:
    picture = folder / "noise.jpg"
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(picture)
    asset = client.upload(picture)["id"]
    client.wait_prepared(asset)
    client.move(asset, "approved")
    path = f"/d/web/thumb/{asset}.jpeg"
    client.wait(lambda: client.public.get(path).status_code == 200, 5, "the rendition is served")
    answer = client.public.get(path)
    return client.base + path, answer.content, answer.headers["etag"]


def _in_turn(ours: str, theirs: str, headers: dict[str, str], scale: str) -> tuple[float, float]:
    """Return requests a second of both, each the better of two runs taken in turn."""
    rates: dict[str, list[float]] = {ours: [], theirs: []}
    for _ in range(2):
        for url, found in rates.items():
            found.append(_requests_per_second(url, headers, SECONDS[scale]))
    return max(rates[ours]), max(rates[theirs])


def _requests_per_second(url: str, headers: dict[str, str], seconds: int) -> float:
    command = [
        find_node()[0],
        str(npm_packages(HERE) / "autocannon/autocannon.js"),
        "--json",
        "-c",
        str(CONNECTIONS),
        "-d",
        str(seconds),
    ]
    for name, value in headers.items():
        command += ["-H", f"{name}={value}"]
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True, timeout=seconds + 60)
    result = json.loads(done.stdout)
    assert result["errors"] == 0, f"{result['errors']} errors from {url}"
    return float(result["requests"]["average"])


@contextmanager
def _nginx(folder: Path, body: bytes) -> Iterator[str]:
    """Serve one file with one nginx worker on loopback and yield its URL."""
    port = free_port()
    root = folder / "static"
    root.mkdir()
    (root / "file.jpeg").write_bytes(body)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr crit; user root;\n"
        "events { worker_connections 1024; }\n"
        "http { access_log off; sendfile on; keepalive_requests 1000000; types { image/jpeg jpeg; }\n"
        f"server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n"
    )
    server = subprocess.Popen(["nginx", "-c", str(configuration), "-p", str(folder)])
    try:
        wait_until(lambda: _answers(port), seconds=10, what="nginx answers")
        yield f"http://127.0.0.1:{port}/file.jpeg"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
