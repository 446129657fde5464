"""Asks one URL again and again over many connections, and tells what the answers cost the server."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from admin_ui.build import find_node
from tests.benchmarks.processes import processor_seconds

CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers a second, the server's processor time for each answer in microseconds, and the p99 of the waits in ms."""

    rate: float
    microseconds: float
    p99: float
    bytes: int


def keep_asking(
    url: str,
    headers: Mapping[str, str],
    *,
    seconds: int,
    servers: Sequence[int],
    status: int,
    connections: int = CONNECTIONS,
) -> Asked:
    """Ask for `seconds`; every answer must have the status and the length of the first. `servers` are process ids."""
    program = Path(__file__).parent / "asking.mjs"
    command = [find_node()[0], str(program), url, str(connections), str(seconds), json.dumps(headers)]
    before = sum(map(processor_seconds, servers))
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    spent = sum(map(processor_seconds, servers)) - before
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["status"] == status, f"{url} answered {found['status']} instead of {status}"
    return Asked(
        found["answers"] / found["seconds"], spent / found["answers"] * 1e6, found["p99"], found["bytes"]
    )
