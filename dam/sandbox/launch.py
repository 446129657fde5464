"""What a bare interpreter does before it becomes another program: limits, fence, a life tied to its parent's."""

import contextlib
import json
import os
import resource
import signal
import sys
from typing import Any

from dam.sandbox import kernel
from dam.sandbox.fence import Fence, raise_fence


def main() -> None:
    """Obey the order in the first argument and replace this process by the rest."""
    order, command = json.loads(sys.argv[0]), sys.argv[1:]
    _keep_limits(order)
    raise_fence(Fence(order["reads"], order["writes"], order["executes"], order["forks"]))
    if kernel.IS_LINUX:  # a killed worker must not leave an encoder behind that nobody waits for
        kernel.prctl(kernel.DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != order["parent"]:  # it died before the tie was made
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - no shell is meant


def _keep_limits(order: dict[str, Any]) -> None:
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, order["memory_bytes"]),
        (resource.RLIMIT_CPU, order["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, order["file_bytes"]),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of address space
            resource.setrlimit(limit, (value, value))
