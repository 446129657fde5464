"""Folders where files are written before they are stored; those of killed workers are swept by the next one."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "vitrine-renditions-"
_LOCK = "lock"


@contextmanager
def work_folder(parent: Path | None) -> Iterator[Path]:
    """Lend an empty folder under `parent` (None: the system's temporary folder) that is gone afterwards.

    Each folder holds a file that its owner keeps locked: the kernel lets go when the owner dies, however it dies.
    """
    root = parent or Path(tempfile.gettempdir())
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
    try:
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            files = folder / "files"
            files.mkdir()
            yield files
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove the folders whose owner is dead; one without its lock yet is just being made."""
    for lock_path in root.glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            with lock_path.open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock_path.parent, ignore_errors=True)
        except OSError:
            continue  # somebody works in it, or another worker sweeps it
