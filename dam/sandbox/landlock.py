"""A fence of paths: what this process and all that it becomes may open (kernel: userspace-api/landlock)."""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from contextlib import suppress

from dam.sandbox import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""The same numbers on every machine, as of all calls since Linux 5.1."""

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR, MAKE_REG = 1 << 7, 1 << 8
TRUNCATE = 1 << 14
"""Rights to files (linux/landlock.h); making devices, pipes, sockets and links is handled, and granted nowhere."""

_RIGHTS_OF_VERSION = (13, 14, 15, 15, 16)
"""How many rights to files each version knows, from the first (Linux 5.13) to the fifth (6.10)."""

_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_BIND_AND_CONNECT, _SOCKETS_AND_SIGNALS = 0b11, 0b11

_READ = READ_FILE | READ_DIR
_WRITE = _READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE
_OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
"""Rights that a rule about a single file may name; others are refused as a mistake."""


def version() -> int:
    """Return the version of Landlock that the kernel speaks, 0 for none."""
    try:
        return kernel.system_call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except OSError:
        return 0


def confine(reads: Iterable[str], writes: Iterable[str], executes: Iterable[str] = ()) -> None:
    """Close everything but these files and folders (with all below them); paths that are not there are left out.

    Where the kernel knows how, TCP, signals to others and abstract sockets are closed too. None at all → `OSError`.
    """
    known = version()
    if not known:
        raise OSError("this kernel has no Landlock")
    handled = (1 << _RIGHTS_OF_VERSION[min(known, len(_RIGHTS_OF_VERSION)) - 1]) - 1
    network = _BIND_AND_CONNECT if known >= _NETWORK_SINCE else 0
    scopes = _SOCKETS_AND_SIGNALS if known >= _SCOPES_SINCE else 0
    told = struct.pack("=QQQ", handled, network, scopes)[
        : 8 if known < _NETWORK_SINCE else 16 if not scopes else 24
    ]
    rules = kernel.system_call(_CREATE_RULESET, told, ctypes.c_size_t(len(told)), ctypes.c_uint32(0))
    try:
        for paths, rights in ((reads, _READ), (writes, _WRITE), (executes, _READ | EXECUTE)):
            for path in paths:
                with suppress(FileNotFoundError, NotADirectoryError):
                    _allow(rules, path, rights & handled)
        kernel.system_call(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _OF_A_FILE
        rule = struct.pack("=Qi", rights, place)
        kernel.system_call(_ADD_RULE, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint32(0))
    finally:
        os.close(place)
