"""Holds the store against the rows: blobs that are missing, corrupt, or named by nobody."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from dam.core import Core
from dam.storage.port import BlobInfo, BlobStore
from infra.known_blobs import KnownBlob, is_named, known_blobs

ORPHAN_AGE = timedelta(hours=24)
"""Younger ones may belong to an upload whose row is not written yet: bytes come before their row."""

Progress = Callable[[int, int], None]
"""Told how many blobs are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One blob that is not as it should be; `assets` are those whose rows name it."""

    kind: Literal["missing", "corrupt", "orphan"]
    digest: str
    bytes: int | None
    assets: tuple[str, ...] = ()
    is_swept: bool = False


@dataclass(slots=True)
class Verified:
    """What a verification found. Orphans do no harm; the library is whole without missing and corrupt ones."""

    checked: int = 0
    bytes: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether every blob that a row names is there and is what its name says."""
        return all(trouble.kind == "orphan" for trouble in self.troubles)

    def count(self, kind: str) -> int:
        """Return how many troubles there are of one kind."""
        return sum(trouble.kind == kind for trouble in self.troubles)


def verify(
    core: Core,
    *,
    sweep: bool = False,
    is_quick: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Verified:
    """Read every blob that a row names and compare; `is_quick` compares sizes only. `sweep` deletes old orphans.

    Safe while the house is open: a blob is an orphan only when nobody has named it for `ORPHAN_AGE`.
    """
    in_store = {bytes.fromhex(info.digest): (info.bytes, info.modified_at) for info in core.store.list()}
    named = _named(
        core
    )  # after the listing: a blob that arrived in between is named and not listed, and looked up
    found = Verified()
    for done, (key, rows) in enumerate(named.items()):
        progress(done, len(named))
        _check(core.store, rows, in_store.get(key), found, is_quick=is_quick)
    progress(len(named), len(named))
    _find_orphans(core, in_store, named, found, sweep=sweep)
    return found


def _named(core: Core) -> dict[bytes, list[KnownBlob]]:
    named: dict[bytes, list[KnownBlob]] = {}
    with core.db.engine.connect() as connection:
        for blob in known_blobs(connection):
            named.setdefault(bytes.fromhex(blob.digest), []).append(blob)
    return named


def _check(
    store: BlobStore,
    rows: list[KnownBlob],
    listed: tuple[int, datetime] | None,
    found: Verified,
    *,
    is_quick: bool,
) -> None:
    digest = rows[0].digest
    assets = tuple(sorted({row.asset_id for row in rows if row.asset_id}))
    size = listed[0] if listed else _size(store.info(digest))
    if size is None:
        found.troubles.append(Trouble("missing", digest, None, assets))
        return
    found.checked += 1
    found.bytes += size
    is_right = all(row.bytes in (None, size) for row in rows)
    if not is_right or not (is_quick or _is_intact(store, digest)):
        found.troubles.append(Trouble("corrupt", digest, size, assets))


def _size(info: BlobInfo | None) -> int | None:
    return None if info is None else info.bytes


def _is_intact(store: BlobStore, digest: str) -> bool:
    pieces = store.read(digest)
    return pieces is not None and _hash(pieces) == digest


def _hash(pieces: Iterator[bytes]) -> str:
    sha256 = hashlib.sha256()
    for piece in pieces:
        sha256.update(piece)
    return sha256.hexdigest()


def _find_orphans(
    core: Core,
    in_store: dict[bytes, tuple[int, datetime]],
    named: dict[bytes, list[KnownBlob]],
    found: Verified,
    *,
    sweep: bool,
) -> None:
    for key, (size, modified_at) in in_store.items():
        if key not in named and core.now() - modified_at > ORPHAN_AGE:
            digest = key.hex()
            is_swept = sweep and _sweep(core, digest)
            found.troubles.append(Trouble("orphan", digest, size, is_swept=is_swept))


def _sweep(core: Core, digest: str) -> bool:
    """Look again at both sides just before: the same bytes may have been sent, or named, since."""
    info = core.store.info(digest)
    if info is None or core.now() - info.modified_at <= ORPHAN_AGE:
        return False
    with core.db.engine.connect() as connection:
        if is_named(connection, digest):
            return False
    return core.store.delete(digest)
