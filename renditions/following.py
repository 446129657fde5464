"""Crops of a new picture follow the point that is found in it, unless a person or a channel has chosen another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.assets.processing import propose_focal_point
from dam.assets.turns import hold_version
from dam.core import Core
from dam.jobs.claims import Claims
from renditions.catalogue.differences import SHOWN
from renditions.catalogue.models import Rendition
from renditions.catalogue.plan import Planned, plan_recipes
from renditions.elsewhere import claim_name
from renditions.geometry import FocalPoint
from renditions.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Following:
    """The crops of one version that wait for a point and that we make: ledger id → recipe."""

    core: Core
    version: Version
    recipes: Mapping[str, Recipe]
    claims: Claims

    def recipe(self, key: str, recipe: Recipe) -> Recipe:
        """Return a recipe as the pipeline gets it: without a point where it waits for one."""
        return replace(recipe, focal=None) if key in self.recipes else recipe

    def hear(self, point: FocalPoint) -> dict[str, str]:
        """Keep the point on the asset and bring the plan in step; return the digests of the recipes that follow it.

        Where a person has chosen meanwhile, the plan wants that, and these files only stand in until it is made.
        """
        digests = {
            key: recipe.focused(point).digest(self.version.sha256) for key, recipe in self.recipes.items()
        }
        self.claims.take(claim_name(key, digest) for key, digest in digests.items())
        with self.core.db.write() as session:
            held = hold_version(session, self.version.id)
            if (
                held is not None
                and held[0].state in SHOWN
                and propose_focal_point(session, held[1].id, point.x, point.y)
            ):
                session.flush()
                plan_recipes(session, self.version.id)
        return digests


def adopt_proposal(session: Session, version_id: str) -> None:
    """Take over the point that was found in the same bytes elsewhere, so that a new version's crops are shared, not drawn."""
    held = hold_version(session, version_id)
    if held is None or held[1].kind != "image" or held[1].focal_source != "":
        return
    version, asset = held
    if session.scalar(sa.select(Rendition.id).where(Rendition.version_id == version.id).limit(1)) is not None:
        return
    found = session.execute(
        sa.select(Asset.focal_x, Asset.focal_y)
        .join(Version, Version.id == Asset.current_version_id)
        .where(Version.sha256 == version.sha256, Asset.focal_source == "proposed")
        .limit(1)
    ).first()
    if found is not None:
        propose_focal_point(session, asset.id, found.focal_x, found.focal_y)
        session.flush()


def following(
    core: Core,
    version: Version,
    asset: Asset,
    planned: Sequence[Planned],
    ours: Sequence[Planned],
    claims: Claims,
) -> Following:
    """Return which of our crops wait for a point: those of a picture that has none of them yet and for which nobody chose.

    What moves is cropped elsewhere, round the middle.
    """
    is_open_to_it = asset.kind == "image" and (
        asset.focal_source == "" or (asset.focal_source == "proposed" and version.state == "arriving")
    )
    crops = [
        each
        for each in planned
        if each.recipe.focal is not None
        and each.row.channel not in asset.channel_focals
        and each.row.state != "unavailable"
    ]
    waits = is_open_to_it and all(each.is_open and not each.recipe.motion for each in crops)
    mine = {each.row.id for each in ours}
    recipes = {each.row.id: each.recipe for each in crops if each.row.id in mine} if waits else {}
    return Following(core, version, recipes, claims)
