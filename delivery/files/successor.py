"""Which asset takes the place of one that is gone, told in the refusal."""

from dam.assets.serving import Light
from delivery.files.asked import Asked
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.permit import is_lit
from delivery.files.refusal import Refusal
from delivery.files.resolve import Resolution
from delivery.urls import stable_path


def successor_of(asked: Asked, url: StableUrl | ImmutableUrl, resolution: Resolution) -> StableUrl | None:
    """Return the stable URL, in the same place, of the asset that follows the one that is gone; None where none does."""
    followed = [owner for owner in resolution.owners if owner.successor_id]
    is_dark = resolution.light(url.channel, asked.territory, asked.now) is Light.DARK
    if not is_dark or not followed:
        return None
    if isinstance(url, StableUrl):
        preset, variant = url.preset, url.variant
    else:
        preset, variant = next(file.preset for file in resolution.of(followed[0]).files), ""
    return StableUrl(url.channel, preset, variant, str(followed[0].successor_id), "")


def link_successor(asked: Asked, successor: StableUrl, found: Resolution, refusal: Refusal) -> None:
    """Name the successor in the refusal (RFC 5829), if this visitor may see it: what is not lit is nobody's to know."""
    if found.files and is_lit(asked, found, successor.channel):
        path = stable_path(successor.channel, successor.preset, successor.variant, successor.asset_id)
        refusal.more["link"] = f'<{path}>; rel="successor-version"'
