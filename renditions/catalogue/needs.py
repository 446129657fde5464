"""What a version needs, as arithmetic: one recipe for every enabled channel × preset × variant × format."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, Subtitles, Version
from dam.errors import NotRenderable
from renditions.catalogue.channels import ChannelView
from renditions.catalogue.possible import is_drawn, why_impossible
from renditions.geometry import FocalPoint, Size
from renditions.recipe import Recipe

Key = tuple[str, str, str, str]
"""Channel, preset, variant, format: what names a rendition within its version."""

Wish = tuple[Key, Recipe]
"""What a preset asks of every asset; its recipe has no focal point yet."""


@dataclass(frozen=True, slots=True)
class Original:
    """All of a version and its asset that decides what is made of it; width and height once they are read.

    `subtitles` are the SHA-256 of its WebVTT files by language.
    """

    version_id: str
    asset_id: str
    kind: str
    media_type: str
    sha256: str
    width: int | None
    height: int | None
    duration: float | None
    focal_x: float
    focal_y: float
    channel_focals: Mapping[str, Sequence[float]]
    subtitles: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> Size | None:
        """Its pixels, upright."""
        return Size(self.width, self.height) if self.width and self.height else None

    def focal_on(self, channel: str) -> FocalPoint:
        """Return what the crops of a channel keep: the channel's own point, else the asset's."""
        own = self.channel_focals.get(channel)
        return FocalPoint(*own) if own else FocalPoint(self.focal_x, self.focal_y)


ORIGINALS = sa.select(
    Version.id,
    Version.asset_id,
    Asset.kind,
    Version.media_type,
    Version.sha256,
    Version.width,
    Version.height,
    Version.duration,
    Asset.focal_x,
    Asset.focal_y,
    Asset.channel_focals,
).join(Asset, Asset.id == Version.asset_id)
"""The columns of `Original`, in its order."""


def original_of(version: Version, asset: Asset) -> Original:
    """Return the same from rows that are at hand."""
    return Original(
        version.id,
        asset.id,
        asset.kind,
        version.media_type,
        version.sha256,
        version.width,
        version.height,
        version.duration,
        asset.focal_x,
        asset.focal_y,
        asset.channel_focals,
    )


def with_subtitles(session: Session, originals: Sequence[Original]) -> list[Original]:
    """Return the same, with the subtitles of their assets."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    films = [original.asset_id for original in originals if original.kind == "video"]
    for row in session.scalars(sa.select(Subtitles).where(Subtitles.asset_id.in_(films))) if films else ():
        found[row.asset_id][row.locale] = row.sha256
    return [replace(original, subtitles=found.get(original.asset_id, {})) for original in originals]


@dataclass(frozen=True, slots=True)
class Need:
    """One file that a channel needs of a version: its recipe, and why it cannot be made if it cannot."""

    recipe: Recipe
    digest: str
    reason: str | None


def wishes(channels: Iterable[ChannelView]) -> Iterator[Wish]:
    """Yield what the enabled channels ask for, in the order of channels and presets."""
    for channel in channels:
        for preset in channel.presets if channel.is_enabled else ():
            for output in preset.spec.outputs():
                yield (channel.name, preset.name, output.variant, output.recipe.format), output.recipe


def needs_of(original: Original, wanted: Iterable[Wish]) -> dict[Key, Need]:
    """Return what `wanted` means for one version, in the same order."""
    points: dict[str, FocalPoint] = {}
    needs: dict[Key, Need] = {}
    for key, recipe in wanted:
        channel = key[0]
        if channel not in points:
            points[channel] = original.focal_on(channel)
        needs[key] = _need(original, _for_asset(recipe.focused(points[channel]), original))
    return needs


def recipe_for(original: Original, channel: str, recipe: Recipe) -> Recipe:
    """Return what a wish of a channel means for this original."""
    return _for_asset(recipe.focused(original.focal_on(channel)), original)


def _for_asset(recipe: Recipe, original: Original) -> Recipe:
    return recipe.addressed(original.asset_id).subtitled(original.subtitles)


def why_not(original: Original, recipe: Recipe) -> str | None:
    """Return the sentence that says why a file cannot be made of this original, as far as the rows tell, or None."""
    return why_impossible(original.kind, original.media_type, recipe) or _why_too_small(original, recipe)


def _need(original: Original, recipe: Recipe) -> Need:
    return Need(recipe, recipe.digest(original.sha256), why_not(original, recipe))


def _why_too_small(original: Original, recipe: Recipe) -> str | None:
    """What is drawn can have any size; of the others the facts tell the size, once they are read."""
    if is_drawn(original.kind, original.media_type) or original.size is None:
        return None
    try:
        recipe.frame(original.size)
    except NotRenderable as error:
        return str(error)
    return None
