"""Carrying an edit of channels and presets through the library: only what differs is planned, and only that is made."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Version
from dam.assets.processing import note_readiness
from dam.assets.turns import hold_assets
from delivery.house import House
from infra.prepare import prepare_version
from renditions.catalogue.carried import note_planned, revisions_now
from renditions.catalogue.channels import list_channels
from renditions.catalogue.differences import SHOWN, Scope, differing_versions
from renditions.catalogue.ledger import ready_channels
from renditions.catalogue.needs import Original, wishes
from renditions.catalogue.plan import plan_recipes

GROUP = 3
"""Versions planned in one transaction: each takes 4 ms, its job 2 ms more, and a write must stay under 20 ms."""


def rebuild_asset(house: House, asset_id: str) -> None:
    """Bring the files of the served version, and of one that is arriving, in step with what is wanted now."""
    with house.core.db.read() as session:
        shown = sa.select(Version.id).where(Version.asset_id == asset_id, Version.state.in_(SHOWN))
        version_ids = session.scalars(shown).all()
    for version_id in version_ids:
        prepare_version(house, version_id)


def rebuild_library(house: House, scope: Scope) -> int:
    """Plan anew every version that differs from what is wanted in `scope`, and ask for the files of those that need any.

    Returns how many differed. A plan and the job for its files are one transaction: killed at any moment, a repeat
    finds what is left and does nothing twice. What failed before is no reason for a job.
    """
    with house.core.db.read() as session:
        revisions = revisions_now(session, scope)
    count = 0
    for piece in differing_versions(house.core, scope):
        for start in range(0, len(piece.differing), GROUP):
            _plan(house, piece.differing[start : start + GROUP])
        count += len(piece.differing)
    with house.core.db.write() as session:
        note_planned(session, revisions)
    return count


def _plan(house: House, originals: Sequence[Original]) -> None:
    with house.core.db.write() as session:
        hold_assets(session, [original.asset_id for original in originals])
        wanted = list(wishes(list_channels(session)))
        idle = []
        for original in originals:
            version = session.get(Version, original.version_id)
            if version is None:
                continue
            planned = plan_recipes(session, original.version_id, wanted)
            if any(each.is_open and each.row.state != "failed" for each in planned):
                ask_for_files(house, session, original.asset_id)
            elif version.state == "current":
                note_readiness(session, original.asset_id, ready_channels(session, original.version_id))
                idle.append(original.asset_id)
        if idle:
            house.core.jobs.enqueue(session, "index_assets", {"asset_ids": idle}, priority=20)


def ask_for_files(house: House, session: Session, asset_id: str) -> None:
    """Ask for whatever is still to be made of an asset; once, however often it is asked for."""
    house.core.jobs.enqueue(
        session,
        "rebuild_asset",
        {"asset_id": asset_id},
        queue="heavy",
        key=f"rebuild:{asset_id}",
        priority=20,
    )
