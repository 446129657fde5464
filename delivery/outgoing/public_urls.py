"""Every public address that an asset has or once had, as paths: what is purged by URL, and what is probed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset
from dam.assets.rows_to_views import title_of
from delivery.files.resolve import LIBRARY
from delivery.urls import embed_path, immutable_path, stable_path
from renditions.catalogue.models import Channel, Rendition, RenditionPart, RetiredRendition
from renditions.recipe import PART_MEDIA_TYPES

MOST_ASSETS = 1000
"""Assets whose addresses are listed for one preset or channel; the rest become fresh when their time is over."""

DOWNLOAD = "?download=1"
"""The one query that our own pages add to an address."""

PICTURES = ("info.json", "full/max/0/default.jpg")
"""Of deep zoom (`delivery/iiif/`) what every viewer asks for first; its tiles cannot be listed, keys reach them."""

_FORMATS = {media_type: format_ for format_, media_type in PART_MEDIA_TYPES.items()}


@dataclass(frozen=True, slots=True)
class PublicPath:
    """One address without its host; `digest` names the bytes of an immutable one, "" for a stable one."""

    path: str
    digest: str = ""


def stable_paths(session: Session, asset_id: str, *, with_private: bool = False) -> list[PublicPath]:
    """Return the stable addresses by channel, preset, variant and format, with the slug that the house gives and without.

    The markup around a preset and the beginning of deep zoom are among them; what a preset never gives of this kind of
    file is not. Private channels only `with_private`: they may have been public a moment ago, and edges may keep that.
    """
    asset = session.get(Asset, asset_id)
    if asset is None:
        return []
    title = title_of(asset)
    rows = session.execute(
        sa.select(Rendition.channel, Rendition.preset, Rendition.variant, Rendition.format)
        .where(
            Rendition.asset_id == asset_id,
            Rendition.state != "unavailable",
            Rendition.channel.in_(_channels(session, with_private)),
        )
        .distinct()
    )
    found: dict[PublicPath, None] = {}
    for channel, preset, variant, format_ in sorted(tuple(row) for row in rows):
        for size in dict.fromkeys((variant, "")):
            for ending in ("", format_):
                for words in (title, ""):
                    found[PublicPath(stable_path(channel, preset, size, asset_id, words, ending))] = None
            found[PublicPath(embed_path(channel, preset, size, asset_id))] = None
    if found and asset.kind == "image":
        found.update(dict.fromkeys(PublicPath(f"/iiif/3/{asset_id}/{piece}") for piece in PICTURES))
    return list(found)


def immutable_paths(session: Session, asset_id: str, *, with_private: bool = False) -> list[PublicPath]:
    """Return the addresses of all bytes that the asset has, had, or has as parts, the newest name only."""
    asset = session.get(Asset, asset_id)
    if asset is None:
        return []
    title, channels = title_of(asset), _channels(session, with_private)
    found: dict[PublicPath, None] = {}
    for table in (Rendition, RetiredRendition):
        rows = session.execute(
            sa.select(table.channel, table.sha256, table.media_type).where(
                table.asset_id == asset_id, table.sha256.is_not(None), table.channel.in_(channels)
            )
        )
        for channel, digest, media_type in sorted((row[0], str(row[1]), str(row[2])) for row in rows):
            found[PublicPath(immutable_path(channel, digest, title, _FORMATS[media_type]), digest)] = None
    parts = sa.select(RenditionPart).where(
        RenditionPart.asset_id == asset_id, RenditionPart.channel.in_(channels)
    )
    for part in session.scalars(parts.order_by(RenditionPart.channel, RenditionPart.name)):
        path = immutable_path(
            part.channel, part.sha256, part.name.rpartition(".")[0], _FORMATS[part.media_type]
        )
        found[PublicPath(path, part.sha256)] = None
    return list(found)


def paths_of_keys(session: Session, keys: Sequence[str], *, is_hard: bool) -> list[str]:
    """Return every path that carries one of these words of `Surrogate-Key`; immutable ones change only by a hard purge."""
    found: dict[str, None] = {}
    for key in keys:
        for asset_id in _assets_of(session, key):
            found.update(dict.fromkeys(_paths(session, asset_id, is_hard=is_hard)))
    return list(found)


def _paths(session: Session, asset_id: str, *, is_hard: bool) -> Iterator[str]:
    listed = stable_paths(session, asset_id, with_private=is_hard)
    if is_hard:
        listed += immutable_paths(session, asset_id, with_private=True)
    for each in listed:
        yield each.path
        yield each.path + DOWNLOAD


def _assets_of(session: Session, key: str) -> list[str]:
    """`asset-…` names one; `preset-CHANNEL-PRESET` and `channel-CHANNEL` those that have files there, the newest first."""
    kind, _, rest = key.partition("-")
    if kind == "asset":
        return [rest]
    place = Rendition.channel == rest
    if kind == "preset":
        place = Rendition.channel + "-" + Rendition.preset == rest
    query = sa.select(Rendition.asset_id).where(place).group_by(Rendition.asset_id)
    newest = query.order_by(sa.func.max(Rendition.updated_at).desc()).limit(MOST_ASSETS)
    return list(session.scalars(newest)) if kind in ("preset", "channel") else []


def _channels(session: Session, with_private: bool) -> list[str]:
    """Answers of private channels are kept by nobody, and unsigned they are dark anyway."""
    where = [Channel.name != LIBRARY]
    if not with_private:
        where.append(Channel.is_private.is_(False))
    return list(session.scalars(sa.select(Channel.name).where(*where)))
