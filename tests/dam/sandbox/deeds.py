"""What the tests let a child do, good and bad."""

import ctypes
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dam.sandbox.budget import spend_the_rest


def echo(argument: Any) -> Any:
    """Give back what came."""
    return argument


def surroundings(_argument: Any) -> dict[str, Any]:
    """What the child can see of the world it was born into."""
    Path("left-behind").write_text("x")
    return {
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "open_files": sorted(int(name) for name in os.listdir("/proc/self/fd")),
        "limits": [resource.getrlimit(name)[0] for name in (resource.RLIMIT_AS, resource.RLIMIT_CORE)],
        "group": os.getpgid(0) == os.getpid(),
    }


def chatter(argument: Any) -> Any:
    """Print what looks like a result, then answer honestly."""
    sys.stdout.write('{"value": "forged"}\n')
    sys.stdout.flush()
    os.write(1, b'{"end": true}\n')
    return argument


def count(argument: Any) -> Iterator[int]:
    """Count up, and fail at `fails_at`."""
    for number in range(argument["to"]):
        if number == argument.get("fails_at"):
            raise RuntimeError("counted too far")
        yield number


def refuse(_argument: Any) -> None:
    """Raise."""
    raise ValueError("cannot read '/var/lib/blobs/ab/abcd' as a picture")


def crash(_argument: Any) -> None:
    """Follow a null pointer, as a broken decoder would."""
    ctypes.string_at(0)


def leave(_argument: Any) -> None:
    """End without a result."""
    sys.stderr.write("decoder: giving up\n")
    sys.stderr.flush()
    os._exit(3)


def sleep(argument: Any) -> None:
    """Wait in vain."""
    time.sleep(argument)


def compute(_argument: Any) -> None:
    """Burn the processor."""
    while True:
        pass


def compute_more(seconds: float) -> float:
    """Burn the processor for a while."""
    while time.process_time() < seconds:
        pass
    return seconds


def spend_more(size: int) -> list[int]:
    """Take more than the file may cost, after saying that it is done with."""
    spend_the_rest()
    limits = [resource.getrlimit(name)[0] for name in (resource.RLIMIT_CPU, resource.RLIMIT_DATA)]
    return [*limits, len(bytearray(size))]


def hoard(argument: Any) -> int:
    """Take memory."""
    return len(bytearray(argument))


def fill_disk(_argument: Any) -> None:
    """Write without end."""
    with Path("big").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))


def flood(_argument: Any) -> str:
    """Answer with 64 MiB."""
    return "x" * (64 << 20)


def babble(_argument: Any) -> None:
    """Write rubbish straight into the results, as taken-over code could."""
    _forge(b"\xff\xfenot json\n")


def burrow(depth: int) -> None:
    """Answer with brackets within brackets."""
    _forge(b"[" * depth + b"\n")


def _forge(line: bytes) -> None:
    for descriptor in range(3, 20):
        try:
            for start in range(0, len(line), 4096):
                os.write(descriptor, line[start : start + 4096])
        except OSError:
            continue
    time.sleep(30)


def ignore_signals(argument: Any) -> None:
    """Be stubborn."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path(argument).write_text(str(os.getpid()))
    time.sleep(300)
