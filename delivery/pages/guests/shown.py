"""What guests are shown of an asset: its picture, its words, and the files that they may take."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.colour import first_colour
from dam.assets.models import Asset, Version
from dam.assets.rows_to_views import title_of
from dam.errors import Forbidden
from delivery.files.lent import Lent
from delivery.pages.guests.room import Room
from delivery.pages.locales import text_among, text_in
from renditions.catalogue.channels import LIBRARY
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition

PLAYED = ("mp4", "mp3")
"""Formats that a guest may play where nothing may be taken."""

_OWN = {"video": "mp4", "audio": "mp3", "document": "pdf"}

_EVERYWHERE = ("jpeg", "png")
"""Formats of pictures that every program opens."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One asset on a wall."""

    id: str
    title: str
    alt: str
    kind: str
    ratio: float
    colour: str


@dataclass(frozen=True, slots=True)
class File:
    """One file that may be taken; `url` sends it as a download."""

    url: str
    title: str
    detail: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about one asset."""

    tile: Tile
    description: str
    credit: str
    licence: str
    film: str
    sound: str
    files: tuple[File, ...]


def read_tiles(session: Session, asset_ids: Sequence[str], locales: Sequence[str]) -> list[Tile]:
    """Return tiles in the order asked for."""
    rows = session.execute(
        sa.select(Asset, Version)
        .outerjoin(Version, Version.id == Asset.current_version_id)
        .where(Asset.id.in_(asset_ids))
    )
    found = {asset.id: _tile(asset, version, locales) for asset, version in rows}
    return [found[each] for each in asset_ids if each in found]


def _tile(asset: Asset, version: Version | None, locales: Sequence[str]) -> Tile:
    title = text_among(asset.titles, locales) or title_of(asset)
    alt, _ = text_in({} if asset.is_decorative else asset.alt, locales)
    ratio = version.width / version.height if version and version.width and version.height else 4 / 3
    return Tile(
        asset.id, title, alt, asset.kind, round(min(max(ratio, 0.3), 4), 3), first_colour(asset.colours)
    )


def read_sheet(session: Session, room: Room, asset_id: str, locales: Sequence[str]) -> Sheet | None:
    """Return one asset's page, or None when it is no longer there."""
    asset = session.get(Asset, asset_id)
    if asset is None:
        return None
    version = session.get(Version, asset.current_version_id) if asset.current_version_id else None
    rows = _ready(session, asset, room.channel)
    film = next((row for row in rows if row.format == "mp4"), None)
    sound = next((row for row in rows if row.format == "mp3"), None)
    return Sheet(
        tile=_tile(asset, version, locales),
        description=text_among(asset.descriptions, locales) or asset.description,
        credit=asset.rights_holder,
        licence=asset.licence,
        film=f"{room.base}/files/{asset.id}/{name_of(film)}" if film and asset.kind == "video" else "",
        sound=f"{room.base}/files/{asset.id}/{name_of(sound)}" if sound and asset.kind == "audio" else "",
        files=tuple(_files(session, room, asset, version, rows)),
    )


def _files(
    session: Session, room: Room, asset: Asset, version: Version | None, rows: Sequence[Rendition]
) -> list[File]:
    if room.allows == "view":
        return []
    files = [
        File(
            f"{room.base}/files/{asset.id}/{name_of(row)}?download=1",
            f"{row.preset} {row.variant}".strip(),
            " ".join(filter(None, (row.format.upper(), f"{row.width}×{row.height}" if row.width else ""))),
            row.bytes or 0,
        )
        for row in rows
        if row.format != "hls"
    ]
    if version is not None and _is_permitted(session, room, asset, "original"):
        size = f"{version.width}×{version.height}" if version.width else ""
        files.append(File(f"{room.base}/files/{asset.id}/original?download=1", "", size, version.bytes))
    return files


def _is_permitted(session: Session, room: Room, asset: Asset, what: str) -> bool:
    try:
        room.permit(session, asset.id, what)
    except Forbidden:
        return False
    return True


def find_file(session: Session, room: Room, asset_id: str, name: str) -> Lent | None:
    """Return the file of a name: a picture of the page, a rendition of the room's channel, or the original."""
    asset = session.get(Asset, asset_id)
    if asset is None:
        return None
    if name == "original":
        version = session.get(Version, asset.current_version_id) if asset.current_version_id else None
        return None if version is None else _original(version)
    if name in ("thumb", "preview"):
        rows = [row for row in _ready(session, asset, LIBRARY) if row.preset == name]
        return _lent(asset, min(rows, key=lambda row: row.bytes or 0)) if rows else None
    row = next((row for row in _ready(session, asset, room.channel) if name_of(row) == name), None)
    return _lent(asset, row) if row is not None else None


def find_best(session: Session, room: Room, asset_id: str) -> tuple[str, Lent] | None:
    """Return what of an asset is best taken, and its file: the original where that may be, else the channel's largest.

    Of pictures of one size those go first that everything opens; of a film or a sound the film or the sound, no picture of it.
    """
    asset = session.get(Asset, asset_id)
    if asset is None or room.allows == "view":
        return None
    if _is_permitted(session, room, asset, "original"):
        lent = find_file(session, room, asset_id, "original")
        return None if lent is None else ("original", lent)
    rows = _ready(session, asset, room.channel)
    own = [row for row in rows if row.format == _OWN.get(asset.kind)] or rows
    if not own:
        return None
    best = max(
        own, key=lambda row: ((row.width or 0) * (row.height or 0), row.format in _EVERYWHERE, row.bytes or 0)
    )
    return name_of(best), _lent(asset, best)


def _original(version: Version) -> Lent:
    return Lent(version.sha256, version.bytes, version.media_type, version.created_at, version.filename)


def _lent(asset: Asset, row: Rendition) -> Lent:
    stem = title_of(asset)[:80] or "file"
    name = f"{stem} {row.preset} {row.variant}".strip() + f".{row.format.replace('jpeg', 'jpg')}"
    return Lent(str(row.sha256), row.bytes or 0, str(row.media_type), row.updated_at, name)


def _ready(session: Session, asset: Asset, channel: str) -> list[Rendition]:
    rows = renditions_of(session, asset.id, asset.current_version_id)
    return [row for row in rows if row.channel == channel and row.sha256 and row.format != "hls"]


def name_of(row: Rendition) -> str:
    """Return how a rendition is called in the addresses of a room: `hero@1600w.jpeg`."""
    return f"{row.preset}{'@' + row.variant if row.variant else ''}.{row.format}"
