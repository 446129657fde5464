"""What a running process has cost so far, as Linux tells it."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(process: int) -> float:
    """Return user and system time of a process, all its threads and its living children."""
    family = [process, *_children(process)]
    return sum(_times(member) for member in family)


def peak_memory(process: int) -> int:
    """Return the high-water mark of a process's resident memory in bytes."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(f"process {process} has no memory any more")


def memory(process: int) -> int:
    """Return the resident memory of a process in bytes."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(f"process {process} has no memory any more")


def reset_peak_memory(process: int) -> None:
    """Let the high-water mark begin again at what is resident now."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


def spent_seconds(process: int) -> float:
    """Return user and system time of a process, all its threads, and its children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / _TICKS


def _children(process: int) -> list[int]:
    return [
        int(child)
        for listed in Path(f"/proc/{process}/task").glob("*/children")
        for child in listed.read_text().split()
    ]


def _times(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
