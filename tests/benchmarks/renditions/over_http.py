"""Servers that make pictures by URL, as people run them: thumbor and ipx, asked for every file of the set but print."""

import hashlib
import http.client
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from admin_ui.build import find_node
from renditions.recipe import Recipe
from tests.benchmarks.processes import processor_seconds
from tests.benchmarks.renditions.measure import Cost, cost_of, times_as_fast, told
from tests.benchmarks.renditions.originals import KEPT
from tests.benchmarks.renditions.ours import SAME_CODECS_QUICK, ours
from tests.benchmarks.renditions.recipes import WITHOUT_PRINT
from tests.benchmarks.renditions.sharp import size_of
from tests.benchmarks.report import bench, note
from tests.packages import npm_packages

FOLDER = Path(__file__).parent
LOCK = FOLDER / "thumbor.txt"
PATIENCE = 60.0
"""Seconds that a server may take to start, or to make one picture."""

Url = Callable[[Path, Recipe], str]

THUMBOR = """
ALLOW_UNSAFE_URL = True
LOADER = "thumbor.loaders.file_loader"
FILE_LOADER_ROOT_PATH = {folder!r}
STORAGE = "thumbor.storages.no_storage"
RESULT_STORAGE = None
RESPECT_ORIENTATION = True
MAX_PIXELS = 250e6
"""
"""Nothing is kept between two requests, and pictures stand upright."""


def compare(originals: Sequence[Path], rounds: int) -> None:
    """Tell the ratio to each server; the time of ours contains the start of a child for each original."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in originals:
            (folder / path.name).symlink_to(path)
        mine = [
            cost_of(ours(originals, folder / "ours", WITHOUT_PRINT, SAME_CODECS_QUICK)) for _ in range(rounds)
        ]
        for peer, server, url in (("thumbor", thumbor, _thumbor_url), ("ipx", ipx, _ipx_url)):
            with server(folder) as (port, process):
                theirs = [_asked(originals, port, process, url) for _ in range(rounds)]
            bench(f"renditions.by_url.{peer}", times_as_fast(mine, theirs), "x", peer)
            note(
                f"processor seconds an original: {told(mine, len(originals))} beside {told(theirs, len(originals))}"
            )


@contextmanager
def thumbor(folder: Path) -> Iterator[tuple[int, int]]:
    """Run thumbor over a folder in an environment of its own, installed from its lock; lend port and process."""
    python = _environment() / "bin" / "python"
    config = folder / "thumbor.conf"
    config.write_text(THUMBOR.format(folder=str(folder)))
    port = _free_port()
    command: list[str | Path] = [
        python,
        "-m",
        "thumbor.server",
        "-i",
        "127.0.0.1",
        "-p",
        str(port),
        "-c",
        config,
        "-l",
        "error",
    ]
    with _running(command, port) as process:
        yield port, process


@contextmanager
def ipx(folder: Path) -> Iterator[tuple[int, int]]:
    """Run ipx over a folder; lend port and process."""
    command_line = npm_packages(FOLDER.parent) / "ipx" / "bin" / "ipx.mjs"
    node, _ = find_node()
    port = _free_port()
    command: list[str | Path] = [
        node,
        command_line,
        "serve",
        "--dir",
        folder,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with _running(command, port) as process:
        yield port, process


def _thumbor_url(path: Path, recipe: Recipe) -> str:
    size = recipe.frame(size_of(path)).size
    filters = f"filters:quality({recipe.quality}):format({recipe.format}):strip_icc()"
    return f"/unsafe/{size.width}x{size.height}/{filters}/{path.name}"


def _ipx_url(path: Path, recipe: Recipe) -> str:
    size = recipe.frame(size_of(path)).size
    return f"/f_{recipe.format},q_{recipe.quality},s_{size.width}x{size.height}/{path.name}"


def _asked(originals: Sequence[Path], port: int, process: int, url: Url) -> Cost:
    began, clock = processor_seconds(process), time.monotonic()
    for path in originals:
        for recipe in WITHOUT_PRINT.values():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", url(path, recipe))
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, (answer.status, url(path, recipe), body[:200])
            assert len(body) > 1000
            connection.close()
    return Cost(processor_seconds(process) - began, time.monotonic() - clock)


def _environment() -> Path:
    """Install thumbor from its lock unless it is there."""
    folder = KEPT / f"thumbor-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    uv = Path(sys.executable).parent / "uv"
    if not (folder / ".installed").exists():
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, folder], check=True)
        python = folder / "bin" / "python"
        subprocess.run(
            [uv, "pip", "install", "-q", "--python", python, "--require-hashes", "-r", LOCK], check=True
        )
        (folder / ".installed").touch()
    return folder


@contextmanager
def _running(command: Sequence[str | Path], port: int) -> Iterator[int]:
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            _wait(port, server)
            yield server.pid
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answered on port {port} for {PATIENCE:g} s")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
