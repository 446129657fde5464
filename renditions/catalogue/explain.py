"""How each file of an asset was made, or why it is not there: told for people from the rows and the recipe."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.models import Asset, Version
from dam.assets.read import get_asset
from dam.core import Core
from renditions.catalogue.channels import list_channels
from renditions.catalogue.crops import Shown, shown_of
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition
from renditions.catalogue.needs import Key, Need, Original, needs_of, original_of, wishes, with_subtitles
from renditions.catalogue.plan import key_of

FocalSource = Literal["channel", "person", "proposed", "middle"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One row of the ledger and what it wants. `need` is what the channels want of it now.

    `is_outdated`: the file that is served was made by an earlier recipe, and its successor is still to come. `shown` is
    the part of the original (None where its size is not known, or it is too small), `focal_source` who chose the point
    that the crop keeps, None where nothing is cropped.
    """

    row: Rendition
    need: Need
    original: Original
    shown: Shown | None
    focal_source: FocalSource | None

    @property
    def name(self) -> str:
        """What people call it: `web/hero@1600w.avif`."""
        row = self.row
        return f"{row.channel}/{row.preset}{'@' + row.variant if row.variant else ''}.{row.format}"

    @property
    def is_outdated(self) -> bool:
        """Tell whether the file that is served waits for its successor."""
        return self.row.sha256 is not None and self.row.recipe != self.need.digest

    def to_json(self) -> dict[str, Any]:
        """Return all that is known, as plain values; the address is the edge's to add."""
        row, recipe = self.row, self.need.recipe
        return {
            "recipe": recipe.to_text(),
            "recipe_digest": row.recipe,
            "settings": recipe.to_json(),
            "is_outdated": self.is_outdated,
            "is_refined": row.is_refined,
            "original": {
                "media_type": self.original.media_type,
                "width": self.original.width,
                "height": self.original.height,
                "sha256": self.original.sha256,
            },
            "shown": asdict(self.shown) if self.shown else None,
            "focal_source": self.focal_source,
            "sha256": row.sha256,
            "steps": list(row.steps),
        }


def explain_renditions(core: Core, caller: Caller, asset_id: str) -> list[Explanation]:
    """Return every file of the current version on the enabled channels, in the order of their presets.

    `NotFound` when the caller may not see the asset. What has not been planned yet is not in the answer.
    """
    asset = get_asset(core, caller, asset_id)
    with core.db.read() as session:
        original, focal_source, own = _original(session, asset.id, asset.current_version_id)
        needs = needs_of(original, wishes(list_channels(session)))
        rows = {key_of(row): row for row in renditions_of(session, asset.id, asset.current_version_id)}
    return [
        _explain(rows[key], need, original, focal_source, own) for key, need in needs.items() if key in rows
    ]


def choose(explanations: list[Explanation], name: str) -> list[Explanation]:
    """Return those that a name means: `web`, `web/hero`, `web/hero@1600w`, `web/hero.avif`, `web/hero@1600w.avif`."""
    place, _, format_ = name.partition(".")
    place, _, variant = place.partition("@")
    channel, _, preset = place.partition("/")
    wanted: Key = (channel, preset, variant, format_)
    return [
        each
        for each in explanations
        if all(part in ("", own) for part, own in zip(wanted, key_of(each.row), strict=True))
    ]


def _original(session: Session, asset_id: str, version_id: str) -> tuple[Original, str, Mapping[str, Any]]:
    asset, version = session.get_one(Asset, asset_id), session.get_one(Version, version_id)
    (original,) = with_subtitles(session, [original_of(version, asset)])
    return original, asset.focal_source, asset.channel_focals


def _explain(
    row: Rendition, need: Need, original: Original, focal_source: str, own: Mapping[str, Any]
) -> Explanation:
    shown = shown_of(need.recipe, original.size) if original.size and original.kind != "audio" else None
    return Explanation(row, need, original, shown, _source(need, row.channel, focal_source, own))


def _source(need: Need, channel: str, source: str, own: Mapping[str, Any]) -> FocalSource | None:
    if need.recipe.focal is None:
        return None
    if channel in own:
        return "channel"
    return "person" if source == "person" else "proposed" if source == "proposed" else "middle"
