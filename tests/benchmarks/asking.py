"""Asks one URL again and again over many connections, and tells what the answers cost the server."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from admin_ui.build import find_node
from tests.benchmarks.processes import processor_seconds

CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers a second, and the server's processor time for each answer in microseconds."""

    rate: float
    microseconds: float


def keep_asking(url: str, headers: Mapping[str, str], *, seconds: int, server: int, status: int) -> Asked:
    """Ask for `seconds`; every answer must have the status and the length of the first. `server` is a process id."""
    program = Path(__file__).parent / "asking.mjs"
    command = [find_node()[0], str(program), url, str(CONNECTIONS), str(seconds), json.dumps(headers)]
    before = processor_seconds(server)
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    spent = processor_seconds(server) - before
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["status"] == status, f"{url} answered {found['status']} instead of {status}"
    return Asked(found["answers"] / found["seconds"], spent / found["answers"] * 1e6)
