"""Backup of a house: its rows, its blobs where they are ours to keep, its key and its delivery log."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dam.clock import now, rfc3339
from dam.storage.open import open_store
from dam.storage.port import CHUNK, BlobStore
from infra.backup_archive import Archive, Filed, create_archive
from infra.backup_rows import dump_rows, kind_of
from infra.migrate import current
from infra.settings import Settings

FORMAT = 1
ROWS, BLOBS, SECRET_KEY, LOGS = "rows", "blobs.txt", "secret-key", "delivery-log"

Progress = Callable[[int, int], None]
"""Told how many blobs are done, and of how many."""


@dataclass(slots=True)
class Carried:
    """What a backup or a restore carried over; `problems` holds a sentence for each blob that could not be."""

    blobs: int = 0
    bytes: int = 0
    has_blobs: bool = True
    problems: list[str] = field(default_factory=list)


def back_up(
    settings: Settings,
    target: Path,
    *,
    with_blobs: bool | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Carried:
    """Write a backup to a new folder, or to one file when `target` ends in `.tar`; works while the house is open.

    Rows first, then the blobs that these rows name: blobs never change and are swept a day after their last row at the
    earliest. Blobs in S3 are left to that store's own copies unless `with_blobs` says otherwise. An existing target is
    `Invalid`.
    """
    archive = create_archive(target)
    files: dict[str, Filed] = {}
    carried = Carried(
        has_blobs=settings.storage_url.startswith("file:") if with_blobs is None else with_blobs
    )
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as aside:
        rows = Path(aside) / ROWS
        named = dump_rows(settings.database_url, rows)
        files[ROWS] = _add_file(archive, ROWS, rows)
    for name, path in _own_files(settings):
        files[name] = _add_file(archive, name, path)
    if carried.has_blobs:
        kept = _add_blobs(
            archive, open_store(settings.storage_url, spool=settings.spool), named, carried, progress
        )
        files[BLOBS] = _add_text(archive, BLOBS, kept)
    archive.finish(_manifest(settings, files, carried))
    return carried


def _manifest(settings: Settings, files: dict[str, Filed], carried: Carried) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": rfc3339(now()),
        "release": version("vitrine"),
        "database": kind_of(settings.database_url),
        "revision": current(settings.database_url),
        "blobs": {"count": carried.blobs, "bytes": carried.bytes} if carried.has_blobs else None,
        "files": {name: {"sha256": filed.sha256, "bytes": filed.bytes} for name, filed in files.items()},
    }


def _own_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    key = settings.home / SECRET_KEY
    if key.is_file():
        yield SECRET_KEY, key
    for path in sorted(settings.logs.glob("*")):
        if path.is_file():
            yield f"{LOGS}/{path.name}", path


def _add_file(archive: Archive, name: str, path: Path) -> Filed:
    """File what stands in a file now; a log that grows meanwhile is cut where it stood."""
    size = path.stat().st_size
    return archive.add(name, size, _first_bytes(path, size))


def _add_text(archive: Archive, name: str, lines: list[str]) -> Filed:
    text = "".join(f"{line}\n" for line in lines).encode()
    return archive.add(name, len(text), [text])


def _add_blobs(
    archive: Archive, store: BlobStore, named: dict[str, int], carried: Carried, progress: Progress
) -> list[str]:
    kept: list[str] = []
    for done, digest in enumerate(sorted(named)):
        progress(done, len(named))
        info, pieces = store.info(digest), store.read(digest)
        if info is None or pieces is None:
            carried.problems.append(f"The blob {digest} is missing in the store.")
            continue
        filed = archive.add(blob_name(digest), info.bytes, pieces)
        if filed.sha256 != digest:
            carried.problems.append(f"The blob {digest} is corrupt in the store.")
            continue
        kept.append(digest)
        carried.blobs += 1
        carried.bytes += filed.bytes
    progress(len(named), len(named))
    return kept


def blob_name(digest: str) -> str:
    """Return where a blob stands in a backup."""
    return f"blobs/{digest[:2]}/{digest}"


def _first_bytes(path: Path, size: int) -> Iterable[bytes]:
    with path.open("rb") as file:
        while size > 0 and (piece := file.read(min(CHUNK, size))):
            size -= len(piece)
            yield piece
