"""The fence round a process that opens files from outside: no network, no other files, no other programs.

Paths are plain words here, and nothing is imported that is not needed: each child starts with this.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from dam.sandbox import kernel, landlock, seccomp

_SOURCE = os.path.realpath(f"{__file__}/../../..")

SYSTEM = (
    "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts", "/etc/localtime",
    "/etc/mime.types", "/dev/urandom", "/dev/random", "/dev/zero", "/proc/self", "/proc/cpuinfo", "/sys/devices/system/cpu",
)  # fmt: skip
"""Libraries, fonts, time zones, and how many processors there are: public on every machine."""


class Fence(NamedTuple):
    """What stays open: files and folders to read, folders to write, programs to become, and whether it may multiply."""

    reads: Sequence[str] = ()
    writes: Sequence[str] = ()
    executes: Sequence[str] = ()
    forks: bool = False


def python_reads(target: str) -> tuple[str, ...]:
    """Return what an interpreter needs for calling `module:function`: itself, its packages, our own code, no more.

    Not the folder that our code stands in: the data may stand there too.
    """
    package = target.partition(":")[0].partition(".")[0]
    interpreter = (f"{sys.base_prefix}/lib", f"{sys.exec_prefix}/lib")
    installed = tuple(path for path in sys.path if path and os.path.realpath(path) != _SOURCE)
    return (*interpreter, *installed, *(f"{_SOURCE}/{name}" for name in ("dam", "renditions", package)))


def raise_fence(fence: Fence) -> None:
    """Shut this process in for good, as far as the machine can; to be called while it has one thread.

    Nothing is raised where a part is missing: limits and the clean environment hold everywhere, and `vitrine doctor`
    says what else does.
    """
    if not kernel.IS_LINUX:
        return
    with suppress(OSError):
        kernel.give_up_privileges()
    with suppress(OSError):
        landlock.confine((*SYSTEM, *fence.reads), ("/dev/null", *fence.writes), fence.executes)
    with suppress(OSError):
        seccomp.install(forks=fence.forks, execs=bool(fence.executes))
