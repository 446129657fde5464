"""What the player of a film or a sound plays: the rendition that every browser can play, else the original."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_ui.renditions_shown import name_of
from admin_ui.visit import Visit
from dam.assets.views import AssetView
from renditions.catalogue.channels import ChannelView
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition
from renditions.presets import PresetSpec

PLAYED = {"video": "mp4", "audio": "mp3"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file the browser may play, the first that it can."""

    url: str
    media_type: str


def sources(visit: Visit, asset: AssetView, channels: Sequence[ChannelView]) -> list[Source]:
    """Return what the player tries: the widest whole rendition, then the original; none for what does not move."""
    if asset.kind not in PLAYED:
        return []
    original = Source(f"/api/v1/assets/{asset.id}/original", asset.media_type)
    row = _widest(visit, asset, channels)
    if row is None:
        return [original]
    made = Source(f"/assets/{asset.id}/rendition-files/{name_of(row)}", str(row.media_type))
    return [made, original]


def _widest(visit: Visit, asset: AssetView, channels: Sequence[ChannelView]) -> Rendition | None:
    whole = {
        (channel.name, preset.name)
        for channel in channels
        for preset in channel.presets
        if _is_whole(preset.spec)
    }
    with visit.core.db.read() as session:
        rows = renditions_of(session, asset.id, asset.current_version_id)
    playable = (
        row
        for row in rows
        if row.format == PLAYED[asset.kind] and row.sha256 and (row.channel, row.preset) in whole
    )
    return max(playable, key=lambda row: row.width or 0, default=None)


def _is_whole(spec: PresetSpec) -> bool:
    """Tell whether nothing is cut off, neither at the edges nor in time, and no words are drawn into it."""
    is_cut = spec.fit != "width" or spec.seconds > 0 or spec.film_style == "loop"
    return not (is_cut or spec.burn_in or spec.qr or spec.sound == "none")
