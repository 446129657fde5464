"""What a version needs: one row for every enabled channel × preset × variant × format, kept in step with the presets."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.clock import now
from dam.errors import NotFound, NotRenderable
from dam.feed import note_change
from dam.ids import new_id
from renditions.catalogue.channels import ChannelView, list_channels
from renditions.catalogue.ledger import retire
from renditions.catalogue.models import Rendition
from renditions.catalogue.possible import CURABLE, why_impossible
from renditions.geometry import FocalPoint, Size
from renditions.recipe import Recipe

Key = tuple[str, str, str, str]
"""Channel, preset, variant, format: what names a rendition within its version."""


@dataclass(frozen=True, slots=True)
class Need:
    """One file that a channel needs of a version: its recipe, and why it cannot be made if it cannot."""

    recipe: Recipe
    digest: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A row of the ledger and the recipe that it wants."""

    row: Rendition
    recipe: Recipe

    @property
    def is_open(self) -> bool:
        """Tell whether there is something to make: never made, failed, or made by a recipe of before."""
        return self.row.state != "unavailable" and (
            self.row.state != "ready" or self.row.recipe != self.row.wanted_recipe
        )


def plan_version(session: Session, version_id: str) -> list[Rendition]:
    """Bring the rows of a version in step with the presets (see `plan_recipes`) and return them in their order."""
    return [planned.row for planned in plan_recipes(session, version_id)]


def plan_recipes(session: Session, version_id: str) -> list[Planned]:
    """Bring the rows of a version in step with its channels, presets and focal point, and return them in order.

    A ready file whose recipe changed keeps being served until the new one is ready. Rows that nobody wants any more
    are retired. Run twice, nothing changes.
    """
    version, asset = _originals(session, version_id)
    needs = _needs_of(session, version, asset)
    rows = {_key(row): row for row in _rows(session, version_id)}
    changed = _drop_unwanted(session, rows, needs)
    for key, need in needs.items():
        row = rows.get(key)
        if row is None:
            rows[key] = _add(session, version, key, need)
            changed = True
        elif row.wanted_recipe != need.digest or _is_otherwise(row, need):
            _change(session, row, need)
            changed = True
    if changed:
        note_change(session, version.asset_id)
    session.flush()
    return [Planned(rows[key], need.recipe) for key, need in needs.items()]


def _needs_of(session: Session, version: Version, asset: Asset) -> dict[Key, Need]:
    """Return what every enabled channel needs of the version, in the order of channels and presets."""
    focal = FocalPoint(asset.focal_x, asset.focal_y)
    return {
        key: _need(version, asset.kind, recipe.focused(focal))
        for key, recipe in _outputs(list_channels(session))
    }


def _outputs(channels: list[ChannelView]) -> Iterator[tuple[Key, Recipe]]:
    for channel in channels:
        for preset in channel.presets if channel.is_enabled else ():
            for output in preset.spec.outputs():
                yield (channel.name, preset.name, output.variant, output.recipe.format), output.recipe


def _need(version: Version, kind: str, recipe: Recipe) -> Need:
    reason = why_impossible(kind, version.media_type, recipe) or _why_too_small(version, kind, recipe)
    return Need(recipe, recipe.digest(version.sha256), reason)


def _why_too_small(version: Version, kind: str, recipe: Recipe) -> str | None:
    """Documents are drawn at any size; of the others the facts tell the size, once they are read."""
    if kind == "document" or not version.width or not version.height:
        return None
    try:
        recipe.frame(Size(version.width, version.height))
    except NotRenderable as error:
        return str(error)
    return None


def _originals(session: Session, version_id: str) -> tuple[Version, Asset]:
    version = session.get(Version, version_id, with_for_update=True)  # two workers, one plan
    asset = session.get(Asset, version.asset_id) if version else None
    if version is None or asset is None:
        raise NotFound(f"There is no version {version_id}.")
    return version, asset


def _rows(session: Session, version_id: str) -> list[Rendition]:
    return list(session.scalars(sa.select(Rendition).where(Rendition.version_id == version_id)))


def _key(row: Rendition) -> Key:
    return row.channel, row.preset, row.variant, row.format


def _drop_unwanted(session: Session, rows: dict[Key, Rendition], needs: dict[Key, Need]) -> bool:
    unwanted = [key for key in rows if key not in needs]
    for key in unwanted:
        row = rows.pop(key)
        retire(session, row)
        session.delete(row)
    return bool(unwanted)


def _add(session: Session, version: Version, key: Key, need: Need) -> Rendition:
    channel, preset, variant, format_ = key
    row = Rendition(
        id=new_id(),
        asset_id=version.asset_id,
        version_id=version.id,
        channel=channel,
        preset=preset,
        variant=variant,
        format=format_,
        state="unavailable" if need.reason else "pending",
        error=need.reason,
        wanted_recipe=need.digest,
        recipe=need.digest if need.reason else None,
        created_at=now(),
        updated_at=now(),
    )
    session.add(row)
    return row


def _is_otherwise(row: Rendition, need: Need) -> bool:
    """Tell whether what is possible has changed: a reader came or went since the row was planned."""
    if need.reason is None:
        return row.state == "unavailable" and row.error in CURABLE
    return row.state != "unavailable" or (row.error in CURABLE and row.error != need.reason)


def _change(session: Session, row: Rendition, need: Need) -> None:
    row.wanted_recipe = need.digest
    row.updated_at = now()
    if need.reason:
        retire(session, row)
        row.state, row.error, row.recipe = "unavailable", need.reason, need.digest
    elif row.sha256 is None:
        row.state, row.error = "pending", None
