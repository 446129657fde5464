"""Writing the ledger of renditions: what was made, what failed and why, and what is served no more."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.turns import hold_assets
from dam.clock import now
from dam.feed import note_change
from dam.jobs.port import Json
from renditions.catalogue.models import Rendition, RetiredRecipe, RetiredRendition
from renditions.catalogue.parts import PartFile, add_parts, parts_of


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished file that stands in the store, with its `parts`. `seconds` is what it cost, `warning` what people should know.

    `channel` is "" for what every channel may have, and the channel whose URLs the file names otherwise (a playlist).
    """

    sha256: str
    bytes: int
    media_type: str
    width: int | None
    height: int | None
    upscaled: bool = False
    seconds: float | None = None
    warning: str | None = None
    parts: tuple[PartFile, ...] = ()
    steps: tuple[Json, ...] = ()
    channel: str = ""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "MadeFile":
        """Read the value form, which is `dataclasses.asdict`."""
        parts = tuple(PartFile(**part) for part in value["parts"])
        return cls(**{**value, "parts": parts, "steps": tuple(value["steps"])})


def made_file(session: Session, row: Rendition) -> MadeFile:
    """Return the file that a row has, as a value."""
    assert row.sha256 is not None
    return MadeFile(
        row.sha256,
        row.bytes or 0,
        row.media_type or "",
        row.width,
        row.height,
        row.upscaled,
        row.seconds,
        row.warning,
        tuple(part for part in parts_of(session, row) if not part.is_of_subtitles),
        tuple(row.steps),
        row.channel if row.format == "hls" else "",
    )


def record_ready(session: Session, rendition_id: str, recipe: str, made: MadeFile) -> bool:
    """Note a finished file; tell whether it was taken.

    A repeat changes nothing (the first writer wins). A file of a recipe that is no longer wanted is only better than
    none. The file that was served before is retired, so that its immutable URL lives on.
    """
    row = hold_rendition(session, rendition_id)
    if row is None or (row.state == "ready" and row.recipe == recipe and row.sha256 is not None):
        return False
    if row.wanted_recipe != recipe and row.sha256 is not None:
        return False
    if row.sha256 != made.sha256:
        retire(session, row)
    row.state, row.error, row.recipe = "ready", None, recipe
    row.sha256, row.bytes, row.media_type = made.sha256, made.bytes, made.media_type
    row.width, row.height, row.upscaled = made.width, made.height, made.upscaled
    row.seconds, row.warning, row.updated_at = made.seconds, made.warning, now()
    row.steps, row.is_refined = list(made.steps), False
    add_parts(session, row, made.parts)
    note_change(session, row.asset_id)
    return True


def exchange_file(
    session: Session, rendition_id: str, was: str, file: PartFile, parts: Sequence[PartFile]
) -> bool:
    """Put a file of the same recipe in the place of `was`, with these parts; tell whether `was` still stood there.

    What the recipe made is the same (the rungs of a ladder); only what is said of it changed (its tracks).
    """
    row = hold_rendition(session, rendition_id)
    if row is None or row.sha256 != was:
        return False
    if file.sha256 != was:
        _keep_reachable(session, row)
        row.sha256, row.bytes, row.updated_at = file.sha256, file.bytes, now()
    add_parts(session, row, parts)
    note_change(session, row.asset_id)
    return True


def record_failed(session: Session, rendition_id: str, recipe: str, reason: str) -> None:
    """Note that a file could not be made, in one sentence; one that is served already stays."""
    _record_not_made(session, rendition_id, recipe, "failed", reason)


def record_unavailable(session: Session, rendition_id: str, recipe: str, reason: str) -> None:
    """Note that a file is impossible for this original, in one sentence; what was served before is retired."""
    _record_not_made(session, rendition_id, recipe, "unavailable", reason)


def _record_not_made(session: Session, rendition_id: str, recipe: str, state: str, reason: str) -> None:
    row = hold_rendition(session, rendition_id)
    if row is None or row.wanted_recipe != recipe:
        return
    if state == "unavailable":
        retire(session, row)
        row.recipe = recipe
    elif row.sha256 is not None:
        row.error, row.updated_at = reason, now()
        return
    row.state, row.error, row.updated_at = state, reason, now()
    note_change(session, row.asset_id)


def hold_rendition(session: Session, rendition_id: str) -> Rendition | None:
    """Hold the asset of a row, then the row: whoever plans holds them in this order, and rows that are added name the asset."""
    asset_id = session.scalar(sa.select(Rendition.asset_id).where(Rendition.id == rendition_id))
    if asset_id is None:
        return None
    hold_assets(session, [asset_id])
    return session.get(Rendition, rendition_id, with_for_update=True)


def retire(session: Session, row: Rendition) -> None:
    """Take the file off a row; its immutable URL stays good while the asset is approved."""
    if row.sha256 is None:
        return
    _keep_reachable(session, row)
    _keep_recipe(session, row)
    row.sha256 = row.bytes = row.media_type = row.width = row.height = row.recipe = None
    row.upscaled, row.seconds, row.warning, row.steps = False, None, None, []
    note_change(session, row.asset_id)


def _keep_reachable(session: Session, row: Rendition) -> None:
    key = (row.sha256, row.asset_id, row.channel)
    known = session.get(RetiredRendition, key)
    if known is None:
        session.add(
            RetiredRendition(
                sha256=row.sha256,
                asset_id=row.asset_id,
                channel=row.channel,
                version_id=row.version_id,
                preset=row.preset,
                media_type=row.media_type or "application/octet-stream",
                retired_at=now(),
            )
        )
        session.flush()
    else:
        known.retired_at = now()


def _keep_recipe(session: Session, row: Rendition) -> None:
    """Remember what the retired file was made by, so that it is taken up when that is wanted again."""
    key = (row.recipe, row.asset_id, row.channel)
    if row.recipe and session.get(RetiredRecipe, key) is None:
        session.add(
            RetiredRecipe(
                recipe=row.recipe,
                asset_id=row.asset_id,
                channel=row.channel,
                sha256=row.sha256,
                made=asdict(made_file(session, row)),
            )
        )
        session.flush()
