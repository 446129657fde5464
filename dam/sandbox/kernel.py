"""Calls to the Linux kernel that Python has no word for, through the C library."""

import ctypes
import os
import sys
from typing import Any

NO_NEW_PRIVILEGES, DUMPABLE, SECCOMP, DIE_WITH_PARENT = 38, 4, 22, 1
"""Names of `prctl` (linux/prctl.h)."""

_CAPABILITIES_3 = 0x2008_0522
"""Version of the two structures that `capset` takes (linux/capability.h): sixty-four rights in two halves."""

_DAC_OVERRIDE = 1 << 1
"""The one right of root that is kept, where it is there: to read an original that another user owns."""

IS_LINUX = sys.platform == "linux"

_library = ctypes.CDLL(None, use_errno=True) if IS_LINUX else None


def prctl(name: int, *arguments: Any) -> None:
    """Call `prctl`; what the kernel refuses → `OSError`."""
    _answer(_c().prctl(name, *([*arguments, 0, 0, 0, 0][:4])))


def system_call(number: int, *arguments: Any) -> int:
    """Make one system call by its number; what the kernel refuses → `OSError`."""
    return _answer(_c().syscall(ctypes.c_long(number), *arguments))


def give_up_privileges() -> None:
    """Gain none by starting another program, keep no right of root but one, and be closed to debuggers.

    A process of fewer rights may not look into one of more: the memory and the environment of a server that runs as
    root are closed to its children by this alone (capabilities(7), ptrace(2)).
    """
    prctl(NO_NEW_PRIVILEGES, 1)
    held = (ctypes.c_uint32 * 6)()
    head = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    _answer(_c().capget(head, held))
    effective, permitted = held[0] & _DAC_OVERRIDE, held[1] & _DAC_OVERRIDE
    _answer(_c().capset(head, (ctypes.c_uint32 * 6)(effective, permitted, 0, 0, 0, 0)))
    prctl(DUMPABLE, 0)


def _c() -> ctypes.CDLL:
    if _library is None:
        raise OSError("only Linux has these calls")
    return _library


def _answer(answer: int) -> int:
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer
