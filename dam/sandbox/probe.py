"""Which parts of the fence hold on this machine, found by trying to get out."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dam.sandbox.limits import ChildFailed
from dam.sandbox.run import run_limited

PARTS = ("network", "files", "programs")


def what_holds() -> dict[str, bool]:
    """Tell of each of `PARTS` whether a child is kept from it; where not even a child starts, nothing holds."""
    try:
        found = run_limited("dam.sandbox.probe:try_out", None)
    except ChildFailed:
        found = {}
    assert isinstance(found, dict)
    return {part: bool(found.get(part)) for part in PARTS}


def try_out(_argument: Any) -> dict[str, bool]:
    """Try, inside a child, to open a socket, a folder that everybody may list, and a second process."""
    return {
        "network": _is_refused(lambda: socket.socket().close()),
        "files": _is_refused(lambda: list(Path("/").iterdir())),
        "programs": _is_refused(_fork),
    }


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _is_refused(way: Callable[[], object]) -> bool:
    try:
        way()
    except PermissionError:
        return True
    return False
