"""Several web processes on one address: all answer, one that is lost is replaced, and none outlives the first."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from dam.errors import Unavailable
from infra.connections import listen
from tests.journeys.running import running_house
from tests.journeys.waiting import wait_until


def _children(process: int) -> list[int]:
    listed = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
    return [int(child) for child in " ".join(listed).split()]


def _is_serving(process: int) -> bool:
    """Tell whether a process is there and is one that serves; ended ones wait to be fetched as zombies."""
    try:
        return b"--is-sibling" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def _siblings(first: int) -> list[int]:
    return [child for child in _children(first) if _is_serving(child)]


def _answering(base: str) -> set[str]:
    """Return by how many processes twenty new connections were answered, told by their times of starting."""
    found = set()
    for _ in range(20):
        lines = httpx.get(f"{base}/metrics").text.splitlines()
        found.add(next(line for line in lines if line.startswith("vitrine_start_time_seconds ")))
    return found


@pytest.mark.slow
def test_two_processes_share_an_address_and_a_fate(tmp_path: Path) -> None:
    with running_house(tmp_path / "home") as house:
        base = house.serve("--no-worker", "--processes", "2")
        first = house.processes[-1]
        wait_until(lambda: len(_answering(base)) == 2, seconds=60, what="both processes answer")
        (sibling,) = _siblings(first.pid)
        os.kill(sibling, signal.SIGKILL)
        wait_until(
            lambda: _siblings(first.pid) not in ([], [sibling]), seconds=20, what="a new one is started"
        )
        wait_until(lambda: len(_answering(base)) == 2, seconds=60, what="both answer again")
        (sibling,) = _siblings(first.pid)
        first.send_signal(signal.SIGTERM)
        first.wait(timeout=20)
        assert not _is_serving(sibling), "it was waited for"


def test_a_sibling_ends_with_the_one_that_started_it() -> None:
    program = "import time; from infra.siblings import follow_first; follow_first(); print('here', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"here\n"
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(timeout=20) == -signal.SIGTERM


def test_an_address_is_shared_only_among_those_who_want_it() -> None:
    alone = listen("127.0.0.1", 0)
    port = alone.getsockname()[1]
    with pytest.raises(Unavailable):
        listen("127.0.0.1", port, is_shared=True)
    alone.close()
    with (
        listen("127.0.0.1", port, is_shared=True),
        listen("127.0.0.1", port, is_shared=True),
        pytest.raises(Unavailable),
    ):
        listen("127.0.0.1", port)
