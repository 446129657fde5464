"""The command that runs another program with limits, behind the same fence as our own children."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[2]

_BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); del sys.argv[0]; from dam.sandbox.launch import main; main()"

_LOADERS = tuple(
    Path(name)
    for name in (
        "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1",
        "/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1",
    )
)  # fmt: skip
"""What the kernel starts to load a program that is not linked into one piece."""


def fenced_command(
    command: Sequence[str],
    *,
    memory_bytes: int,
    cpu_seconds: int,
    file_bytes: int,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
    executes: Sequence[Path] = (),
    forks: bool = False,
) -> list[str]:
    """Return the command to start in place of `command`, whose first word is the absolute path of a program.

    It dies with the process that asked for this. It reaches no network, opens only libraries, `reads` and `writes`, and
    becomes only itself and `executes`; without `forks` it has threads and no other processes.
    """
    program = Path(command[0])
    order = {
        "parent": os.getpid(),
        "memory_bytes": memory_bytes,
        "cpu_seconds": cpu_seconds,
        "file_bytes": file_bytes,
        "reads": [str(path) for path in (program.resolve().parents[1] / "lib", *reads)],
        "writes": [str(path) for path in writes],
        "executes": [str(path) for path in (program, *_LOADERS, *executes)],
        "forks": forks,
    }
    return [sys.executable, "-I", "-S", "-c", _BOOT, str(_SOURCE), json.dumps(order), *command]
