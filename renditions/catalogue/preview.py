"""What a change of a preset would cause, before it is made: files, bytes, work, and the crops that move most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Version
from dam.core import Core
from renditions.catalogue.change import Tally, tally
from renditions.catalogue.channels import get_channel, list_channels
from renditions.catalogue.costs import LOOKED_AT, learn_costs
from renditions.catalogue.crops import MovedCrop, most_moved_crops
from renditions.catalogue.differences import SHOWN
from renditions.catalogue.models import RetiredRecipe
from renditions.catalogue.needs import ORIGINALS, Original, recipe_for, wishes, with_subtitles
from renditions.presets import PresetSpec

SAMPLE = 20_000
"""Versions that are looked at one by one; of a larger library so many stand for all (ids are drawn by lot)."""

REUSE_SAMPLE = 1_000
"""Versions of which it is looked up whether their files stand already."""

Basis = Literal["ledger", "constants", "both", "nothing"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure that may be wrong: `value` is likely, `low` and `high` bound it."""

    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PresetPreview:
    """What saving would cause. Counts are of files; those that are impossible for an original do not count.

    `assets` change in at least one of `renditions`, which are `made` anew, `reused` because they stand already (after
    going back), or `dropped`. `bytes_added` is what the store grows by: files that are retired stay, so that immutable
    URLs live on. `bytes_served` weighs all files of the preset afterwards, `bytes_served_before` now.
    `cpu_seconds` is the work. `basis` says what the estimates rest on: like files in the `ledger`, `constants` (a house
    without like files), `both`, or `nothing` because no file is made; `learnt_from` counts the files that were learnt
    from, of the newest `learnt_assets` assets. `looked_at` of `library` versions were looked at; where that is not all,
    the counts are projected.
    """

    assets: int
    renditions: int
    made: int
    reused: int
    dropped: int
    bytes_added: Estimate
    bytes_served: Estimate
    bytes_served_before: Estimate
    cpu_seconds: Estimate
    basis: Basis
    learnt_from: int
    learnt_assets: int
    looked_at: int
    library: int
    is_enabled: bool
    crops: tuple[MovedCrop, ...]


def preview_preset(core: Core, caller: Caller, channel: str, name: str, spec: PresetSpec) -> PresetPreview:
    """Return what saving `spec` would cause; `NotFound` when there is no such channel. Nothing is changed."""
    require(caller, Action.EDIT_PRESETS)
    with core.db.read() as session:
        found = get_channel(session, channel)
        before = next((preset.spec for preset in found.presets if preset.name == name), None)
        costs = learn_costs(session, wishes(list_channels(session)))
        library = _count(session)
        originals = _originals(session) if found.is_enabled else []
        result = tally(originals, before, spec, costs)
        reused = _share_reused(session, channel, before, spec, originals) if result.made else 0.0
    scale = library / len(originals) if originals else 0.0
    made = round(result.made * scale)
    kept = round(made * reused)
    left = 1 - reused
    return PresetPreview(
        assets=round(result.assets * scale),
        renditions=made + round(result.dropped * scale),
        made=made - kept,
        reused=kept,
        dropped=round(result.dropped * scale),
        bytes_added=_estimate(result.bytes_made * scale * left, result.error),
        bytes_served=_estimate(result.bytes_after * scale, result.error),
        bytes_served_before=_estimate(result.bytes_before * scale, result.error),
        cpu_seconds=_estimate(result.seconds * scale * left, result.error),
        basis=_basis(result),
        learnt_from=costs.files,
        learnt_assets=min(LOOKED_AT, library),
        looked_at=len(originals),
        library=library,
        is_enabled=found.is_enabled,
        crops=tuple(most_moved_crops(originals, channel, before, spec)),
    )


def _count(session: Session) -> int:
    query = sa.select(sa.func.count()).select_from(Version).where(Version.state.in_(SHOWN))
    return session.scalar(query) or 0


def _originals(session: Session) -> list[Original]:
    query = ORIGINALS.where(Version.state.in_(SHOWN)).order_by(Version.id).limit(SAMPLE)
    return with_subtitles(session, [Original(*row) for row in session.execute(query)])


def _share_reused(
    session: Session,
    channel: str,
    before: PresetSpec | None,
    after: PresetSpec,
    originals: Sequence[Original],
) -> float:
    """Return which share of the changed files stands already, made by the same recipe once."""
    if session.scalar(sa.select(RetiredRecipe.recipe).limit(1)) is None:
        return 0.0
    present = {(output.variant, output.recipe) for output in before.outputs()} if before else set()
    changed = [each.recipe for each in after.outputs() if (each.variant, each.recipe) not in present]
    digests = [
        recipe_for(original, channel, recipe).digest(original.sha256)
        for original in originals[:REUSE_SAMPLE]
        for recipe in changed
    ]
    standing: set[str] = set()
    for start in range(0, len(digests), 500):
        some = RetiredRecipe.recipe.in_(digests[start : start + 500])
        standing.update(session.scalars(sa.select(RetiredRecipe.recipe).where(some)))
    return sum(digest in standing for digest in digests) / len(digests) if digests else 0.0


def _estimate(value: float, error: float) -> Estimate:
    return Estimate(round(value), round(value * (1 - error)), round(value * (1 + error)))


def _basis(result: Tally) -> Basis:
    if not result.made:
        return "nothing"
    if result.learnt == result.made:
        return "ledger"
    return "both" if result.learnt else "constants"
