"""Folders where files are written before they are stored; those of killed workers are swept by the next one."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_PREFIX = "vitrine-renditions-"
_LOCK = "lock"
_FILES = "files"


@contextmanager
def work_folder(parent: Path | None) -> Iterator[Path]:
    """Lend an empty folder under `parent` (None: the system's temporary folder) that is gone afterwards.

    Each folder holds a file that its owner keeps locked: the kernel lets go when the owner dies, however it dies.
    """
    root = parent or Path(tempfile.gettempdir())
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    folder, lock = _claim(root)
    try:
        with lock:
            yield folder / _FILES
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _claim(root: Path) -> tuple[Path, TextIO]:
    """Make a folder and lock it; begin again when a sweep took it in the moment before it was locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
        lock = (folder / _LOCK).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            (folder / _FILES).mkdir()
        except FileNotFoundError:
            lock.close()
        else:
            return folder, lock


def _sweep(root: Path) -> None:
    """Remove the folders whose owner is dead; one without its lock yet is just being made."""
    for lock_path in root.glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            with lock_path.open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock_path.parent, ignore_errors=True)
        except OSError:
            continue  # somebody works in it, or another worker sweeps it
