"""Further files of a rendition: the rungs of a ladder, tracks of subtitles; immutable URLs reach them."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renditions.catalogue.models import Rendition, RenditionPart

OF_SUBTITLES = "subtitles-"
"""What begins the name of a part that belongs to a track of subtitles: those are the asset's and change with it."""


@dataclass(frozen=True, slots=True)
class PartFile:
    """A further file that stands in the store; `name` is unique within its rendition (`720p.mp4`, `fr.vtt`)."""

    name: str
    sha256: str
    bytes: int
    media_type: str

    @property
    def is_of_subtitles(self) -> bool:
        """Tell whether it belongs to a track of subtitles."""
        return self.name.startswith(OF_SUBTITLES)


def add_parts(session: Session, row: Rendition, parts: Iterable[PartFile]) -> None:
    """Note that the file a row has now comes with these; what is noted already stays.

    A part belongs to the bytes of its main file and not to the row: when that file is retired, both live on.
    """
    for part in parts:
        key = (part.sha256, row.asset_id, row.channel, row.sha256, part.name)
        if session.get(RenditionPart, key) is None:
            session.add(
                RenditionPart(
                    sha256=part.sha256,
                    asset_id=row.asset_id,
                    channel=row.channel,
                    owner_sha256=row.sha256,
                    version_id=row.version_id,
                    preset=row.preset,
                    name=part.name,
                    bytes=part.bytes,
                    media_type=part.media_type,
                )
            )
            session.flush()


def parts_of(session: Session, row: Rendition) -> list[PartFile]:
    """Return the parts of the file that a row has now, by name; none when it has no file."""
    query = sa.select(RenditionPart).where(
        RenditionPart.owner_sha256 == row.sha256,
        RenditionPart.asset_id == row.asset_id,
        RenditionPart.channel == row.channel,
    )
    return [
        PartFile(part.name, part.sha256, part.bytes, part.media_type)
        for part in session.scalars(query.order_by(RenditionPart.name))
    ]
