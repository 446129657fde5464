"""A filter of system calls for this process and all that it becomes (kernel: userspace-api/seccomp_filter)."""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from dam.sandbox import kernel, syscalls

_MACHINES = {"x86_64": (0, 0xC000_003E), "aarch64": (1, 0xC000_00B7)}
"""Column in the tables of numbers, and the mark that the kernel gives to calls of this machine (linux/audit.h)."""

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
"""Where `struct seccomp_data` keeps them; of an argument the lower half, both machines being little-endian."""

_ALLOW, _KILL = 0x7FFF_0000, 0x8000_0000
_REFUSE = 0x0005_0000 | errno.EPERM
_UNKNOWN = 0x0005_0000 | errno.ENOSYS
"""`clone3` keeps its flags in memory, where no filter sees them; told that it is unknown, the C library takes `clone`."""

_X32 = 0x4000_0000
"""Numbers from here on are the same calls in another dress, on x86_64."""

_CLONE_THREAD = 0x0001_0000
_FILTER_MODE = 2
_INSTRUCTION = struct.Struct("=HBBI")

Step = tuple[int, int, int, int]
"""One instruction: code, steps to leave out if so, steps to leave out if not, constant."""


def install(*, forks: bool, execs: bool) -> None:
    """Refuse from now on what `program` refuses, with EPERM; a kernel that cannot → `OSError`."""
    steps = program(os.uname().machine, os.getpid(), forks=forks, execs=execs)
    code = ctypes.create_string_buffer(b"".join(_INSTRUCTION.pack(*step) for step in steps))
    # struct sock_fprog: a count of two bytes, padded to eight, and a pointer
    whole = ctypes.create_string_buffer(struct.pack("=HxxxxxxQ", len(steps), ctypes.addressof(code)))
    kernel.prctl(kernel.SECCOMP, _FILTER_MODE, ctypes.byref(whole))


def program(machine: str, pid: int, *, forks: bool, execs: bool) -> list[Step]:
    """Return the filter for one kind of machine: a list of what is refused, everything else is allowed.

    A list of what is allowed would be tighter and would break with the next release of any decoder; what matters here is
    that nothing leaves the process. An unknown machine → `OSError`.
    """
    if machine not in _MACHINES:
        raise OSError(f"no numbers of system calls are known for {machine}")
    column, mark = _MACHINES[machine]
    denied = syscalls.DENIED | ({} if forks else syscalls.FORKS) | ({} if execs else syscalls.EXECS)
    steps: list[Step] = [(_LOAD, 0, 0, _MACHINE), (_IF_EQUAL, 1, 0, mark), (_RETURN, 0, 0, _KILL)]
    steps += [(_LOAD, 0, 0, _NUMBER), (_IF_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for numbers in denied.values():
        if numbers[column]:
            steps += _answer(numbers[column], [(_RETURN, 0, 0, _REFUSE)])
    if not forks:
        steps += _answer(syscalls.CLONE3[column], [(_RETURN, 0, 0, _UNKNOWN)])
        steps += _answer(syscalls.CLONE[column], _only_threads())
        for numbers, allowed in (
            (syscalls.KILL, (0, pid)),
            (syscalls.TGKILL, (pid,)),
            (syscalls.PRLIMIT, (0, pid)),
        ):
            steps += _answer(numbers[column], _only_for(allowed))
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _answer(number: int, then: list[Step]) -> list[Step]:
    """Do `then`, which must end in a return, for one call."""
    return [(_IF_EQUAL, 0, len(then), number), *then]


def _only_threads() -> list[Step]:
    return [
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_IF_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _only_for(pids: Iterable[int]) -> list[Step]:
    """Allow a call whose first argument is one of these processes."""
    steps: list[Step] = [(_LOAD, 0, 0, _FIRST_ARGUMENT)]
    for pid in pids:
        steps += [(_IF_EQUAL, 0, 1, pid), (_RETURN, 0, 0, _ALLOW)]
    return [*steps, (_RETURN, 0, 0, _REFUSE)]
