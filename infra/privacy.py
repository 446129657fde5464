"""Keeps the settings of this process from its own children: decoders of foreign files run under the same user."""

import ctypes
import sys

PR_SET_DUMPABLE = 4
"""prctl(2): a process that is not dumpable lends `/proc/PID/environ` and `/proc/PID/mem` to root only."""


def hide_from_children() -> bool:
    """Hide environment and memory of this process on Linux; tell whether that worked."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
