"""The rows of a version in the ledger: one for everything that it needs, kept in step with presets and focal points."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.assets.turns import hold_version
from dam.clock import now
from dam.errors import NotFound
from dam.feed import note_change
from dam.ids import new_id
from renditions.catalogue.channels import list_channels
from renditions.catalogue.made import retire
from renditions.catalogue.models import Rendition
from renditions.catalogue.needs import Key, Need, Wish, needs_of, original_of, wishes, with_subtitles
from renditions.catalogue.possible import CURABLE
from renditions.catalogue.take_up import take_up
from renditions.recipe import Recipe

LOOKED_AT = (
    Rendition.version_id,
    Rendition.channel,
    Rendition.preset,
    Rendition.variant,
    Rendition.format,
    Rendition.wanted_recipe,
    Rendition.state,
    Rendition.error,
)
"""Columns of a row that tell whether it is in step."""


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


def plan_recipes(session: Session, version_id: str, wanted: Sequence[Wish] | None = None) -> list[Planned]:
    """Bring the rows of a version in step with its channels, presets and focal point, and return them in order.

    A ready file whose recipe changed keeps being served until the new one is ready. Rows that nobody wants any more
    are retired, and files that the same recipes gave before are taken up at once: a size that only changed its name
    knows no gap. Run twice, nothing changes. `wanted` is what all channels ask for, where the caller has it at hand.
    """
    version, asset = _originals(session, version_id)
    (original,) = with_subtitles(session, [original_of(version, asset)])
    needs = needs_of(original, wishes(list_channels(session)) if wanted is None else wanted)
    rows = {key_of(row): row for row in _rows(session, version_id)}
    changed = _drop_unwanted(session, rows, needs)
    for key, need in needs.items():
        row = rows.get(key)
        if row is None:
            rows[key] = _add(session, version, key, need)
            changed = True
        elif _is_due(row, need):
            _change(session, row, need)
            changed = True
    if changed:
        note_change(session, version.asset_id)
    session.flush()
    planned = [Planned(rows[key], need.recipe) for key, need in needs.items()]
    take_up(session, version, [each.row for each in planned if each.is_open])
    return planned


def _originals(session: Session, version_id: str) -> tuple[Version, Asset]:
    held = hold_version(session, version_id)  # two workers, one plan
    if held is None:
        raise NotFound(f"There is no version {version_id}.")
    return held


def _rows(session: Session, version_id: str) -> list[Rendition]:
    return list(session.scalars(sa.select(Rendition).where(Rendition.version_id == version_id)))


def key_of(row: Rendition | sa.Row[Any]) -> Key:
    """Return what names a rendition within its version."""
    return row.channel, row.preset, row.variant, row.format


def differs(rows: Iterable[Rendition | sa.Row[Any]], needs: Mapping[Key, Need]) -> bool:
    """Tell whether `plan_recipes` would change any of these rows, or add one; `LOOKED_AT` is all it looks at."""
    by_key = {key_of(row): row for row in rows}
    return by_key.keys() != needs.keys() or any(_is_due(by_key[key], need) for key, need in needs.items())


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


def _is_due(row: Rendition | sa.Row[Any], need: Need) -> bool:
    return row.wanted_recipe != need.digest or _is_otherwise(row, need)


def _is_otherwise(row: Rendition | sa.Row[Any], need: Need) -> bool:
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
