"""Reading the ledger of renditions: the files of an asset, and which asset owns which bytes; `made.py` writes it."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renditions.catalogue.models import Preset, Rendition, RenditionPart, RetiredRendition
from renditions.presets import PresetSpec


class Owner(NamedTuple):
    """An asset that owns some bytes, and what they are to it."""

    asset_id: str
    version_id: str
    channel: str
    preset: str
    media_type: str


def renditions_of(session: Session, asset_id: str, version_id: str | None = None) -> list[Rendition]:
    """Return the rows of an asset, or of one of its versions, by channel, preset, variant and format."""
    query = sa.select(Rendition).where(Rendition.asset_id == asset_id)
    if version_id is not None:
        query = query.where(Rendition.version_id == version_id)
    order = (Rendition.channel, Rendition.preset, Rendition.variant, Rendition.format)
    return list(session.scalars(query.order_by(*order)))


def find_rendition(
    session: Session, version_id: str, channel: str, preset: str, variant: str, format_: str
) -> Rendition | None:
    """Return one row, or None.

    Without a variant a preset of several sizes means its first one; a variant that names the only size there is
    (`@320w` of a preset that is 320 wide) means that one.
    """
    where = (
        Rendition.version_id == version_id,
        Rendition.channel == channel,
        Rendition.preset == preset,
        Rendition.format == format_,
    )
    rows = {row.variant: row for row in session.scalars(sa.select(Rendition).where(*where))}
    if variant in rows or not rows:
        return rows.get(variant)
    if variant == "":
        return rows[min(rows, key=_variant_order)]
    return rows.get("") if variant in _names_of_only_size(session, channel, preset) else None


def _variant_order(variant: str) -> int:
    """Sizes by number: the first one that a preset lists is its smallest."""
    return int(variant[:-1]) if variant[:-1].isdigit() else 0


def _names_of_only_size(session: Session, channel: str, preset: str) -> tuple[str, ...]:
    row = session.get(Preset, (channel, preset))
    spec = PresetSpec.from_json(row.spec) if row else None
    if spec is None or spec.fit == "page":
        return ()
    return tuple(f"{width}w" for width in spec.widths) if spec.fit == "width" else ("1x",)


def owners_of(session: Session, digest: str) -> list[Owner]:
    """Return every asset that owns these bytes, now or once, whole or as a part; immutable URLs ask this."""
    owners: dict[Owner, None] = {}
    for table in (Rendition, RetiredRendition, RenditionPart):
        for row in session.scalars(sa.select(table).where(table.sha256 == digest)):
            assert isinstance(row, Rendition | RetiredRendition | RenditionPart)
            owners[Owner(row.asset_id, row.version_id, row.channel, row.preset, row.media_type or "")] = None
    return list(owners)


def is_only_part(session: Session, digest: str) -> bool:
    """Tell whether these bytes never stood for themselves: only as a further file of another (a rung, a track)."""
    mains = (sa.exists().where(table.sha256 == digest) for table in (Rendition, RetiredRendition))
    part = sa.exists().where(RenditionPart.sha256 == digest)
    return bool(session.scalar(sa.select(sa.and_(part, *(~main for main in mains)))))


def ready_channels(session: Session, version_id: str) -> list[str]:
    """Return the channels that have every file they can have of this version."""
    rows = session.execute(
        sa.select(Rendition.channel, Rendition.state).where(
            Rendition.version_id == version_id, Rendition.state != "unavailable"
        )
    ).all()
    waiting = {channel for channel, state in rows if state != "ready"}
    return sorted({channel for channel, _ in rows} - waiting)
