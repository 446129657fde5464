"""The names in the folder of the disk cache, and what each file costs of the quota."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4096
"""A file costs whole blocks: the quota speaks of what the disk gives, not of what the files hold."""

_WHOLE = re.compile(r"[0-9a-f]{64}")
_COMING = re.compile(r"([0-9a-f]{64})\.(\d{1,18})\.coming")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the cache: its name, what it costs, and when it was last wanted (nanoseconds). One on its way is `is_coming`."""

    name: str
    cost: int
    used_at: int
    is_coming: bool


def cost_of(size: int) -> int:
    """Return what a file of `size` bytes takes of the quota."""
    return max(1, -(-size // BLOCK)) * BLOCK


def coming_name(digest: str, size: int) -> str:
    """Return the name under which a file stands until its bytes are there and checked."""
    return f"{digest}.{size}.coming"


def entries_of(folder: Path) -> list[Entry]:
    """Return every file of the cache, in no special order; other files in the folder are none of ours."""
    found = []
    with suppress(FileNotFoundError), os.scandir(folder) as listed:
        for each in listed:
            with suppress(FileNotFoundError):
                entry = _entry(each)
                if entry is not None:
                    found.append(entry)
    return found


def _entry(found: os.DirEntry[str]) -> Entry | None:
    if _WHOLE.fullmatch(found.name):
        status = found.stat(follow_symlinks=False)
        return Entry(found.name, cost_of(status.st_size), status.st_mtime_ns, is_coming=False)
    coming = _COMING.fullmatch(found.name)
    return Entry(found.name, cost_of(int(coming[2])), 0, is_coming=True) if coming else None
