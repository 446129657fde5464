"""Started as a script in a fresh interpreter: lowers its own limits, ties its life to its parent, becomes ffmpeg.

Arguments: number of the parent, bytes of memory, seconds of processor, bytes of file, then the command. Nothing of this project is imported,
so that the start costs a few milliseconds.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux: a killed worker must not leave an encoder behind that nobody waits for."""


def main() -> None:
    """Set the limits that the first arguments give and replace this process by the rest."""
    parent, memory, seconds, size = (int(argument) for argument in sys.argv[1:5])
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, size),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of address space
            resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the tie was made
        sys.exit(1)
    os.execv(sys.argv[5], sys.argv[5:])  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main()
