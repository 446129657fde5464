"""Restore of a house from a backup, into an empty HOME and an empty database."""

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dam.clock import now
from dam.db import Database
from dam.errors import Conflict, Invalid
from dam.feed import EVERYTHING, note_change
from dam.storage.open import open_store
from delivery.outgoing.edges import read_edges
from delivery.outgoing.purges import ask_for_purges
from infra.backup import BLOBS, FORMAT, LOGS, ROWS, SECRET_KEY, Carried, Progress, blob_name
from infra.backup_reader import Reader, open_archive
from infra.backup_rows import is_empty, kind_of, load_rows
from infra.migrate import upgrade
from infra.settings import Settings
from renditions.catalogue.channels import LIBRARY
from renditions.catalogue.models import Channel


def restore(settings: Settings, source: Path, *, progress: Progress = lambda _done, _total: None) -> Carried:
    """Bring a backup into an empty HOME and an empty database; anything else there is `Conflict`, and stays untouched.

    Blobs go into the store that the settings name, before the rows that name them. The search index is not part of a
    backup: reindex afterwards.
    """
    _require_empty(settings)
    with open_archive(source) as reader:
        manifest = _checked_manifest(reader, settings)
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.spool.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.home, prefix=".restore-") as aside:
            for name in manifest["files"]:
                _extract(reader, name, manifest, Path(aside) / name)
            carried = _put_blobs(settings, reader, Path(aside) / BLOBS, progress)
            load_rows(settings.database_url, Path(aside) / ROWS)
            _place(settings, Path(aside))
    upgrade(settings.database_url)
    _tell_everybody(settings)
    return carried


def _tell_everybody(settings: Settings) -> None:
    """Begin another feed of changes: what players, caches and edges knew of the house before is not to be believed."""
    database = Database(settings.database_url)
    try:
        with database.write() as session:
            note_change(session, EVERYTHING)
            channels = session.scalars(sa.select(Channel.name).where(Channel.name != LIBRARY))
            keys = [f"channel-{name}" for name in channels]
            edges = [edge.name for edge in read_edges(settings.edges)]
            ask_for_purges(session, edges, keys, now(), is_hard=True)
    finally:
        database.dispose()


def _put_blobs(settings: Settings, reader: Reader, listing: Path, progress: Progress) -> Carried:
    if not listing.exists():
        return Carried(has_blobs=False)
    carried = Carried()
    store = open_store(settings.storage_url, spool=settings.spool)
    digests = listing.read_text().split()
    for done, digest in enumerate(digests):
        progress(done, len(digests))
        stored = store.put(reader.read(blob_name(digest)))
        if stored.digest != digest:
            store.delete(stored.digest)
            carried.problems.append(f"The blob {digest} is corrupt in the backup.")
            continue
        carried.blobs += 1
        carried.bytes += stored.bytes
    progress(len(digests), len(digests))
    return carried


def _require_empty(settings: Settings) -> None:
    """The key that reading the settings has just made does not count."""
    found = [
        p.name
        for p in settings.home.glob("*")
        if p.name != SECRET_KEY and not (p.is_dir() and not any(p.iterdir()))
    ]
    if found:
        raise Conflict(
            f"A backup is restored into an empty HOME only, and {settings.home} holds {found[0]!r}."
        )
    if not is_empty(settings.database_url):
        raise Conflict("A backup is restored into an empty database only, and this one has tables.")


def _checked_manifest(reader: Reader, settings: Settings) -> dict[str, Any]:
    manifest = reader.manifest()
    if manifest.get("format") != FORMAT:
        raise Invalid(
            f"This release reads backups of format {FORMAT}, and this one has {manifest.get('format')!r}."
        )
    ours, theirs = kind_of(settings.database_url), manifest.get("database")
    if ours != theirs:
        raise Invalid(f"The backup holds rows of {theirs}, and VITRINE_DATABASE_URL names {ours}.")
    return manifest


def _extract(reader: Reader, name: str, manifest: dict[str, Any], target: Path) -> None:
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise Invalid(f"The manifest names {name!r}, which no backup of ours would.")
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    with target.open("wb") as file:
        for piece in reader.read(name):
            sha256.update(piece)
            file.write(piece)
    if sha256.hexdigest() != manifest["files"][name]["sha256"]:
        raise Invalid(f"The file {name} of the backup is not what its manifest says.")


def _place(settings: Settings, aside: Path) -> None:
    key, logs = aside / SECRET_KEY, aside / LOGS
    if key.exists():
        key.chmod(0o600)
        key.replace(settings.home / SECRET_KEY)
    if logs.exists():
        shutil.rmtree(settings.logs, ignore_errors=True)
        logs.replace(settings.logs)
