"""Ingest over HTTP beside `cp` and `sha256sum`: the least that any store does with a file."""

import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from tests.benchmarks.report import bench, median_ratio, note
from tests.journeys.running import running_house

MEGABYTE = 1_000_000
BYTES = {"small": 256 * MEGABYTE, "full": 5_000 * MEGABYTE}
ROUNDS = 3


def main(scale: str) -> None:
    """Measure MB/s of one upload, and how much memory the server grew by it."""
    size = BYTES[scale]
    with tempfile.TemporaryDirectory() as folder, running_house(Path(folder) / "home") as house:
        base = house.serve("--no-worker")
        token = house.command("token", "create", "--role", "manager", "--name", "bench")
        ours, theirs = [], []
        before = _peak_memory(house.processes[0].pid)
        for number in range(ROUNDS):
            film = _write_film(Path(folder) / f"{number}.mp4", size)
            theirs.append(size / MEGABYTE / _copy_and_hash(film, Path(folder) / "copy"))
            ours.append(size / MEGABYTE / _upload(base, token, film))
            film.unlink()
        grown = _peak_memory(house.processes[0].pid) - before
    bench("ingest.multipart", median_ratio(ours, theirs), "x", "cp+sha256sum")
    note(
        f"MB/s {[round(rate) for rate in ours]} beside {[round(rate) for rate in theirs]}; files of {size // MEGABYTE} MB"
    )
    note(f"peak memory of the web process grew by {grown / MEGABYTE:.0f} MB")


def _write_film(path: Path, size: int) -> Path:
    """Write bytes that begin as an MP4 does and go on at random: ingest reads no further than the beginning."""
    with path.open("wb") as file:
        file.write(b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41")
        left = size - file.tell()
        while left > 0:
            left -= file.write(os.urandom(min(left, 16 * MEGABYTE)))
    return path


def _copy_and_hash(source: Path, target: Path) -> float:
    start = time.perf_counter()
    subprocess.run(["cp", str(source), str(target)], check=True)
    subprocess.run(["sha256sum", str(target)], check=True, capture_output=True)
    subprocess.run(["sync", str(target)], check=True)
    return time.perf_counter() - start


def _upload(base: str, token: str, film: Path) -> float:
    start = time.perf_counter()
    with film.open("rb") as file:
        response = httpx.post(
            f"{base}/api/v1/assets",
            headers={"Authorization": f"Bearer {token}"},
            files={"file": (film.name, file)},
            timeout=600,
        )
    response.raise_for_status()
    return time.perf_counter() - start


def _peak_memory(process: int) -> int:
    """Return the high-water mark of a process's resident memory in bytes (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
