"""What runs inside the child: limits and fence first, then the one function, its values written out line by line."""

import importlib
import json
import os
import re
import resource
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

from dam.sandbox.fence import Fence, python_reads, raise_fence

_PATH = re.compile(r"""(['"]?)(?:/[^\s'":]+){2,}\1""")


def main() -> None:
    """Read one order from standard input, run it, write `{"value": …}` lines and at last `{"end": true}`."""
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not pass for a result
    order = json.loads(sys.stdin.buffer.readline())
    _keep_limits(order["limits"])
    _shut_in(order)
    threading.Thread(target=_die_with_parent, name="lifeline", daemon=True).start()
    try:
        for value in _values(order["target"], order["argument"]):
            _write(results, {"value": value})
        _write(results, {"end": True})
    except MemoryError:
        _write(results, {"error": "it needed more memory than it may use"})
    except Exception as error:  # whatever it was, the parent gets it as one line
        _write(results, {"error": _PATH.sub("the file", f"{type(error).__name__}: {error}")[:300]})
    # Nothing is left to tidy: the folder goes with the parent's block, and decoders tearing down only risk a crash.
    os._exit(0)


def _keep_limits(limits: dict[str, Any]) -> None:
    """Lower the limits for good; a soft CPU limit one second below the hard one names the cause (SIGXCPU)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"],) * 2)
    private = limits["private_bytes"] or limits["memory_bytes"]
    resource.setrlimit(resource.RLIMIT_DATA, (private, limits["most_private_bytes"] or private))
    most_seconds = limits["most_cpu_seconds"] or limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], most_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits["open_files"],) * 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it; dying names the cause


def _shut_in(order: dict[str, Any]) -> None:
    """Leave open what the target's code and the order name, and the child's own folder."""
    raise_fence(
        Fence(
            reads=(*python_reads(order["target"]), *order["reads"]),
            writes=(os.environ["TMPDIR"], *order["writes"]),
        )
    )


def _die_with_parent() -> None:
    """Wait for the end of standard input, which the parent holds open: it comes when the parent is done, or dead."""
    while os.read(0, 4096):
        pass
    shutil.rmtree(
        os.environ["TMPDIR"], ignore_errors=True
    )  # a dead parent cannot; the empty folder is swept later
    os.killpg(0, signal.SIGKILL)


def _values(target: str, argument: Any) -> Iterator[Any]:
    module, _, name = target.partition(":")
    result = getattr(importlib.import_module(module), name)(argument)
    if isinstance(result, Iterator):
        yield from result
    else:
        yield result


def _write(results: BinaryIO, line: dict[str, Any]) -> None:
    results.write(json.dumps(line, ensure_ascii=False, allow_nan=False).encode() + b"\n")
    results.flush()
