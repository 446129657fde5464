"""Originals: taken in through the type of their first bytes, and lent to those who may download them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.leaving import require_leaving
from dam.assets.marks import require_unmarked
from dam.assets.models import Asset, Subtitles, Version
from dam.assets.purposes import check_purpose
from dam.assets.rows_to_views import version_view
from dam.assets.settings import IngestSettings
from dam.assets.views import VersionView
from dam.assets.visibility import find_row, may_with, require_with
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound, NotKept, TooLarge, Unavailable
from dam.media_types import SNIFF_BYTES, MediaType, sniff
from dam.storage.port import CHUNK, BlobInfo


@dataclass(frozen=True, slots=True)
class Stored:
    """An original that stands in the store and in no row yet."""

    blob: BlobInfo
    head: bytes


def check_kept(head: bytes, filename: str) -> MediaType:
    """Return the type told by the first bytes; an empty file → `Invalid`, a type that is not kept → `NotKept`."""
    if not head:
        sentence = f"The file {filename!r} is empty; send one with content."
        raise Invalid(sentence, [FieldError("file", sentence)])
    media_type = sniff(head, filename)
    if media_type is None:
        raise NotKept(f"{filename!r} is not a picture, film, document or sound that the library keeps.")
    return media_type


def check_size(core: Core, size: int, settings: IngestSettings) -> None:
    """Raise `TooLarge` when an original of `size` bytes is over the limit or over what the quota leaves."""
    if size > settings.max_bytes:
        raise TooLarge(f"A file has at most {settings.max_bytes} bytes, and this one has {size}.")
    if settings.quota_bytes and size > settings.quota_bytes - used_bytes(core):
        raise TooLarge(
            f"The library holds at most {settings.quota_bytes} bytes, and this file does not fit any more."
        )


def used_bytes(core: Core) -> int:
    """Return the bytes of all originals and subtitles; equal files stand in the store once and count once."""
    sent = [sa.select(table.sha256, table.bytes.label("size")) for table in (Version, Subtitles)]
    once = sa.union(*sent).subquery()
    with core.db.read() as session:
        return int(session.scalar(sa.select(sa.func.sum(once.c.size))) or 0)


def store_original(
    core: Core, source: Path | Iterable[bytes], filename: str, settings: IngestSettings
) -> Stored:
    """Look at the first bytes, then stream the file into the store; what is refused leaves nothing behind."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            head = file.read(SNIFF_BYTES)
        check_kept(head, filename)
        check_size(core, source.stat().st_size, settings)
        return Stored(core.store.put_file(source), head)
    head, chunks = _peek(iter(source))
    check_kept(head, filename)
    check_size(core, len(head), settings)
    return Stored(core.store.put(chunks, limit=_room(core, settings)), head)


def open_original(
    core: Core,
    caller: Caller,
    asset_id: str,
    number: int | None = None,
    *,
    purpose: str = "",
    is_only_shown: bool = False,
) -> tuple[VersionView, BlobInfo]:
    """Return which bytes to send: those of the current version, or of version `number`.

    Versions that are not current or earlier are for those who may edit. Where rights have ended → `Forbidden`. This is
    asked when a download begins and at each further part of it; what has begun goes on to its end. Where the brand asks
    what a download is for and `purpose` does not say it → `PurposeMissing`, but for what is only shown on a page. What its brand lets the caller have marked only → `MarkedOnly`.
    """
    require_somewhere(caller, Action.DOWNLOAD_ORIGINAL)
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        require_with(caller, Action.DOWNLOAD_ORIGINAL, asset)
        require_leaving(session, caller, asset, core.now())
        require_unmarked(session, caller, asset)
        if not is_only_shown:
            check_purpose(session, asset, purpose)
        query = sa.select(Version).where(Version.asset_id == asset.id)
        if number is None:
            query = query.where(Version.id == asset.current_version_id)
        else:
            query = query.where(Version.number == number, _may_open(caller, asset))
        version = session.scalar(query)
    if version is None:
        raise NotFound(f"This asset has no version {number}.")
    blob = core.store.info(version.sha256)
    if blob is None:
        raise Unavailable(f"The original of {version.filename!r} is missing from the store.", 60)
    return version_view(version), blob


def _may_open(caller: Caller, asset: Asset) -> sa.ColumnElement[bool]:
    is_public = Version.state.in_(("current", "earlier"))
    is_theirs = sa.or_(Version.created_by == caller.id, sa.literal(may_with(caller, Action.EDIT_ANY, asset)))
    return sa.or_(is_public, is_theirs)


def _peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes and the whole stream, holding no more than it needs to look."""
    seen: list[bytes] = []
    size = 0
    for chunk in chunks:
        seen.append(chunk)
        size += len(chunk)
        if size >= SNIFF_BYTES:
            break
    return b"".join(seen)[:SNIFF_BYTES], chain(_even(seen), chunks)


def _even(seen: list[bytes]) -> Iterator[bytes]:
    for piece in seen:
        for start in range(0, len(piece), CHUNK):
            yield piece[start : start + CHUNK]


def _room(core: Core, settings: IngestSettings) -> int:
    if not settings.quota_bytes:
        return settings.max_bytes
    return max(0, min(settings.max_bytes, settings.quota_bytes - used_bytes(core)))
