"""Ingest over HTTP beside `cp` and `sha256sum`: the least that any store does with a file."""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import httpx

from tests.benchmarks.processes import peak_memory, reset_peak_memory
from tests.benchmarks.report import bench, median_ratio, note
from tests.journeys.running import running_house

MEGABYTE = 1_000_000
BYTES = {"small": 256 * MEGABYTE, "full": 5_000 * MEGABYTE}
ROUNDS = 5
PIECE = 1 << 20
TUS = {"Tus-Resumable": "1.0.0"}

Way = Callable[[httpx.Client, BinaryIO], None]
"""Sends a file and requires that it became an asset."""


def main(scale: str) -> None:
    """Measure MB/s of an upload by form and by tus, in turn with the peer, and how much the server's memory grew by it."""
    size = BYTES[scale]
    seconds: dict[str, list[float]] = {"peer": [], "multipart": [], "tus": []}
    grown = {"multipart": 0, "tus": 0}
    with tempfile.TemporaryDirectory() as folder, running_house(Path(folder) / "home") as house:
        base = house.serve("--no-worker")
        server = house.processes[0].pid
        token = house.command("token", "create", "--role", "manager", "--name", "bench")
        ways: dict[str, Way] = {"multipart": _by_form, "tus": _by_tus}
        with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=600) as client:
            for _ in range(ROUNDS):
                for way, send in ways.items():
                    film = _write_film(Path(folder) / f"{way}.mp4", size)
                    if way == "multipart":
                        seconds["peer"].append(_copy_and_hash(film, Path(folder) / "copy"))
                    reset_peak_memory(server)
                    before = peak_memory(server)
                    seconds[way].append(_seconds(client, send, film))
                    grown[way] = max(grown[way], peak_memory(server) - before)
                    film.unlink()
    for way in ways:
        bench(f"ingest.{way}", median_ratio(seconds["peer"], seconds[way]), "x", "cp+sha256sum")
        note(f"the web process grew by {grown[way] / MEGABYTE:.0f} MB at most while it received one file")
    rates = {way: _rates(size, spent) for way, spent in seconds.items()}
    note(f"MB/s of files of {size // MEGABYTE} MB: {rates}")


def _write_film(path: Path, size: int) -> Path:
    """Write bytes that begin as an MP4 does and go on at random: ingest reads no further than the beginning."""
    with path.open("wb") as file:
        file.write(b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41")
        left = size - file.tell()
        while left > 0:
            left -= file.write(os.urandom(min(left, 16 * MEGABYTE)))
        os.fsync(file.fileno())  # or the disk would still be busy with it while the first one reads it
    return path


def _copy_and_hash(source: Path, target: Path) -> float:
    """Copy, hash and bring to the disk, as ingest does."""
    start = time.perf_counter()
    subprocess.run(["cp", str(source), str(target)], check=True)
    subprocess.run(["sha256sum", str(target)], check=True, capture_output=True)
    subprocess.run(["sync", str(target)], check=True)
    spent = time.perf_counter() - start
    target.unlink()
    return spent


def _seconds(client: httpx.Client, send: Way, film: Path) -> float:
    start = time.perf_counter()
    with film.open("rb") as file:
        send(client, file)
    return time.perf_counter() - start


def _by_form(client: httpx.Client, file: BinaryIO) -> None:
    client.post("/api/v1/assets", files={"file": ("film.mp4", file)}).raise_for_status()


def _by_tus(client: httpx.Client, file: BinaryIO) -> None:
    """Send the whole file in one piece; a browser sends more, and each costs one request and one `fsync`."""
    length = {
        "Upload-Length": str(os.fstat(file.fileno()).st_size),
        "Upload-Metadata": "filename ZmlsbS5tcDQ=",
    }
    place = client.post("/api/v1/uploads", headers={**TUS, **length}).raise_for_status().headers["location"]
    piece = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    client.patch(place, headers=piece, content=_pieces(file)).raise_for_status()
    assert client.get(place, headers=TUS).json()["asset_id"]


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _rates(size: int, spent: list[float]) -> str:
    rates = [size / MEGABYTE / each for each in spent]
    return f"{statistics.median(rates):.0f} ({min(rates):.0f} to {max(rates):.0f})"
